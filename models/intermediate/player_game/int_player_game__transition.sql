-- One row per game and player with a rush entry, a counter-attack, or an attempt off an odd-man rush. A rush lasts five events
-- and ten seconds.
-- Over 100 lines: entries, wins and odd-man rushes are credited by one join.
with

events as not materialized (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }} and (play_detail1 is not null or play_detail2 is not null)

),

play_details as (

    select * from {{ ref("play_details") }} where play_category = 'odd_man_rush'

),

attempts as (

    select * from {{ ref("int_shots") }} where {{ in_scope() }} and shooter_id is not null and not is_penalty_shot

),

entries as (

    select * from events where event_detail = 'Zone_Entry' and event_player_1_id is not null

),

wins as (

    -- the side that has the puck after a turnover, unless it attacks already
    select
        game_id,
        period,
        event_number,
        clock_seconds,
        case event_detail when 'Turnover_Takeaway' then team_venue else opp_venue end as team_venue
    from events
    where
        (event_detail = 'Turnover_Takeaway' and event_team_zone is distinct from 'o')
        or (event_detail = 'Turnover_Giveaway' and event_team_zone is distinct from 'd')

),

odd_man_rushes as materialized (

    -- few, or none: found once, not for each attempt
    select * from events
    where event_key in (
        select event_players.event_key
        from event_players
        where
            event_players.play_detail1 in (select play_details.play_detail from play_details)
            or event_players.play_detail2 in (select play_details.play_detail from play_details)
    )

),

credits as (

    select game_id, event_player_1_id as player_id, 'rush_entry' as credit, false as is_goal
    from entries
    where exists (
        select 1 from attempts
        where
            attempts.game_id = entries.game_id
            and attempts.team_venue = entries.team_venue
            and {{ is_off_the_rush("attempts", "entries") }}
    )

    union all

    select game_id, event_player_1_id as player_id, 'counter_attack' as credit, false as is_goal
    from entries
    where exists (
        select 1 from wins
        where wins.game_id = entries.game_id and wins.team_venue = entries.team_venue and {{ is_off_the_rush("entries", "wins") }}
    )

    union all

    select game_id, shooter_id as player_id, 'odd_man_shot' as credit, is_goal
    from attempts
    where exists (
        select 1 from odd_man_rushes
        where
            odd_man_rushes.game_id = attempts.game_id
            and odd_man_rushes.team_venue = attempts.team_venue
            and {{ is_off_the_rush("attempts", "odd_man_rushes") }}
    )

),

final as (

    select
        game_id,
        player_id,
        {{ count_if("credit = 'rush_entry'") }} as rush_entries,
        {{ count_if("credit = 'counter_attack'") }} as counter_attacks,
        {{ count_if("credit = 'odd_man_shot'") }} as odd_man_rush_shots,
        {{ count_if("credit = 'odd_man_shot' and is_goal") }} as odd_man_rush_goals
    from credits
    group by game_id, player_id

)

select * from final
