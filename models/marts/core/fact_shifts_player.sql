-- One row per stint and player on the ice, with the number of his logical shift and the situation as his team sees it.
{{ config(materialized="view") }}
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }}

),

games as (

    select * from {{ ref("int_games") }}

),

final as (

    select
        -- keys
        player_shifts.shift_key,
        player_shifts.player_id,
        player_shifts.game_id,
        player_shifts.stint_number,
        player_shifts.logical_shift_number,

        -- who
        player_shifts.team_venue as venue,
        case player_shifts.team_venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        player_shifts.slot,
        player_shifts.is_goalie,
        player_shifts.counts_for_player,

        -- clock
        player_shifts.period,
        player_shifts.start_clock_seconds,
        player_shifts.end_clock_seconds,
        player_shifts.duration_seconds,
        player_shifts.dead_ice_seconds,

        -- strength
        cast(player_shifts.home_skaters as text) || 'v' || cast(player_shifts.away_skaters as text) as strength,
        player_shifts.situation
    from player_shifts
    inner join games on player_shifts.game_id = games.game_id

)

{{ with_build_stamp(of_last_build=true) }}
