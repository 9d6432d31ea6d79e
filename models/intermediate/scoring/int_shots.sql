-- One row per shot attempt with danger and expected goals; coefficients are in the seed xg_coefficients.
-- Over 100 lines: the chance of a shot is one expression over its features, a term a line.
{{ config(indexes=[
    {"columns": ["event_key"], "unique": true},
    {"columns": ["game_id"]},
    {"columns": ["shooter_id"]},
    {"columns": ["goalie_id"]},
]) }}
{% set features = {
    "distance_feet": "shots.distance_feet",
    "angle_degrees": "shots.angle_degrees",
    "is_rebound": "cast(shots.is_rebound as integer)",
    "is_rush": "cast(shots.is_rush as integer)",
    "is_breakaway": "cast(shots.is_breakaway as integer)",
    "is_one_timer": "cast(shots.foreseen_shot_type = 'one_timer' as integer)",
    "is_redirected": "cast(shots.foreseen_shot_type in ('tip', 'deflected') as integer)",
    "is_backhand": "cast(shots.foreseen_shot_type = 'backhand' as integer)",
    "is_slap_shot": "cast(shots.foreseen_shot_type = 'slap' as integer)",
    "is_power_play": "cast(shots.situation = 'power_play' as integer)",
} %}
with

shots as (

    select * from {{ ref("int_shot_features") }} where {{ in_scope() }}

),

coefficients as (

    select
        model_level,
        {% for feature in features %}
        coalesce(max(effect) filter (where feature = '{{ feature }}'), 0) as {{ feature }},
        coalesce(max(usual_value) filter (where feature = '{{ feature }}'), 0) as {{ feature }}_if_unknown,
        {% endfor %}
        max(effect) filter (where feature = 'intercept') as intercept
    from (
        -- exp of a numeric takes many times longer
        select
            model_level,
            feature,
            cast(coefficient as double precision) as effect,
            cast(value_if_unknown as double precision) as usual_value
        from {{ ref("xg_coefficients") }}
    ) as effects
    group by model_level

),

scored as (

    select
        shots.*,
        -- a blocked attempt never reached the net: it has no chance to estimate
        case
            when shots.is_unblocked
                then round(cast(1 / (1 + exp(-(
                    coefficients.intercept
                    {% for feature, value in features.items() %}
                    + coefficients.{{ feature }} * coalesce({{ value }}, coefficients.{{ feature }}_if_unknown)
                    {% endfor %}
                ))) as numeric), 4)
        end as xg,
        case
            when lag(shots.clock_seconds) over attempts - shots.clock_seconds <= 3
                and not lag(shots.is_goal or shots.is_penalty_shot) over attempts
                and not shots.is_penalty_shot
                then 0
            else 1
        end as starts_flurry
    from shots
    inner join coefficients on shots.model_level = coefficients.model_level
    window attempts as (partition by shots.game_id, shots.period, shots.team_venue order by shots.event_number)

),

flurries as (

    select
        scored.*,
        sum(starts_flurry) over (partition by game_id, period, team_venue order by event_number) as flurry_number
    from scored

),

final as (

    select
        -- keys
        event_key,
        game_id,
        goal_event_key,
        shift_key,

        -- clock
        event_number,
        period,
        is_overtime,
        is_last_period,
        clock_seconds,
        game_seconds,

        -- who
        team_venue,
        opp_venue,
        shooter_id,
        blocker_id,
        goalie_id,

        -- outcome
        is_goal,
        is_on_goal,
        is_blocked,
        is_blocked_by_team_mate,
        is_unblocked,
        is_missed,

        -- how and from where
        shot_type,
        foreseen_shot_type,
        is_penalty_shot,
        is_empty_net,
        attack_x,
        attack_y,
        distance_feet,
        angle_degrees,
        danger,

        -- when
        situation,
        is_5v5,
        score_state,
        is_rebound,
        is_rush,
        is_breakaway,

        -- chance; of a flurry, at most one shot can score: 1 - product(1 - xg), shared out by xg
        model_level,
        xg,
        round(
            cast(
                xg * coalesce(
                    (1 - exp(sum(ln(cast(1 - least(xg, 0.9999) as double precision))) filter (where is_unblocked) over flurry))
                    / nullif(cast(sum(xg) over flurry as double precision), 0), 1
                ) as numeric
            ), 4
        ) as xg_flurry_adjusted
    from flurries
    window flurry as (partition by game_id, period, team_venue, flurry_number)

)

select * from final
