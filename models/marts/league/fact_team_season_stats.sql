-- One row per season, game type and team: totals of its tracked games, and ratios made of the totals.
with

team_games as (

    select
        teams.*,
        {{ game_type("games.game_type") }} as game_type,
        coalesce(teams.official_goals, accuracy.tracked_final_goals) as used_goals,
        coalesce(teams.official_goals_against, opponents.tracked_final_goals) as used_goals_against
    from {{ ref("fact_team_game_stats") }} as teams
    inner join {{ ref("qa_goal_accuracy") }} as accuracy on teams.game_id = accuracy.game_id and teams.venue = accuracy.venue
    inner join {{ ref("qa_goal_accuracy") }} as opponents on teams.game_id = opponents.game_id and teams.venue <> opponents.venue
    inner join {{ ref("int_games") }} as games on teams.game_id = games.game_id

),

{% set sums = team_season_sums() -%}
totals as (

    select
        season_id,
        game_type,
        team_id,
        min(team_name) as team_name,

        -- games
        cast(count(*) as integer) as gp,
        {{ count_if("toi_reliable") }} as toi_gp,
        {{ count_if("game_is_complete") }} as complete_gp,

        -- goals
        {{ points_source("count(official_goals)", "count(*)") }} as points_source,
        cast(sum(used_goals) as integer) as goals,
        cast(sum(used_goals_against) as integer) as goals_against,
        cast(sum(goals) as integer) as tracked_goals,
        cast(sum(goals_against) as integer) as tracked_goals_against,
        cast(sum(official_goals) as integer) as official_goals,
        cast(sum(official_goals_against) as integer) as official_goals_against,

        -- from all games
        {% for column in sums["all"] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(xgf) as numeric(10, 4)) as xgf,
        cast(sum(xga) as numeric(10, 4)) as xga,

        -- from games with reliable ice times
        {% for column in sums["ice_time"] %}
        cast(sum({{ column }}) filter (where toi_reliable) as integer) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from team_games
    group by season_id, game_type, team_id

),

final as (

    select
        totals.*,
        {{ pct("tracked_goals", "sog") }} as shooting_pct,
        {{ pct("sog_against - tracked_goals_against", "sog_against") }} as save_pct,
        {{ pct("cf", "cf + ca") }} as cf_pct,
        {{ pct("ff", "ff + fa") }} as ff_pct,
        {{ pct("xgf", "xgf + xga") }} as xg_pct,
        {{ pct("fo_wins", "fo_wins + fo_losses") }} as fo_pct,
        {{ pct("pass_completed", "pass_attempts") }} as pass_pct,
        {{ pct("zone_entries_controlled", "zone_entries") }} as zone_entry_control_pct,
        {{ pct("zone_exits_controlled", "zone_exits") }} as zone_exit_control_pct
    from totals

)

select * from final
