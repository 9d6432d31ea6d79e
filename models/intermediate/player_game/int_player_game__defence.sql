-- One row per game and player with a block, hit, loose-puck battle or retrieval.
-- A block is credited once per blocked shot: to whom the tracker marks as blocker, else to the first opponent.
with

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }} and player_id is not null

),

blockers as (

    select
        events.event_key,
        events.game_id,
        events.opp_player_1_id as player_id,
        2 as preference
    from events
    where events.is_shot_attempt and events.is_blocked and not events.is_blocked_by_team_mate and events.opp_player_1_id is not null

    union all

    select
        events.event_key,
        events.game_id,
        event_players.player_id,
        1 as preference
    from event_players
    inner join events on event_players.event_key = events.event_key
    where
        (event_players.play_detail1 = 'BlockedShot' or event_players.play_detail2 = 'BlockedShot')
        and event_players.team_venue = events.opp_venue
        and events.is_shot_attempt
        and not events.is_blocked_by_team_mate

),

ranked as (

    select
        blockers.*,
        row_number() over (partition by event_key order by preference, player_id) as choice
    from blockers

),

credits as (

    select game_id, player_id, 'block' as credit from ranked where choice = 1
    union all
    select game_id, event_player_1_id as player_id, 'block' as credit from events where event_type = 'Block'
    union all
    select game_id, event_player_1_id as player_id, 'hit' as credit from events where event_type = 'Hit'
    union all
    select game_id, opp_player_1_id as player_id, 'hit_taken' as credit from events where event_type = 'Hit'
    union all
    select game_id, event_player_1_id as player_id, 'battle_won' as credit from events where event_type = 'LoosePuck'
    union all
    select game_id, opp_player_1_id as player_id, 'battle_lost' as credit from events where event_type = 'LoosePuck'
    union all
    select game_id, event_player_1_id as player_id, 'retrieval' as credit
    from events
    where event_detail in ('Possession_PuckRetrieval', 'Possession_PuckRecovery')

),

final as (

    select
        game_id,
        player_id,
        {{ count_if("credit = 'block'") }} as blocks,
        {{ count_if("credit = 'hit'") }} as hits,
        {{ count_if("credit = 'hit_taken'") }} as hits_taken,
        {{ count_if("credit in ('battle_won', 'battle_lost')") }} as puck_battles,
        {{ count_if("credit = 'battle_won'") }} as puck_battle_wins,
        {{ count_if("credit = 'retrieval'") }} as retrievals
    from credits
    where player_id is not null
    group by game_id, player_id

)

select * from final
