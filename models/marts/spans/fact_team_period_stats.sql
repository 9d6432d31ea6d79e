-- One row per game, period and team: goals, attempts, shots and expected goals of both teams, faceoffs, hits, time with the puck.
{{ config(materialized="view") }}
{% set counts = ["goals", "shots", "sog", "unblocked_shots"] %}
with

periods as (

    select * from {{ ref("int_periods") }}

),

games as (

    select * from {{ ref("int_games") }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }}

),

sides as (

    select game_id, 'home' as venue, home_team_id as team_id, away_team_id as opponent_team_id from games
    union all
    select game_id, 'away' as venue, away_team_id as team_id, home_team_id as opponent_team_id from games

),

counted as (

    select
        game_id,
        period,
        venue,
        {{ count_if("is_goal") }} as goals,
        {{ count_if("is_shot_attempt") }} as shots,
        {{ count_if("is_shot_on_goal") }} as sog,
        {{ count_if("is_unblocked_attempt") }} as unblocked_shots,
        cast(coalesce(sum(xg), 0) as numeric(10, 4)) as xg,
        {{ count_if("event_type = 'Faceoff'") }} as fo_wins,
        {{ count_if("event_type = 'Hit'") }} as hits,
        {{ count_if("event_detail = 'Turnover_Giveaway'") }} as giveaways,
        {{ count_if("event_detail = 'Turnover_Takeaway'") }} as takeaways,
        {{ count_if("event_detail = 'Pass_Completed'") }} as passes_completed,
        {{ count_if("event_detail = 'Zone_Entry'") }} as zone_entries,
        {{ count_if("event_type = 'Penalty' and coalesce(event_detail, '') <> 'Penalty_PenaltyShot'") }} as penalties
    from {{ ref("fact_events") }}
    where not is_shootout and venue is not null
    group by game_id, period, venue

),

control as (

    select
        game_id,
        period,
        venue,
        {{ count_if("begins_possession") }} as possessions,
        cast(sum(duration_seconds) as integer) as possession_seconds,
        {{ sum_if("duration_seconds", "zone = 'o'") }} as offensive_zone_seconds
    from {{ ref("fact_plays") }}
    group by game_id, period, venue

),

final as (

    select
        -- keys
        periods.game_id,
        sides.team_id,
        periods.period,
        sides.venue,
        sides.opponent_team_id,
        periods.length_seconds as period_length_seconds,

        -- for and against
        {% for column in counts %}
        coalesce(own.{{ column }}, 0) as {{ column }},
        coalesce(other.{{ column }}, 0) as {{ column }}_against,
        {% endfor %}
        cast(coalesce(own.xg, 0) as numeric(10, 4)) as xgf,
        cast(coalesce(other.xg, 0) as numeric(10, 4)) as xga,
        coalesce(own.penalties, 0) as penalties,

        -- counts
        case when inputs.has_faceoffs then coalesce(own.fo_wins, 0) end as fo_wins,
        case when inputs.has_faceoffs then coalesce(other.fo_wins, 0) end as fo_losses,
        {% for need, columns in {
            "has_hits": ["hits"],
            "has_turnovers": ["giveaways", "takeaways"],
            "has_passes": ["passes_completed"],
            "has_zone_play": ["zone_entries"],
        }.items() %}
        {% for column in columns %}
        case when inputs.{{ need }} then coalesce(own.{{ column }}, 0) end as {{ column }},
        {% endfor %}
        {% endfor %}
        coalesce(control.possessions, 0) as possessions,
        coalesce(control.possession_seconds, 0) as possession_seconds,
        coalesce(control.offensive_zone_seconds, 0) as offensive_zone_seconds,

        -- percentages, 0 to 100
        {{ pct("coalesce(own.shots, 0)", "coalesce(own.shots, 0) + coalesce(other.shots, 0)") }} as cf_pct,
        {{ pct("coalesce(own.xg, 0)", "coalesce(own.xg, 0) + coalesce(other.xg, 0)") }} as xg_pct,
        {{ pct("coalesce(own.fo_wins, 0)", "coalesce(own.fo_wins, 0) + coalesce(other.fo_wins, 0)") }} as fo_pct
    from periods
    inner join sides on periods.game_id = sides.game_id
    inner join inputs on periods.game_id = inputs.game_id
    left join counted as own
        on periods.game_id = own.game_id and periods.period = own.period and sides.venue = own.venue
    left join counted as other
        on periods.game_id = other.game_id and periods.period = other.period and sides.venue <> other.venue
    left join control
        on periods.game_id = control.game_id and periods.period = control.period and sides.venue = control.venue

)

select * from final
