-- One row per game and goalie with ice time: clock seconds by period, situation and score, and whether he started.
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

scores as (

    select * from {{ ref("int_stint_scores") }} where {{ in_scope() }}

),

sides as (

    {% for venue in ["home", "away"] %}
    {% set other = "away" if venue == "home" else "home" %}
    select
        stints.game_id,
        '{{ venue }}' as team_venue,
        stints.{{ venue }}_goalie_id as player_id,
        stints.stint_number,
        stints.period,
        stints.start_game_seconds,
        stints.duration_seconds,
        stints.{{ venue }}_situation as situation,
        stints.home_skaters = 5 and stints.away_skaters = 5 as is_five_on_five,
        sign(scores.{{ venue }}_score - scores.{{ other }}_score) as lead
    from stints
    inner join scores on stints.shift_key = scores.shift_key
    where stints.{{ venue }}_goalie_id is not null
    {{ "union all" if not loop.last }}
    {% endfor %}

),

final as (

    select
        game_id,
        player_id,
        min(stint_number) = min(min(stint_number)) over (partition by game_id, team_venue) as is_starter,
        min(start_game_seconds) as start_game_seconds,
        max(start_game_seconds + duration_seconds) as end_game_seconds,
        cast(sum(duration_seconds) as integer) as toi_seconds,
        {{ sum_if("duration_seconds", "period = 1") }} as first_period_toi_seconds,
        {{ sum_if("duration_seconds", "period = 2") }} as second_period_toi_seconds,
        {{ sum_if("duration_seconds", "period = 3") }} as third_period_toi_seconds,
        {{ sum_if("duration_seconds", "period > 3") }} as overtime_toi_seconds,
        {{ sum_if("duration_seconds", "situation = 'even'") }} as toi_even_seconds,
        {{ sum_if("duration_seconds", "situation = 'even' and is_five_on_five") }} as toi_5v5_seconds,
        {{ sum_if("duration_seconds", "situation = 'power_play'") }} as toi_power_play_seconds,
        {{ sum_if("duration_seconds", "situation = 'short_handed'") }} as toi_short_handed_seconds,
        {{ sum_if("duration_seconds", "situation = 'empty_net_for'") }} as toi_empty_net_for_seconds,
        {{ sum_if("duration_seconds", "lead > 0") }} as toi_leading_seconds,
        {{ sum_if("duration_seconds", "lead = 0") }} as toi_tied_seconds,
        {{ sum_if("duration_seconds", "lead < 0") }} as toi_trailing_seconds
    from sides
    group by game_id, team_venue, player_id

)

select * from final
