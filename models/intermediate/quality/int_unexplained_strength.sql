-- One row per stint in which a side is short of skaters, both goalies in, with no penalty of that side still running.
-- A side short of players without a penalty is as a rule a side short of shifts.
with

stints as (

    select
        int_stints.*,
        case when home_skaters < away_skaters then 'home' else 'away' end as short_venue
    from {{ ref("int_stints") }}
    where {{ in_scope() }} and home_skaters <> away_skaters and not is_home_net_empty and not is_away_net_empty

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

penalties as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'Penalty'

),

running as (

    -- clocks of penalties and stints differ by a few seconds
    select distinct stints.shift_key
    from stints
    inner join games on stints.game_id = games.game_id
    inner join penalties
        on
            stints.game_id = penalties.game_id
            and stints.short_venue = penalties.team_venue
            and stints.start_game_seconds - penalties.game_seconds
            between -5 and 60 * coalesce(penalties.penalty_minutes, games.major_penalty_minutes) + 10

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
