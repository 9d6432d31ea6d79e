-- One row per chain of linked events: what it was, who had a part in it, when it began and ended, and what came of it.
{{ config(materialized="view") }}
with

events as not materialized (

    select * from {{ ref("fact_events") }} where linked_event_index is not null

),

event_players as (

    select * from {{ ref("fact_events_player") }} where linked_event_index is not null

),

chains as (

    select
        game_id,
        linked_event_index,
        min(event_number) as first_event_number,
        max(event_number) as last_event_number,
        cast(count(*) as integer) as event_count,
        string_agg(event_type, ' > ' order by event_number) as event_types,
        min(event_key) filter (where is_shot_attempt) as shot_event_key,
        min(event_key) filter (where is_goal) as goal_event_key,
        {{ count_if("is_shot_attempt") }} as attempts,
        case
            when bool_or(is_goal) then 'goal'
            when bool_or(is_shot_on_goal) then 'shot_on_goal'
            when bool_or(is_blocked) then 'blocked_shot'
            when bool_or(is_shot_attempt) then 'missed_shot'
            when bool_or(event_type = 'Turnover') then 'turnover'
            when bool_or(event_detail = 'Zone_Entry') then 'entry'
            when bool_or(event_detail = 'Zone_Exit') then 'exit'
            else 'other'
        end as result,
        cast(sum(xg) as numeric(10, 4)) as xg
    from events
    group by game_id, linked_event_index

),

players as (

    select game_id, linked_event_index, cast(count(distinct player_id) as integer) as player_count
    from event_players
    group by game_id, linked_event_index

),

final as (

    select
        -- keys
        chains.game_id,
        chains.linked_event_index,
        firsts.event_key as first_event_key,
        lasts.event_key as last_event_key,
        chains.shot_event_key,
        chains.goal_event_key,

        -- clock
        firsts.event_number,
        firsts.period,
        firsts.clock_seconds,
        firsts.game_seconds,
        lasts.game_seconds - firsts.game_seconds as duration_seconds,

        -- sides: those of the first event
        firsts.venue,
        firsts.team_id,
        firsts.opponent_team_id,

        -- what
        chains.event_types,
        chains.event_count,
        coalesce(players.player_count, 0) as player_count,
        chains.attempts,
        chains.result,
        chains.xg
    from chains
    inner join events as firsts on chains.game_id = firsts.game_id and chains.first_event_number = firsts.event_number
    inner join events as lasts on chains.game_id = lasts.game_id and chains.last_event_number = lasts.event_number
    left join players on chains.game_id = players.game_id and chains.linked_event_index = players.linked_event_index

)

{{ with_build_stamp(of_last_build=true) }}
