-- One row per stint and player on the ice, with the number of his logical shift in the game: consecutive stints of one period.
-- Shifts in the net and shifts as a skater are numbered apart.
-- Over 100 lines: the columns of a stint stand in the first and the last step.
-- Columns of fixed width come first: a season has 6 million rows, and a value behind a text takes longer to find.
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
        stints.game_id,
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
        stints.shift_key,
        {{ player_in_slot("stints") }} as player_id,
        slots.team_venue,
        case slots.team_venue when 'home' then stints.home_situation else stints.away_situation end as situation
    from stints
    cross join {{ slots_of_both_sides() }}

),

followed as (

    -- a player's stints as a skater come before those in the net, so that one pass tells whether he has any
    select
        joined.*,
        lag(stint_number) over his_stints as previous_stint_number,
        lag(period) over his_stints as previous_period,
        lag(is_goalie) over his_stints as previous_is_goalie,
        first_value(is_goalie) over his_stints as is_goalie_only
    from joined
    where player_id is not null
    window his_stints as (partition by game_id, player_id order by is_goalie, stint_number)

),

begun as (

    select
        followed.*,
        not coalesce(
            previous_stint_number = stint_number - 1 and previous_period = period and previous_is_goalie = is_goalie, false
        ) as begins_shift
    from followed

),

numbered as (

    select
        begun.*,
        count(*) filter (where begins_shift and not is_goalie) over his_stints as shifts_as_skater,
        count(*) filter (where begins_shift and is_goalie) over his_stints as shifts_in_net
    from begun
    window his_stints as (
        partition by game_id, player_id order by is_goalie, stint_number rows between unbounded preceding and current row
    )

),

final as (

    select
        -- clock
        game_id,
        stint_number,
        cast(case when is_goalie then shifts_in_net else shifts_as_skater end as integer) as logical_shift_number,
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
        slot,
        is_goalie,
        -- who skated and stood in a net, too, has both kinds of time apart: as a player only what he skated counts
        not is_goalie or is_goalie_only as counts_for_player,

        -- keys
        player_id,
        shift_key,
        team_venue,
        situation
    from numbered

)

select * from final
