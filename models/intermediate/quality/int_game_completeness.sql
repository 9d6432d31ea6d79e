-- One row per game: whether events and stints cover it, and whether its ice times can be trusted.
with

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

coverage as (

    select * from {{ ref("int_period_coverage") }} where {{ in_scope() }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

ice_time as (

    select * from {{ ref("int_player_game__ice_time") }}

),

event_roles as (

    select
        game_id,
        player_id,
        count(distinct event_key) as event_count
    from {{ ref("int_event_players") }}
    where {{ in_scope() }} and role_number = 1
    group by game_id, player_id

),

absent as (

    -- a skater who takes part in play must have been on the ice; one credit may be a mistyped number
    select
        game_players.game_id,
        cast(count(*) as integer) as players_without_shifts,
        string_agg(
            game_players.team_venue || ' #' || coalesce(cast(game_players.player_number as text), '?'), ', '
            order by game_players.team_venue, game_players.player_number
        ) as players_without_shifts_list
    from game_players
    left join ice_time on game_players.game_id = ice_time.game_id and game_players.player_id = ice_time.player_id
    left join event_roles on game_players.game_id = event_roles.game_id and game_players.player_id = event_roles.player_id
    where
        ice_time.player_id is null
        and game_players.is_rostered
        and coalesce(game_players.position_code, 'F') <> 'G'
        and event_roles.event_count > 1
    group by game_players.game_id

),

summed as (

    select
        game_id,
        {{ count_if("period <= 3 and has_all_events") }} as periods_with_events,
        {{ count_if("period <= 3 and stint_count > 0 and uncovered_seconds + gap_seconds <= 5") }} as periods_with_stints,
        {{ sum_if("greatest(uncovered_seconds, 0)", "period <= 3 and stint_count > 0") }} as uncovered_seconds,
        cast(sum(gap_seconds) as integer) as gap_seconds,
        cast(sum(overlap_seconds) as integer) as overlap_seconds,
        cast(sum(too_many_skaters_seconds) as integer) as too_many_skaters_seconds,
        cast(sum(too_few_skaters_seconds) as integer) as too_few_skaters_seconds,
        -- only where the penalties of the period were tracked
        {{ sum_if("unexplained_strength_seconds", "has_all_events") }} as unexplained_strength_seconds
    from coverage
    group by game_id

),

final as (

    select
        games.game_id,
        summed.periods_with_events,
        summed.periods_with_stints,
        summed.uncovered_seconds,
        summed.gap_seconds,
        summed.overlap_seconds,
        summed.too_many_skaters_seconds,
        summed.too_few_skaters_seconds,
        summed.unexplained_strength_seconds,
        coalesce(absent.players_without_shifts, 0) as players_without_shifts,
        absent.players_without_shifts_list,
        coalesce(summed.periods_with_events, 0) >= 3 as is_complete,
        coalesce(
            summed.periods_with_stints >= 3
            and summed.overlap_seconds <= 5
            and summed.too_many_skaters_seconds <= 10
            and summed.too_few_skaters_seconds <= 10
            and summed.unexplained_strength_seconds <= 20
            and absent.game_id is null, false
        ) as toi_reliable
    from games
    left join summed on games.game_id = summed.game_id
    left join absent on games.game_id = absent.game_id

)

select * from final
