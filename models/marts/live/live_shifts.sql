-- One row per staged stint, built or not: clock, and who is on the ice of each side.
{% set player = "jsonb_build_object('slot', slot, 'player_number', player_number, 'player_id', player_id,"
    ~ " 'player_name', player_name)" %}
with

shifts as not materialized (

    select * from {{ ref("stg_tracker__shifts") }}

),

players as (

    select * from {{ ref("int_live__players") }}

),

slots as (

    -- who fills two slots of a side counts once, as goalie or in the lower
    select
        shifts.game_id,
        shifts.shift_key,
        slots.team_venue,
        {{ number_in_slot("shifts") }} as player_number,
        min(slots.slot) as slot
    from shifts
    cross join {{ slots_of_both_sides() }}
    group by shifts.game_id, shifts.shift_key, slots.team_venue, player_number

),

named as (

    select
        slots.*,
        players.player_id,
        players.player_name
    from slots
    left join players
        on
            slots.game_id = players.game_id
            and slots.team_venue = players.team_venue
            and slots.player_number = players.player_number
    -- 0 is a number where a roster of the side has it, else nobody
    where slots.player_number <> 0 or players.game_id is not null

),

on_ice as (

    select
        game_id,
        shift_key,
        {% for venue in ["home", "away"] %}
        {{ count_if("team_venue = '" ~ venue ~ "' and slot > 0") }} as {{ venue }}_skaters,
        jsonb_agg({{ player }} order by slot) filter (where team_venue = '{{ venue }}')
            as {{ venue }}_on_ice{{ "," if not loop.last }}
        {% endfor %}
    from named
    group by game_id, shift_key

),

final as (

    select
        -- keys
        cast(shifts.shift_key as text) as shift_key,
        shifts.game_id,
        shifts.shift_index,

        -- clock
        shifts.period,
        shifts.start_clock_seconds,
        shifts.end_clock_seconds,
        {{ clock_text("shifts.start_clock_seconds") }} as start_clock,
        {{ clock_text("shifts.end_clock_seconds") }} as end_clock,
        cast(shifts.shift_start_type as text) as shift_start_type,
        cast(shifts.shift_stop_type as text) as shift_stop_type,

        -- on the ice
        coalesce(on_ice.home_skaters, 0) as home_skaters,
        coalesce(on_ice.away_skaters, 0) as away_skaters,
        cast(coalesce(on_ice.home_skaters, 0) as text) || 'v' || cast(coalesce(on_ice.away_skaters, 0) as text) as strength,
        coalesce(on_ice.home_on_ice, '[]') as home_on_ice,
        coalesce(on_ice.away_on_ice, '[]') as away_on_ice,
        row_number() over (
            partition by shifts.game_id
            order by shifts.period desc nulls last, shifts.start_clock_seconds nulls last, shifts.shift_index desc
        ) = 1 as is_last
    from shifts
    left join on_ice on shifts.game_id = on_ice.game_id and shifts.shift_key = on_ice.shift_key

)

select * from final
