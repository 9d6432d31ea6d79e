-- One row per stint and player on the ice, with the number of his logical shift in the game: consecutive stints of one period.
{{ config(indexes=[
    {"columns": ["shift_key", "player_id"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

stint_players as (

    select * from {{ ref("int_stint_players") }} where {{ in_scope() }}

),

joined as (

    select
        stint_players.shift_key,
        stint_players.game_id,
        stint_players.player_id,
        stint_players.team_venue,
        stint_players.slot,
        stint_players.is_goalie,
        stints.stint_number,
        stints.period,
        stints.start_clock_seconds,
        stints.end_clock_seconds,
        stints.duration_seconds,
        stints.dead_ice_seconds,
        stints.home_skaters,
        stints.away_skaters,
        case stint_players.team_venue when 'home' then stints.home_situation else stints.away_situation end as situation
    from stint_players
    inner join stints on stint_players.shift_key = stints.shift_key

),

followed as (

    select
        joined.*,
        lag(stint_number) over previous_stints as previous_stint_number,
        lag(period) over previous_stints as previous_period
    from joined
    window previous_stints as (partition by game_id, player_id order by stint_number)

),

final as (

    select
        -- keys
        shift_key,
        game_id,
        player_id,
        team_venue,
        slot,
        is_goalie,

        -- clock
        stint_number,
        cast(
            count(*) filter (
                where previous_stint_number is null or previous_stint_number <> stint_number - 1 or previous_period <> period
            ) over (partition by game_id, player_id order by stint_number) as integer
        ) as logical_shift_number,
        period,
        start_clock_seconds,
        end_clock_seconds,
        duration_seconds,
        dead_ice_seconds,

        -- on the ice
        home_skaters,
        away_skaters,
        situation
    from followed

)

select * from final
