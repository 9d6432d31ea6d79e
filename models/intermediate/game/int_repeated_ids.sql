-- One row per roster row whose player id stands in two sweaters of a game or on both its sides: whether it keeps the id.
-- Over 100 lines: both rows of an id are judged by the same measures, which follow each other.
{{ config(materialized="view") }}
with

rosters as (

    select * from {{ ref("int_rosters") }} where {{ in_scope() }}

),

tracked as (

    select * from {{ ref("int_tracked_numbers") }} where {{ in_scope() }}

),

all_rosters as (

    select * from {{ ref("stg_league__game_rosters") }}

),

people as (

    select * from {{ ref("stg_league__players") }}

),

shifts as not materialized (

    select * from {{ ref("stg_tracker__shifts") }}

),

repeated as (

    select
        game_id,
        player_id,
        min(team_venue) <> max(team_venue) as is_on_both_sides
    from rosters
    where player_id is not null
    group by game_id, player_id
    having min(team_venue) <> max(team_venue) or min(player_number) <> max(player_number)

),

claims as (

    select
        rosters.*,
        {{ name_keys("rosters.player_name") }},
        repeated.is_on_both_sides,
        coalesce(tracked.stint_seconds, 0) as stint_seconds,
        coalesce(tracked.event_count, 0) as event_count,
        tracked.player_number is not null as is_tracked,
        coalesce({{ folded_name("people.player_name") }} = {{ folded_name("rosters.player_name") }}, false) as is_his_name,
        -- rosters of other games that give this id to this name on this team
        (
            select count(*)
            from all_rosters as others
            where
                others.player_id = rosters.player_id
                and others.game_id <> rosters.game_id
                and coalesce(others.team_id, others.team_name) = rosters.team
                and coalesce({{ folded_name("others.player_name") }} = {{ folded_name("rosters.player_name") }}, true)
        ) as other_games
    from rosters
    inner join repeated on rosters.game_id = repeated.game_id and rosters.player_id = repeated.player_id
    left join tracked
        on
            rosters.game_id = tracked.game_id
            and rosters.team_venue = tracked.team_venue
            and rosters.player_number = tracked.player_number
    left join people on rosters.player_id = people.player_id

),

named as (

    select
        game_id,
        player_id,
        count(distinct folded) filter (where not is_initial) > 1 or count(distinct short) > 1 as has_two_names
    from claims
    group by game_id, player_id

),

ranked as (

    -- two names: whose the id is by the league's list, then by other games. One name: where he was on the ice longest
    select
        claims.*,
        named.has_two_names,
        row_number() over (
            partition by claims.game_id, claims.player_id
            order by
                claims.source_rank,
                case when named.has_two_names then claims.is_his_name end desc nulls last,
                case when named.has_two_names then claims.other_games end desc nulls last,
                claims.stint_seconds desc,
                claims.event_count desc,
                claims.other_games desc,
                claims.team_venue desc,
                claims.player_number
        ) as place
    from claims
    inner join named on claims.game_id = named.game_id and claims.player_id = named.player_id

),

compared as (

    select
        others.roster_key,
        others.game_id,
        others.player_id,
        others.is_on_both_sides,
        others.is_tracked,
        others.team_venue = owners.team_venue as is_same_side,
        coalesce({{ names_fit("others", "owners") }}, true) as is_same_name,
        -- nobody is on the ice in two sweaters
        others.player_number <> owners.player_number and exists (
            select 1
            from shifts as stints
            where
                stints.game_id = owners.game_id
                and {{ is_in_slots("stints", "owners.team_venue", "owners.player_number") }}
                and {{ is_in_slots("stints", "others.team_venue", "others.player_number") }}
        ) as is_beside_himself,
        -- nothing tells whose of two names the id is
        bool_or(
            not {{ names_fit("others", "owners") }}
            and others.source_rank = owners.source_rank
            and others.is_his_name = owners.is_his_name
            and others.other_games = owners.other_games
        ) over (partition by others.game_id, others.player_id) as is_undecided
    from ranked as others
    inner join ranked as owners
        on others.game_id = owners.game_id and others.player_id = owners.player_id and owners.place = 1

),

final as (

    select
        roster_key,
        game_id,
        player_id,
        is_on_both_sides,
        not coalesce(
            is_undecided or not is_same_side or not is_same_name or is_beside_himself, false
        ) as keeps_id,
        -- the same person once more, where nothing was noted
        not is_same_side and is_same_name and not is_tracked and not coalesce(is_undecided, false) as is_left_out
    from compared

)

select * from final
