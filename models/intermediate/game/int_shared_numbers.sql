-- One row per game, side and sweater number that a roster gives to several players who dressed: whose it is, if known.
-- Over 100 lines: candidates and what the tracker lists are compared within one number.
{{ config(materialized="view") }}
with

rosters as (

    select * from {{ ref("int_roster_people") }} where {{ in_scope() }} and player_number is not null

),

dressed as (

    select
        rosters.*,
        rank() over (
            partition by game_id, team_venue, player_number
            order by {{ roster_order("rosters") }}
        ) as standing
    from rosters
    where player_id is not null

),

shared as (

    select
        game_id,
        team_venue,
        player_number
    from dressed
    where standing = 1
    group by game_id, team_venue, player_number
    having min(player_id) <> max(player_id)

),

candidates as (

    select
        dressed.game_id,
        dressed.team_venue,
        dressed.player_number,
        dressed.player_id,
        dressed.player_name,
        {{ name_keys("dressed.player_name") }},
        exists(
            select 1 from rosters as elsewhere
            where
                elsewhere.game_id = dressed.game_id
                and elsewhere.team_venue = dressed.team_venue
                and elsewhere.player_id = dressed.player_id
                and elsewhere.player_number <> dressed.player_number
        ) as has_another_number
    from dressed
    inner join shared
        on
            dressed.game_id = shared.game_id
            and dressed.team_venue = shared.team_venue
            and dressed.player_number = shared.player_number
    where dressed.standing = 1

),

trackers as (

    select
        rosters.game_id,
        rosters.team_venue,
        rosters.player_number,
        rosters.player_id,
        {{ name_keys("rosters.player_name") }}
    from rosters
    inner join shared
        on
            rosters.game_id = shared.game_id
            and rosters.team_venue = shared.team_venue
            and rosters.player_number = shared.player_number
    where rosters.source_kind = 'tracker'

),

judged as (

    select
        candidates.*,
        exists(
            select 1 from trackers
            where
                trackers.game_id = candidates.game_id
                and trackers.team_venue = candidates.team_venue
                and trackers.player_number = candidates.player_number
                and case
                    when trackers.player_id is not null then trackers.player_id = candidates.player_id
                    else {{ names_fit("trackers", "candidates") }}
                end
        ) as is_trackers
    from candidates

),

final as (

    -- whom the tracker lists with it, else who has no other number
    select
        game_id,
        team_venue,
        player_number,
        case
            when count(distinct player_id) filter (where is_trackers) = 1 then min(player_id) filter (where is_trackers)
            when count(distinct player_id) filter (where not has_another_number) = 1
                then min(player_id) filter (where not has_another_number)
        end as player_id,
        string_agg(distinct player_id, ', ') as candidate_player_ids,
        string_agg(distinct player_name, ' or ') as player_name
    from judged
    group by game_id, team_venue, player_number

)

select * from final
