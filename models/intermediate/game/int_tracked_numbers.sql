-- One row per game, side and sweater number that stands in events or stints: how often, and how long on the ice.
{{ config(indexes=[
    {"columns": ["game_id", "team_venue", "player_number"], "unique": true},
]) }}
with

shifts as not materialized (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

event_roles as (

    select * from {{ ref("int_event_roles") }} where {{ in_scope() }}

),

tracked as (

    select
        shifts.game_id,
        slots.team_venue,
        {{ number_in_slot("shifts") }} as player_number,
        slots.slot,
        greatest(shifts.start_clock_seconds - shifts.end_clock_seconds, 0) as seconds,
        null as player_name
    from shifts
    cross join {{ slots_of_both_sides() }}
    union all
    select game_id, team_venue, player_number, null as slot, null as seconds, player_name
    from event_roles
    where player_number is not null and team_venue is not null

),

counted as (

    select
        game_id,
        team_venue,
        player_number,
        {{ count_if("slot is null") }} as event_count,
        {{ count_if("slot is not null") }} as stint_count,
        cast(coalesce(sum(seconds), 0) as integer) as stint_seconds,
        coalesce(bool_or(slot = 0), false) as is_in_goal,
        min(player_name) as player_name
    from tracked
    where player_number is not null
    group by game_id, team_venue, player_number

),

zeros as (

    -- trackers fill empty slots with 0: all of them, or the same one in every stint, and never alone
    select
        shifts.game_id,
        slots.team_venue,
        count(distinct shifts.shift_key) as stint_count,
        count(*) > count(distinct shifts.shift_key) as is_twice
    from shifts
    cross join {{ slots_of_both_sides() }}
    where {{ number_in_slot("shifts") }} = 0
    group by shifts.game_id, slots.team_venue

),

stints as (

    select
        game_id,
        {{ count_if("coalesce(nullif(home_1, 0), nullif(home_2, 0)) is not null") }} as home_stints,
        {{ count_if("coalesce(nullif(away_1, 0), nullif(away_2, 0)) is not null") }} as away_stints
    from shifts
    group by game_id

),

final as (

    select
        counted.*,
        -- a number other than 0 is always a player's
        counted.player_number <> 0
        or coalesce(
            not zeros.is_twice and counted.event_count > 0
            and zeros.stint_count < case counted.team_venue when 'home' then stints.home_stints else stints.away_stints end,
            false
        ) as is_somebody
    from counted
    left join zeros
        on counted.player_number = 0 and counted.game_id = zeros.game_id and counted.team_venue = zeros.team_venue
    left join stints on counted.player_number = 0 and counted.game_id = stints.game_id

)

select * from final
