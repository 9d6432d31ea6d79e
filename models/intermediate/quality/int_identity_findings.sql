-- One row per game, side and sweater number of which it is or was doubtful whose it is, with the question it raises.
-- Over 100 lines: seven kinds of doubt, each a select of its own.
{{ config(materialized="ephemeral") }}
with

jerseys as (

    select
        int_jerseys.*,
        count(*) over (partition by game_id, player_id) as sweater_count
    from {{ ref("int_jerseys") }} as int_jerseys
    where {{ in_scope() }} and is_tracked

),

tracked as (

    select * from {{ ref("int_tracked_numbers") }} where {{ in_scope() }}

),

rosters as (

    select * from {{ ref("int_roster_people") }} where {{ in_scope() }}

),

trackers as (

    -- a tracker's row under a number that the league's roster gives to another
    select
        rosters.game_id,
        rosters.team_venue,
        rosters.player_number,
        rosters.player_id,
        {{ name_keys("rosters.player_name") }}
    from rosters
    inner join jerseys
        on
            rosters.game_id = jerseys.game_id
            and rosters.team_venue = jerseys.team_venue
            and rosters.player_number = jerseys.player_number
            and jerseys.roster_source = 'league'
            and rosters.player_id is distinct from jerseys.player_id
    where rosters.source_kind = 'tracker' and jerseys.question is null

),

missing as (

    -- whom the league lists, and no number has
    select
        rosters.game_id,
        rosters.team_venue,
        rosters.player_id,
        {{ name_keys("rosters.player_name") }}
    from rosters
    inner join trackers on rosters.game_id = trackers.game_id and rosters.team_venue = trackers.team_venue
    left join jerseys on rosters.game_id = jerseys.game_id and rosters.player_id = jerseys.player_id
    where rosters.source_kind = 'league' and rosters.player_id is not null and jerseys.game_id is null

),

disagreements as (

    select
        trackers.game_id,
        trackers.team_venue,
        trackers.player_number,
        min(missing.player_id) as player_id
    from trackers
    inner join missing
        on
            trackers.game_id = missing.game_id
            and trackers.team_venue = missing.team_venue
            and (
                trackers.player_id = missing.player_id
                or trackers.player_id is null and {{ names_fit("trackers", "missing") }}
            )
    group by trackers.game_id, trackers.team_venue, trackers.player_number
    having min(missing.player_id) = max(missing.player_id)

),

of_numbers as (

    select
        jerseys.game_id,
        jerseys.team_venue,
        jerseys.player_number,
        jerseys.player_id,
        jerseys.is_placeholder,
        jerseys.given_name,
        case
            when jerseys.question is not null then jerseys.question
            when disagreements.player_id is not null then 'roster_and_tracker_disagree'
            when jerseys.sweater_count > 1 then 'one_player_in_two_sweaters'
        end as question,
        case
            when jerseys.question is not null then jerseys.candidate_player_ids
            else concat_ws(', ', jerseys.player_id, disagreements.player_id)
        end as candidate_player_ids
    from jerseys
    left join disagreements
        on
            jerseys.game_id = disagreements.game_id
            and jerseys.team_venue = disagreements.team_venue
            and jerseys.player_number = disagreements.player_number

),

final as (

    select * from of_numbers where question is not null

    union all

    -- a 0 in stints and in events that was read as nobody
    select
        tracked.game_id,
        tracked.team_venue,
        tracked.player_number,
        null as player_id,
        true as is_placeholder,
        tracked.player_name as given_name,
        'number_zero' as question,
        null as candidate_player_ids
    from tracked
    left join jerseys
        on
            tracked.game_id = jerseys.game_id
            and tracked.team_venue = jerseys.team_venue
            and tracked.player_number = jerseys.player_number
    where tracked.player_number = 0 and tracked.stint_count > 0 and tracked.event_count > 0 and jerseys.game_id is null

)

select * from final
