-- One row per tracked stint, from staging_shifts: types in their canonical spelling.
with

shifts as (

    select * from {{ source("tracker", "staging_shifts") }}

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

        -- who: sweater numbers; 0 is a placeholder
        nullif(shifts.home_1, 0) as home_1,
        nullif(shifts.home_2, 0) as home_2,
        nullif(shifts.home_3, 0) as home_3,
        nullif(shifts.home_4, 0) as home_4,
        nullif(shifts.home_5, 0) as home_5,
        nullif(shifts.home_6, 0) as home_6,
        nullif(shifts.away_1, 0) as away_1,
        nullif(shifts.away_2, 0) as away_2,
        nullif(shifts.away_3, 0) as away_3,
        nullif(shifts.away_4, 0) as away_4,
        nullif(shifts.away_5, 0) as away_5,
        nullif(shifts.away_6, 0) as away_6,
        nullif(shifts.home_goalie, 0) as home_goalie,
        nullif(shifts.away_goalie, 0) as away_goalie
    from shifts
    left join {{ ref("stg_vocabulary__codes") }} as starts
        on starts.code_field = 'shift_start_type' and {{ code_key("shifts.shift_start_type") }} = starts.code_key
    left join {{ ref("stg_vocabulary__codes") }} as stops
        on stops.code_field = 'shift_stop_type' and {{ code_key("shifts.shift_stop_type") }} = stops.code_key

)

select * from final
