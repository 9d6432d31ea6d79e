-- One row per rule and event it is broken by: what the tracking contradicts itself in, and what was made of it.
-- Over 100 lines: one select for each rule.
{{ config(materialized="ephemeral") }}
with

events as (

    select * from {{ ref("int_events") }}

),

games as (

    select * from {{ ref("int_games") }}

),

goals as (

    select * from {{ ref("int_goals") }}

),

stints as (

    select * from {{ ref("int_stints") }}

),

players as (

    select * from {{ ref("dim_player") }}

),

game_goalies as (

    -- in a net by the shifts, or on the roster as goalie
    select game_id, home_goalie_id as player_id from stints where home_goalie_id is not null
    union
    select game_id, away_goalie_id as player_id from stints where away_goalie_id is not null
    union
    select game_id, player_id from {{ ref("int_game_players") }} where position_code = 'G'

),

nets as (

    select
        goals.event_key,
        goals.game_id,
        goals.is_empty_net,
        goals.is_penalty_shot,
        case goals.team_venue when 'home' then stints.away_goalie_id else stints.home_goalie_id end as goalie_in_shifts_id,
        events.opp_player_1_id
    from goals
    inner join events on goals.event_key = events.event_key
    inner join stints on goals.shift_key = stints.shift_key

),

shootouts as (

    select
        game_id,
        period,
        min(event_key) as event_key,
        count(*) as event_count
    from events
    where is_shootout and event_type <> 'Shootout' and coalesce(event_detail, '') not in ('Goal_Shootout')
    group by game_id, period

),

found as (

    select event_key, game_id, 'noted_out_of_order' as rule,
        'stands after ' || {{ clock_text("noted_after_clock") }} || ' in the tracking: put in order by its clock' as says
    from events
    where noted_after_clock is not null and not is_shootout

    union all

    select event_key, game_id, 'clock_mistyped' as rule,
        'its clock contradicts the rows before and after it: taken for a typing error, and left where its row stands' as says
    from events
    where is_clock_mistyped and not is_shootout

    union all

    select nets.event_key, nets.game_id, 'empty_net_against_shifts' as rule,
        'noted as into an empty net, but the shifts still have the goalie '
        || coalesce(players.player_name, nets.goalie_in_shifts_id) || ' in: charged to no goalie' as says
    from nets
    left join players on nets.goalie_in_shifts_id = players.player_id
    where nets.is_empty_net and nets.goalie_in_shifts_id is not null

    union all

    select nets.event_key, nets.game_id, 'goalie_named_at_empty_net' as rule,
        'names the goalie ' || coalesce(players.player_name, nets.opp_player_1_id)
        || ', but the shifts have no goalie in: counted as into an empty net' as says
    from nets
    inner join game_goalies on nets.game_id = game_goalies.game_id and nets.opp_player_1_id = game_goalies.player_id
    left join players on nets.opp_player_1_id = players.player_id
    where nets.is_empty_net and nets.goalie_in_shifts_id is null

    union all

    select event_key, game_id, 'own_goal' as rule,
        case
            when is_turned
                then 'own goal of the ' || opp_venue || ' side: counts for the ' || team_venue || ' side, and for '
                    || case when event_player_1_id is null then 'nobody: it names no attacker' else 'the attacker it names' end
            else 'own goal noted of the side that gets it: counts as noted'
        end as says
    from events
    where is_own_goal and is_goal

    union all

    select shots.event_key, shots.game_id, 'scoring_shot_without_goal' as rule,
        'scored by its detail, but there is no Goal event for it: no goal' as says
    from events as shots
    where
        shots.is_shot_attempt and shots.is_goal_detail and not shots.is_shootout and shots.event_type <> 'Goal'
        and shots.goal_event_key is null

    union all

    select event_key, game_id, 'shootout_in_ordinary_codes' as rule,
        'period ' || cast(period as text) || ' is taken for a shootout written in ordinary codes: its '
        || cast(event_count as text) || ' events are no shots, goals or saves of the game' as says
    from shootouts

    union all

    select events.event_key, events.game_id, 'overtime_goal_before_shootout' as rule,
        'a goal in overtime of a game that a shootout decided, by the schedule: one of the two is wrong' as says
    from events
    inner join games on events.game_id = games.game_id
    where events.is_goal and events.is_overtime and games.decided_in = 'SO'

),

final as (

    select
        found.game_id,
        found.event_key,
        found.rule,
        1 as found,
        'event ' || cast(events.event_index as text)
        || ' (' || coalesce(events.event_detail, events.event_type, 'no type') || '), '
        || coalesce('period ' || cast(events.period as text), 'no period')
        || coalesce(' at ' || {{ clock_text("events.clock_seconds") }}, '')
        || coalesce(', ' || events.team_venue, '') || coalesce(' ' || players.player_name, '') || ': ' || found.says as detail
    from found
    inner join events on found.event_key = events.event_key
    left join players on events.event_player_1_id = players.player_id

)

select * from final
