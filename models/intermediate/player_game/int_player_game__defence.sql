-- One row per game and player with a block, hit, loose-puck battle or retrieval.
with

events as not materialized (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

blocks as (

    select * from {{ ref("int_blocks") }}

),

credits as (

    select game_id, player_id, case zone when 'd' then 'own_zone_block' else 'block' end as credit from blocks
    union all
    select game_id, event_player_1_id as player_id, 'hit' as credit from events where event_type = 'Hit'
    union all
    select game_id, opp_player_1_id as player_id, 'hit_taken' as credit from events where event_type = 'Hit'
    union all
    select game_id, event_player_1_id as player_id, 'battle_won' as credit from events where event_type = 'LoosePuck'
    union all
    select game_id, opp_player_1_id as player_id, 'battle_lost' as credit from events where event_type = 'LoosePuck'
    union all
    select
        game_id,
        event_player_1_id as player_id,
        case event_detail when 'Possession_PuckRetrieval' then 'retrieval' else 'recovery' end as credit
    from events
    where event_detail in ('Possession_PuckRetrieval', 'Possession_PuckRecovery')

),

final as (

    select
        game_id,
        player_id,
        {{ count_if("credit in ('block', 'own_zone_block')") }} as blocks,
        {{ count_if("credit = 'own_zone_block'") }} as def_blocked_shots,
        {{ count_if("credit = 'hit'") }} as hits,
        {{ count_if("credit = 'hit_taken'") }} as hits_taken,
        {{ count_if("credit in ('battle_won', 'battle_lost')") }} as puck_battles,
        {{ count_if("credit = 'battle_won'") }} as puck_battle_wins,
        {{ count_if("credit in ('retrieval', 'recovery')") }} as retrievals,
        {{ count_if("credit = 'retrieval'") }} as puck_retrievals
    from credits
    where player_id is not null
    group by game_id, player_id

)

select * from final
