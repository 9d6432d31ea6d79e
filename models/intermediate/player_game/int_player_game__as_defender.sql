-- One row per game and skater who defended: what opponents tried against him, and what he did in his own zone. The defender of
-- an event is its first opponent, behind the goalie where that is the first; an own goal has none.
-- Over 100 lines: two ways to know the defender, which list the same columns.
with

events as not materialized (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and not is_marker and not is_shootout

),

goalies as (

    select game_id, player_id from {{ ref("int_game_players") }} where {{ in_scope() }} and position_code = 'G'

),

faced as (

    select
        events.game_id,
        case when goalies.player_id is null then events.opp_player_1_id else events.opp_player_2_id end as player_id,
        events.event_player_1_id as attacker_id,
        events.event_type,
        events.event_detail,
        events.event_team_zone,
        events.outcome,
        events.is_shot_attempt,
        events.is_goal,
        events.is_shot_attempt
        or events.event_type in ('Pass', 'Zone_Entry_Exit', 'Possession')
        or events.event_detail = 'Play_Offensive' as is_attack
    from events
    left join goalies on events.game_id = goalies.game_id and events.opp_player_1_id = goalies.player_id
    where
        (
            events.is_shot_attempt
            or events.is_goal
            or events.event_type in ('Pass', 'Zone_Entry_Exit', 'Possession', 'LoosePuck')
            or events.event_detail = 'Play_Offensive'
        )
        -- the first opponent of an own goal is who put it in
        and not coalesce(events.is_own_goal, false)

),

by_attacker as (

    select
        game_id,
        player_id,
        attacker_id,
        {{ count_if("is_shot_attempt") }} as def_shots_against,
        {{ count_if("is_goal") }} as def_goals_against,
        {{ count_if("event_detail = 'Zone_Entry' and outcome = 's'") }} as def_entries_allowed,
        {{ count_if("event_detail in ('Zone_Exit', 'Zone_Exit_Failed') and outcome = 'u'") }} as def_exits_denied,
        {{ count_if("event_detail = 'Pass_Deflected'") }} as def_pass_deflected,
        {{ count_if("event_detail = 'Pass_Intercepted'") }} as def_pass_intercepted,
        {{ count_if("event_detail = 'Pass_Intercepted' and event_team_zone = 'o'") }} as def_interceptions,
        {{ count_if("event_type = 'LoosePuck' and event_team_zone = 'o'") }} as def_battles_lost,
        {{ count_if("is_attack") }} as attacks,
        {{ count_if("is_attack and outcome = 's'") }} as attacks_successful,
        {{ count_if("is_attack and outcome = 'u'") }} as attacks_unsuccessful
    from faced
    where player_id is not null
    group by game_id, player_id, attacker_id

),

own as (

    select
        game_id,
        event_player_1_id as player_id,
        {{ count_if("event_type = 'Hit' and event_team_zone = 'd'") }} as def_body_checks,
        {{ count_if("event_type = 'LoosePuck' and event_team_zone = 'd'") }} as def_battles_won,
        {{ count_if("event_detail = 'Zone_Exit' and method in ('clear', 'chip', 'lob', 'dump')") }} as def_zone_clears
    from events
    where event_type in ('Hit', 'LoosePuck', 'Zone_Entry_Exit') and event_player_1_id is not null
    group by game_id, event_player_1_id

),

against as (

    select
        game_id,
        player_id,
        {% for column in [
            "def_shots_against", "def_goals_against", "def_entries_allowed", "def_exits_denied", "def_pass_deflected",
            "def_pass_intercepted", "def_interceptions", "def_battles_lost",
        ] %}
        cast(sum({{ column }}) as integer) as {{ column }},
        {% endfor %}
        cast(sum(attacks) as integer) as times_targeted_as_defender,
        cast(sum(attacks_successful + attacks_unsuccessful) as integer) as times_attacked,
        cast(sum(attacks_successful) as integer) as times_attacked_successfully,
        cast(sum(attacks_unsuccessful) as integer) as times_attacked_unsuccessfully,
        {{ count_if("attacks > 0 and attacker_id is not null") }} as defensive_assignments
    from by_attacker
    group by game_id, player_id

),

final as (

    select
        coalesce(against.game_id, own.game_id) as game_id,
        coalesce(against.player_id, own.player_id) as player_id,
        against.def_shots_against,
        against.def_goals_against,
        against.def_entries_allowed,
        against.def_exits_denied,
        against.def_pass_deflected,
        against.def_pass_intercepted,
        against.def_interceptions,
        against.def_battles_lost,
        against.times_targeted_as_defender,
        against.times_attacked,
        against.times_attacked_successfully,
        against.times_attacked_unsuccessfully,
        against.defensive_assignments,
        own.def_body_checks,
        own.def_battles_won,
        own.def_zone_clears
    from against
    full outer join own on against.game_id = own.game_id and against.player_id = own.player_id

)

select * from final
