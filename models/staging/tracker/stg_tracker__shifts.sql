-- One row per tracked stint, from staging_shifts: types in their canonical spelling.
with

shifts as (

    select * from {{ source("tracker", "staging_shifts") }}

),

codes as not materialized (

    select * from {{ ref("stg_vocabulary__codes") }}

),

final as (

    select
        -- keys
        shifts.shift_key,
        shifts.game_id,
        shifts.shift_index,

        -- clock: seconds remaining
        shifts.period,
        shifts.shift_start_seconds as start_clock_seconds,
        shifts.shift_end_seconds as end_clock_seconds,
        shifts.stoppage_seconds,

        -- codes
        coalesce(starts.canonical_code, shifts.shift_start_type) as shift_start_type,
        coalesce(stops.canonical_code, shifts.shift_stop_type) as shift_stop_type,

        -- who: sweater numbers; int_jerseys decides whether 0 is a player's
        shifts.home_1,
        shifts.home_2,
        shifts.home_3,
        shifts.home_4,
        shifts.home_5,
        shifts.home_6,
        shifts.away_1,
        shifts.away_2,
        shifts.away_3,
        shifts.away_4,
        shifts.away_5,
        shifts.away_6,
        shifts.home_goalie,
        shifts.away_goalie
    from shifts
    left join codes as starts
        on starts.code_field = 'shift_start_type' and {{ code_key("shifts.shift_start_type") }} = starts.code_key
    left join codes as stops
        on stops.code_field = 'shift_stop_type' and {{ code_key("shifts.shift_stop_type") }} = stops.code_key

)

select * from final
