-- One row per stint and player on the ice, with the number of his logical shift in the game: consecutive stints of one period.
-- Shifts in the net and shifts as a skater are numbered apart.
{{ config(indexes=[
    {"columns": ["game_id", "player_id", "stint_number"], "unique": true},
    {"columns": ["player_id", "game_id"]},
]) }}
with

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

joined as (

    select
        stints.shift_key,
        stints.game_id,
        slots.player_id,
        slots.team_venue,
        slots.slot,
        slots.slot = 0 as is_goalie,
        stints.stint_number,
        stints.period,
        stints.is_overtime,
        stints.is_last_period,
        stints.start_clock_seconds,
        stints.end_clock_seconds,
        stints.duration_seconds,
        stints.dead_ice_seconds,
        stints.home_skaters,
        stints.away_skaters,
        case slots.team_venue when 'home' then stints.home_situation else stints.away_situation end as situation
    from stints
    cross join {{ players_in_slots("stints") }}
    where slots.player_id is not null

),

followed as (

    select
        joined.*,
        lag(stint_number) over previous_stints as previous_stint_number,
        lag(period) over previous_stints as previous_period
    from joined
    window previous_stints as (partition by game_id, player_id, is_goalie order by stint_number)

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
        -- who skated and stood in a net, too, has both kinds of time apart: as a player only what he skated counts
        not is_goalie or bool_and(is_goalie) over (partition by game_id, player_id) as counts_for_player,

        -- clock
        stint_number,
        cast(
            count(*) filter (
                where previous_stint_number is null or previous_stint_number <> stint_number - 1 or previous_period <> period
            ) over (partition by game_id, player_id, is_goalie order by stint_number) as integer
        ) as logical_shift_number,
        period,
        is_overtime,
        is_last_period,
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
