-- One row per game whose result has a deciding moment: the winner's goal that the other side did not reach, after a tie the
-- last goal; NULL for the end of the game, if there is no goal or a shootout decided. No row where that goal was not tracked.
-- Over 100 lines: four imports, and the score by which goals are numbered before the goal is chosen.
{{ config(materialized="ephemeral") }}
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and is_shootout

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

numbered_goals as (

    select
        goals.*,
        stints.stint_number,
        row_number() over (partition by goals.game_id, goals.team_venue order by goals.goal_number) as team_goal_number,
        row_number() over (partition by goals.game_id order by goals.goal_number desc) as number_from_last
    from goals
    left join stints on goals.shift_key = stints.shift_key

),

scores as (

    select
        games.game_id,
        coalesce(games.decided_in = 'SO', false)
        or exists (select 1 from events where events.game_id = games.game_id) as has_shootout,
        games.official_home_goals as official_home,
        games.official_away_goals as official_away,
        {{ count_if("goals.team_venue = 'home'") }} as tracked_home,
        {{ count_if("goals.team_venue = 'away'") }} as tracked_away
    from games
    left join numbered_goals as goals on games.game_id = goals.game_id
    group by games.game_id, games.decided_in, games.official_home_goals, games.official_away_goals

),

results as (

    -- by the official score, else by the tracked one
    select
        *,
        case sign(coalesce(official_home - official_away, tracked_home - tracked_away))
            when 1 then 'home' when -1 then 'away'
        end as winner_venue
    from scores

),

decided as (

    -- the winner's goal that decides; goals are numbered as in the official score only if none of the winner's is missing
    select
        *,
        1 + case winner_venue
            when 'home' then case when tracked_home = official_home then official_away else tracked_away end
            when 'away' then case when tracked_away = official_away then official_home else tracked_home end
        end as deciding_goal
    from results

),

final as (

    -- after a tie the last goal, which tied it; without any, and after a shootout, the end of the game
    select
        decided.game_id,
        decided.has_shootout,
        goals.stint_number,
        goals.game_seconds
    from decided
    inner join numbered_goals as goals
        on
            decided.game_id = goals.game_id
            and (
                (decided.winner_venue = goals.team_venue and decided.deciding_goal = goals.team_goal_number)
                or (decided.winner_venue is null and goals.number_from_last = 1)
            )
    where not decided.has_shootout
    union all
    select
        game_id,
        has_shootout,
        null as stint_number,
        null as game_seconds
    from decided
    where has_shootout or (winner_venue is null and tracked_home + tracked_away = 0)

)

select * from final
