-- One row per game, side and sweater number: whose it is. The league's roster decides, then the tracker's;
-- a number that is on no roster of its side gets a placeholder player, so that nothing he did is lost or given to another.
{{ config(indexes=[
    {"columns": ["game_id", "team_venue", "player_number"], "unique": true},
]) }}
with

rosters as (

    select * from {{ ref("int_rosters") }} where {{ in_scope() }}

),

league as (

    select * from rosters where source_kind = 'league' and player_id is not null

),

shifts as (

    select * from {{ ref("stg_tracker__shifts") }} where {{ in_scope() }}

),

event_roles as (

    select * from {{ ref("int_event_roles") }} where {{ in_scope() }}

),

tracked as (

    select shifts.game_id, slots.team_venue, slots.player_number
    from shifts
    cross join {{ numbers_in_slots("shifts") }}
    union all
    select game_id, team_venue, player_number from event_roles

),

seen as (

    select game_id, team_venue, player_number
    from tracked
    where player_number is not null and team_venue is not null
    group by game_id, team_venue, player_number

),

identified as (

    -- a tracker's roster may give only the name
    select
        rosters.game_id,
        rosters.team_venue,
        rosters.player_number,
        rosters.source_kind,
        rosters.source_rank,
        rosters.games_played,
        coalesce(rosters.player_id, min(league.player_id)) as player_id
    from rosters
    left join league
        on
            rosters.game_id = league.game_id
            and rosters.team_venue = league.team_venue
            and rosters.player_name = league.player_name
    where rosters.player_number is not null
    group by
        rosters.game_id, rosters.team_venue, rosters.player_number, rosters.source_kind, rosters.source_rank,
        rosters.games_played, rosters.player_id

),

preferred as (

    -- whom the league has on the other side, a tracker's roster does not move
    select
        identified.*,
        row_number() over (
            partition by identified.game_id, identified.team_venue, identified.player_number
            order by identified.source_rank, coalesce(identified.games_played, 0) desc, identified.player_id
        ) as preference
    from identified
    left join league
        on
            identified.source_kind = 'tracker'
            and identified.game_id = league.game_id
            and identified.player_id = league.player_id
            and identified.team_venue <> league.team_venue
    where league.player_id is null

),

rostered as (

    select * from preferred where preference = 1

),

named as (

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
    from rostered
    full outer join seen
        on
            rostered.game_id = seen.game_id
            and rostered.team_venue = seen.team_venue
            and rostered.player_number = seen.player_number

),

final as (

    select
        named.*,
        -- pairs of players are many, and numbers are quicker than names
        cast(dense_rank() over (partition by game_id order by player_id) as integer) as player_order
    from named

)

select * from final
