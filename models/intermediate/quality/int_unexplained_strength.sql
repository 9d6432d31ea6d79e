-- One row per stint in which a side is short of skaters, both goalies in, with no penalty of that side still running.
-- A side short of players without a penalty is as a rule a side short of shifts.
with

stints as (

    select
        *,
        case when home_skaters < away_skaters then 'home' else 'away' end as short_venue
    from {{ ref("int_stints") }}
    where {{ in_scope() }} and home_skaters <> away_skaters and not is_home_net_empty and not is_away_net_empty

),

windows as (

    select * from {{ ref("int_penalty_windows") }}

),

running as (

    -- clocks of penalties and stints differ by a few seconds
    select distinct stints.shift_key
    from stints
    inner join windows
        on
            stints.game_id = windows.game_id
            and stints.short_venue = windows.team_venue
            and stints.start_game_seconds between windows.start_game_seconds - 5 and windows.end_game_seconds + 10

),

final as (

    select
        stints.game_id,
        stints.shift_key,
        stints.period,
        stints.short_venue,
        stints.strength,
        stints.duration_seconds
    from stints
    left join running on stints.shift_key = running.shift_key
    where running.shift_key is null

)

select * from final
