-- One row per game and side whose winning goal was tracked: the goalie in its net then, who is charged with the decision.
-- The winning goal is the winner's first one beyond the loser's total.
with

goals as (

    select
        game_id,
        goal_number,
        team_venue,
        shift_key,
        row_number() over (partition by game_id, team_venue order by goal_number) as team_goal_number,
        count(*) over (partition by game_id, team_venue) as team_goals,
        count(*) over (partition by game_id) as game_goals
    from {{ ref("int_goals") }}
    where {{ in_scope() }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

winning_goals as (

    select * from goals
    where team_goals > game_goals - team_goals and team_goal_number = game_goals - team_goals + 1

),

placed as (

    select
        winning_goals.game_id,
        winning_goals.team_venue as winner_venue,
        stints.home_goalie_id,
        stints.away_goalie_id
    from winning_goals
    inner join stints on winning_goals.shift_key = stints.shift_key

),

final as (

    {% for venue in ["home", "away"] %}
    select
        game_id,
        '{{ venue }}' as team_venue,
        winner_venue,
        {{ venue }}_goalie_id as player_id
    from placed
    where {{ venue }}_goalie_id is not null
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select * from final
