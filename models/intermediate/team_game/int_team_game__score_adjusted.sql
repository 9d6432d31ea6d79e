-- One row per game and side with an attempt at five against five: attempts, unblocked attempts and expected goals, each
-- weighted by what the score and the venue make easier (seed score_adjustment_weights).
with

shots as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }} and is_5v5

),

events as (

    select
        event_key,
        -- a lead of three is as good as any more
        greatest(least(home_score_before - away_score_before, 3), -3) as home_lead
    from {{ ref("int_events") }}
    where {{ in_scope() }} and is_shot_attempt

),

weights as (

    select * from {{ ref("score_adjustment_weights") }}

),

weighted as (

    select
        shots.game_id,
        shots.team_venue,
        shots.is_unblocked,
        shots.xg,
        case when shots.team_venue = 'home' then weights.home_weight else weights.away_weight end as weight
    from shots
    inner join events on shots.event_key = events.event_key
    inner join weights on events.home_lead = weights.home_lead

),

final as (

    select
        game_id,
        team_venue,
        sum(weight) as score_adjusted_cf,
        coalesce(sum(weight) filter (where is_unblocked), 0) as score_adjusted_ff,
        coalesce(sum(weight * xg), 0) as score_adjusted_xgf
    from weighted
    group by game_id, team_venue

)

select * from final
