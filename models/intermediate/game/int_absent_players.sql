-- One row per game, side and kind (goalie or skater) of whom exactly one dressed player is neither in events nor in stints: who.
{{ config(materialized="view") }}
with

rosters as (

    select * from {{ ref("int_roster_people") }} where {{ in_scope() }} and player_id is not null

),

tracked as (

    select * from {{ ref("int_tracked_numbers") }} where {{ in_scope() }}

),

players as (

    select
        rosters.game_id,
        rosters.team_venue,
        rosters.player_id,
        bool_or(coalesce(rosters.position_code, '') = 'G') as is_goalie
    from rosters
    left join tracked
        on
            rosters.game_id = tracked.game_id
            and rosters.team_venue = tracked.team_venue
            and rosters.player_number = tracked.player_number
    group by rosters.game_id, rosters.team_venue, rosters.player_id
    having bool_and(tracked.player_number is null) and coalesce(max(rosters.games_played), 1) > 0

),

final as (

    select
        game_id,
        team_venue,
        is_goalie,
        min(player_id) as player_id
    from players
    group by game_id, team_venue, is_goalie
    having count(*) = 1

)

select * from final
