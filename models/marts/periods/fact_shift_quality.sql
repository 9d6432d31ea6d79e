-- One row per skater and shift, his stay on the ice over consecutive stints: length, situation, what happened, and how good it was.
-- Over 100 lines: every part of the score is a published column beside its weight.
{{ config(materialized="view") }}
{% set measures = ["gf", "ga", "cf", "ca", "ff", "fa", "sf", "sa"] %}
with

player_stints as (

    select * from {{ ref("fact_shifts_player") }} where not is_goalie

),

stints as (

    select * from {{ ref("fact_shifts") }}

),

lengths as (

    select * from {{ ref("shift_lengths") }}

),

weights as (

    select
        {% for measure in ["goal_difference", "xg_difference", "attempt_difference"] %}
        max(weight) filter (where measure = '{{ measure }}') as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref("shift_quality_weights") }}

),

shifts as (

    select
        player_stints.game_id,
        player_stints.player_id,
        player_stints.logical_shift_number as shift_number,
        min(player_stints.team_id) as team_id,
        min(player_stints.venue) as venue,
        min(player_stints.stint_number) as first_stint_number,
        max(player_stints.stint_number) as last_stint_number,
        min(player_stints.period) as period,
        max(player_stints.start_clock_seconds) as start_clock_seconds,
        min(player_stints.end_clock_seconds) as end_clock_seconds,
        min(stints.start_game_seconds) as start_game_seconds,
        cast(sum(player_stints.duration_seconds) as integer) as duration_seconds,
        cast(sum(player_stints.dead_ice_seconds) as integer) as dead_ice_seconds,
        {{ sum_if("player_stints.duration_seconds", "player_stints.situation = 'power_play'") }} as power_play_seconds,
        {{ sum_if("player_stints.duration_seconds", "player_stints.situation = 'short_handed'") }} as short_handed_seconds,
        {% for measure in measures %}
        cast(
            sum(case player_stints.venue when 'home' then stints.home_{{ measure }} else stints.away_{{ measure }} end) as integer
        ) as {{ measure }},
        {% endfor %}
        {% for measure in ["xgf", "xga"] %}
        sum(case player_stints.venue when 'home' then stints.home_{{ measure }} else stints.away_{{ measure }} end)
            as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from player_stints
    inner join stints on player_stints.shift_key = stints.shift_key
    group by player_stints.game_id, player_stints.player_id, player_stints.logical_shift_number

),

scored as (

    select
        shifts.*,
        cast(
            weights.goal_difference * (shifts.gf - shifts.ga)
            + weights.xg_difference * (shifts.xgf - shifts.xga)
            + weights.attempt_difference * (shifts.cf - shifts.ca) as numeric(8, 4)
        ) as quality_score
    from shifts
    cross join weights

),

final as (

    select
        -- keys
        scored.game_id,
        scored.player_id,
        scored.shift_number,
        scored.team_id,
        scored.venue,
        scored.first_stint_number,
        scored.last_stint_number,
        scored.last_stint_number - scored.first_stint_number + 1 as stint_count,

        -- clock
        scored.period,
        scored.start_clock_seconds,
        scored.end_clock_seconds,
        scored.start_game_seconds,
        scored.duration_seconds,
        scored.dead_ice_seconds,
        scored.power_play_seconds,
        scored.short_handed_seconds,
        lengths.length_class,

        -- what happened
        {% for measure in measures %}
        scored.{{ measure }},
        {% endfor %}
        cast(scored.xgf as numeric(10, 4)) as xgf,
        cast(scored.xga as numeric(10, 4)) as xga,
        scored.gf - scored.ga as goal_difference,
        scored.cf - scored.ca as attempt_difference,
        cast(scored.xgf - scored.xga as numeric(10, 4)) as xg_difference,
        {{ pct("scored.cf", "scored.cf + scored.ca") }} as cf_pct,

        -- how good
        scored.quality_score,
        case
            when scored.quality_score > 0 then 'good' when scored.quality_score < 0 then 'bad'
            when scored.quality_score = 0 then 'even'
        end as quality
    from scored
    left join lengths
        on scored.duration_seconds >= lengths.from_seconds and scored.duration_seconds < lengths.below_seconds

)

{{ with_build_stamp(of_last_build=true) }}
