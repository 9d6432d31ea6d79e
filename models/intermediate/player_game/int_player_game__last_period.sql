-- One row per game and player with ice time, a credited event, attempt or point in regulation: what he did in its last period
-- and in the earlier ones, for how he ends his games. A game of one period has no earlier ones.
{% set measures = ["toi_seconds", "shifts", "events", "shots", "points"] %}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and not is_overtime and counts_for_player

),

events as (

    select * from {{ ref("int_events") }}
    where {{ in_scope() }} and not is_overtime and period is not null and not is_shootout and not is_marker

),

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }} and not is_overtime

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }} and not is_overtime

),

stays as (

    -- stays are numbered through the game, and none crosses an intermission
    select
        game_id,
        player_id,
        is_last_period,
        sum(duration_seconds) as toi_seconds,
        max(logical_shift_number) - min(logical_shift_number) + 1 as shifts
    from player_shifts
    group by game_id, player_id, is_last_period

),

counted as (

    select game_id, player_id, is_last_period, toi_seconds, shifts, 0 as events, 0 as shots, 0 as points from stays
    {% for source, who, counted in [
        ("events", "event_player_1_id", "events"), ("shots", "shooter_id", "shots"), ("goals", "scorer_id", "points"),
        ("goals", "primary_assist_id", "points"), ("goals", "secondary_assist_id", "points"),
    ] %}
    union all
    select
        game_id,
        {{ who }} as player_id,
        is_last_period,
        {% for measure in measures %}
        {{ 1 if measure == counted else 0 }} as {{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ source }}
    {% endfor %}

),

final as (

    select
        game_id,
        player_id,
        {% for measure in measures %}
        {{ sum_if(measure, "not is_last_period") }} as earlier_period_{{ measure }},
        {{ sum_if(measure, "is_last_period") }} as last_period_{{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from counted
    where player_id is not null
    group by game_id, player_id

)

select * from final
