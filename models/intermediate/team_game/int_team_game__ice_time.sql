-- One row per game and side: clock seconds in each situation, from the stints.
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

sides as (

    select game_id, 'home' as team_venue, home_situation as situation, duration_seconds, home_skaters, away_skaters from stints
    union all
    select game_id, 'away' as team_venue, away_situation as situation, duration_seconds, home_skaters, away_skaters from stints

),

final as (

    select
        game_id,
        team_venue,
        cast(sum(duration_seconds) as integer) as toi_seconds,
        {{ sum_if("duration_seconds", "situation = 'even'") }} as toi_even_seconds,
        {{ sum_if("duration_seconds", "situation = 'even' and home_skaters = 5 and away_skaters = 5") }} as toi_5v5_seconds,
        {{ sum_if("duration_seconds", "situation = 'power_play'") }} as toi_power_play_seconds,
        {{ sum_if("duration_seconds", "situation = 'short_handed'") }} as toi_short_handed_seconds,
        {{ sum_if("duration_seconds", "situation = 'empty_net_for'") }} as toi_empty_net_for_seconds,
        {{ sum_if("duration_seconds", "situation = 'empty_net_against'") }} as toi_empty_net_against_seconds
    from sides
    group by game_id, team_venue

)

select * from final
