-- One row per game, side and sweater number: whose it is. The league's roster decides, then the tracker's;
-- a number that is on no roster of its side gets a placeholder player, so that nothing he did is lost or given to another.
with

rosters as (

    select * from {{ ref("stg_league__game_rosters") }} where {{ in_scope() }} and player_number is not null

),

league_names as (

    select game_id, team_venue, player_name, min(player_id) as player_id
    from {{ ref("stg_league__game_rosters") }}
    where {{ in_scope() }} and source_kind = 'league' and player_id is not null
    group by game_id, team_venue, player_name

),

shifts as (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

events as (

    select * from {{ ref("stg_tracker__events") }} where {{ in_scope() }}

),

event_players as (

    select * from {{ ref("stg_tracker__event_players") }} where {{ in_scope() }}

),

seen as (

    {% for venue in ["home", "away"] %}
    {% for slot in ["1", "2", "3", "4", "5", "6", "goalie"] %}
    select game_id, '{{ venue }}' as team_venue, {{ venue }}_{{ slot }} as player_number from shifts
    union
    {% endfor %}
    {% endfor %}
    {% for number in range(1, 7) %}
    select game_id, team_venue, event_team_player_{{ number }} as player_number from events
    union
    select game_id, {{ other_venue("team_venue") }} as team_venue, opp_team_player_{{ number }} as player_number from events
    union
    {% endfor %}
    select
        event_players.game_id,
        coalesce(
            event_players.team_venue,
            case event_players.role_side
                when 'event' then events.team_venue
                else {{ other_venue("events.team_venue") }}
            end
        ) as team_venue,
        event_players.player_number
    from event_players
    inner join events on event_players.event_key = events.event_key

),

rostered as (

    select
        rosters.game_id,
        rosters.team_venue,
        rosters.player_number,
        coalesce(rosters.player_id, league_names.player_id) as player_id,
        rosters.source_kind,
        row_number() over (
            partition by rosters.game_id, rosters.team_venue, rosters.player_number
            order by
                rosters.source_kind,  -- league before tracker
                coalesce(rosters.games_played, 0) desc,
                coalesce(rosters.player_id, league_names.player_id)
        ) as preference
    from rosters
    left join league_names
        on
            rosters.game_id = league_names.game_id
            and rosters.team_venue = league_names.team_venue
            and rosters.player_name = league_names.player_name

),

final as (

    select
        coalesce(rostered.game_id, seen.game_id) as game_id,
        coalesce(rostered.team_venue, seen.team_venue) as team_venue,
        coalesce(rostered.player_number, seen.player_number) as player_number,
        coalesce(
            rostered.player_id,
            {{ placeholder_player_id(
                "coalesce(rostered.game_id, seen.game_id)",
                "coalesce(rostered.team_venue, seen.team_venue)",
                "coalesce(rostered.player_number, seen.player_number)"
            ) }}
        ) as player_id,
        rostered.source_kind as roster_source,
        seen.player_number is not null as is_tracked
    from (select * from rostered where preference = 1) as rostered
    full outer join (
        select * from seen where player_number is not null and team_venue is not null
    ) as seen
        on
            rostered.game_id = seen.game_id
            and rostered.team_venue = seen.team_venue
            and rostered.player_number = seen.player_number

)

select * from final
