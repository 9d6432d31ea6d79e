-- Fails with every scorer whose goals, first goals or winning goals in the timeline are not those of his game.
with

timeline as (

    select
        game_id,
        scorer_id,
        count(*) as goals,
        {{ count_if("goal_number = 1") }} as first_goals,
        {{ count_if("is_game_winner") }} as game_winning_goals
    from {{ ref("fact_scoring_timeline") }}
    where {{ in_scope() }} and scorer_id is not null
    group by game_id, scorer_id

)

select
    timeline.game_id,
    timeline.scorer_id
from timeline
inner join {{ ref("fact_player_game_stats") }} as games
    on timeline.game_id = games.game_id and timeline.scorer_id = games.player_id
where
    timeline.goals <> games.goals
    or timeline.first_goals <> games.first_goals
    or timeline.game_winning_goals <> games.game_winning_goals
