-- One row per game and player with ice time: clock seconds by situation and period, and shifts (stays on the ice).
-- The situation splits add up to toi_seconds, and so do the periods.
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and counts_for_player

),

final as (

    select
        game_id,
        player_id,

        -- clock
        cast(sum(duration_seconds) as integer) as toi_seconds,
        cast(sum(dead_ice_seconds) as integer) as stoppage_seconds,
        cast(sum(duration_seconds - dead_ice_seconds) as integer) as playing_toi_seconds,

        -- shifts
        max(logical_shift_number) as logical_shifts,
        cast(count(*) as integer) as stint_count,

        -- by situation
        {{ sum_if("duration_seconds", "situation = 'even'") }} as toi_even_seconds,
        {{ sum_if("duration_seconds", "situation = 'power_play'") }} as toi_power_play_seconds,
        {{ sum_if("duration_seconds", "situation = 'short_handed'") }} as toi_short_handed_seconds,
        {{ sum_if("duration_seconds", "situation = 'empty_net_for'") }} as toi_empty_net_for_seconds,
        {{ sum_if("duration_seconds", "situation = 'empty_net_against'") }} as toi_empty_net_against_seconds,
        {{ sum_if("duration_seconds", "situation = 'even' and home_skaters = 5 and away_skaters = 5") }} as toi_5v5_seconds,

        -- by period
        {% for part, condition in period_parts().items() %}
        {{ sum_if("duration_seconds", condition) }} as {{ part }}_toi_seconds{{ "," if not loop.last }}
        {% endfor %}
    from player_shifts
    group by game_id, player_id

)

select * from final
