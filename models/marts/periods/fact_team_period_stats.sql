-- One row per game, period and team: goals, attempts, shots and expected goals of both teams, faceoffs, hits, time with the puck.
-- Over 100 lines: both sides of every count are published columns.
{{ config(materialized="view") }}
{% set counts = {
    "goals": "is_goal",
    "shots": "is_shot_attempt",
    "sog": "is_shot_on_goal",
    "unblocked_shots": "is_unblocked_attempt",
    "penalties": "event_type = 'Penalty' and coalesce(event_detail, '') <> 'Penalty_PenaltyShot'",
    "fo_wins": "event_type = 'Faceoff'",
    "hits": "event_type = 'Hit'",
    "giveaways": "event_detail = 'Turnover_Giveaway'",
    "takeaways": "event_detail = 'Turnover_Takeaway'",
    "passes_completed": "event_detail = 'Pass_Completed'",
    "zone_entries": "event_detail = 'Zone_Entry'",
} %}
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

counted as (

    select
        game_id,
        period,
        {% for venue in ["home", "away"] %}
        {% for column, condition in counts.items() %}
        {{ count_if("venue = '" ~ venue ~ "' and (" ~ condition ~ ")") }} as {{ venue }}_{{ column }},
        {% endfor %}
        cast(coalesce(sum(xg) filter (where venue = '{{ venue }}'), 0) as numeric(10, 4)) as {{ venue }}_xg
        {{- "," if not loop.last }}
        {% endfor %}
    from {{ ref("fact_events") }}
    where not is_shootout
    group by game_id, period

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

sided as (

    select
        periods.game_id,
        periods.period,
        periods.length_seconds as period_length_seconds,
        sides.venue,
        case sides.venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        case sides.venue when 'home' then games.away_team_id else games.home_team_id end as opponent_team_id,
        -- a period without events has none, a game without events is not known
        {% for column in counts.keys() | list + ["xg"] %}
        {% for suffix, venue, other in [("", "home", "away"), ("_against", "away", "home")] %}
        case
            when inputs.has_events
                then coalesce(
                    case sides.venue
                        when 'home' then counted.{{ venue }}_{{ column }}
                        else counted.{{ other }}_{{ column }}
                    end, 0
                )
        end as {{ column }}{{ suffix }},
        {% endfor %}
        {% endfor %}
        inputs.has_events
    from periods
    inner join games on periods.game_id = games.game_id
    inner join inputs on periods.game_id = inputs.game_id
    left join counted on periods.game_id = counted.game_id and periods.period = counted.period
    cross join (values ('home'), ('away')) as sides (venue)

),

final as (

    select
        -- keys
        sided.game_id,
        sided.team_id,
        sided.period,
        sided.venue,
        sided.opponent_team_id,
        sided.period_length_seconds,

        -- for and against
        {% for column in ["goals", "shots", "sog", "unblocked_shots"] %}
        sided.{{ column }},
        sided.{{ column }}_against,
        {% endfor %}
        cast(sided.xg as numeric(10, 4)) as xgf,
        cast(sided.xg_against as numeric(10, 4)) as xga,
        sided.penalties,

        -- counts
        case when inputs.has_faceoffs then sided.fo_wins end as fo_wins,
        case when inputs.has_faceoffs then sided.fo_wins_against end as fo_losses,
        {% for need, columns in {
            "has_hits": ["hits"],
            "has_turnovers": ["giveaways", "takeaways"],
            "has_passes": ["passes_completed"],
            "has_zone_play": ["zone_entries"],
        }.items() %}
        {% for column in columns %}
        case when inputs.{{ need }} then sided.{{ column }} end as {{ column }},
        {% endfor %}
        {% endfor %}
        case when inputs.has_events then coalesce(control.possessions, 0) end as possessions,
        case when inputs.has_events then coalesce(control.possession_seconds, 0) end as possession_seconds,
        case when inputs.has_events then coalesce(control.offensive_zone_seconds, 0) end as offensive_zone_seconds,

        -- percentages, 0 to 100
        {{ pct("sided.shots", "sided.shots + sided.shots_against") }} as cf_pct,
        {{ pct("sided.xg", "sided.xg + sided.xg_against") }} as xg_pct,
        {{ pct("sided.fo_wins", "sided.fo_wins + sided.fo_wins_against") }} as fo_pct
    from sided
    inner join inputs on sided.game_id = inputs.game_id
    left join control
        on sided.game_id = control.game_id and sided.period = control.period and sided.venue = control.venue

)

{{ with_build_stamp(of_last_build=true) }}
