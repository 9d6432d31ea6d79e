-- One row per game, side and sweater number: whose it is. The league's roster decides, then the tracker's; a number that is
-- nobody's, or of which nothing tells whose it is, gets a placeholder player: nothing he did is lost or given to another.
-- Over 100 lines: whose a number is gets decided in one order of precedence; half of it would be no rule.
{{ config(indexes=[
    {"columns": ["game_id", "team_venue", "player_number"], "unique": true},
]) }}
with

rosters as (

    select * from {{ ref("int_roster_people") }} where {{ in_scope() }} and player_number is not null

),

tracked as (

    select * from {{ ref("int_tracked_numbers") }} where {{ in_scope() }}

),

shared as (

    select * from {{ ref("int_shared_numbers") }}

),

absent as (

    select * from {{ ref("int_absent_players") }}

),

ranked as (

    -- an id before a mere name, the league before the tracker, who played before who did not
    select
        rosters.*,
        row_number() over (
            partition by game_id, team_venue, player_number
            order by
                {{ roster_order("rosters") }},
                player_id,
                roster_key
        ) as preference
    from rosters

),

listed as (

    select
        game_id,
        team_venue,
        player_number,
        min(player_id) filter (where preference = 1) as player_id,
        min(source_kind) filter (where preference = 1) as source_kind,
        coalesce(bool_or(preference = 1 and games_played = 0), false) as is_scratched,
        -- the names of a number without a player
        string_agg(distinct player_name, ' or ') filter (where player_id is null) as player_name,
        count(distinct case when player_id is null then {{ folded_name("player_name") }} end) > 1 as has_two_names,
        min(player_name) filter (where preference = 1) as first_name,
        min(question) as question,
        min(candidate_player_ids) as candidate_player_ids
    from ranked
    group by game_id, team_venue, player_number

),

rostered_sides as (

    select
        game_id,
        team_venue
    from rosters
    group by game_id, team_venue

),

numbers as (

    select
        coalesce(listed.game_id, tracked.game_id) as game_id,
        coalesce(listed.team_venue, tracked.team_venue) as team_venue,
        coalesce(listed.player_number, tracked.player_number) as player_number,
        listed.source_kind as roster_source,
        tracked.player_number is not null as is_tracked,
        coalesce(tracked.is_in_goal, false) as is_in_goal,
        tracked.player_name as tracked_name,
        listed.player_id,
        listed.is_scratched,
        case when listed.has_two_names then listed.player_name else listed.first_name end as roster_name,
        listed.has_two_names,
        listed.question,
        listed.candidate_player_ids
    from listed
    full outer join tracked
        on
            listed.game_id = tracked.game_id
            and listed.team_venue = tracked.team_venue
            and listed.player_number = tracked.player_number
    -- trackers write 0 for no player; it is a number if a roster of the side has it, or if it is tracked like a number
    where listed.game_id is not null or tracked.is_somebody

),

decided as (

    select
        numbers.game_id,
        numbers.team_venue,
        numbers.player_number,
        numbers.roster_source,
        numbers.is_tracked,
        case
            when shared.game_id is not null then shared.player_id
            -- he did not play, and a player who did is nowhere else
            when not (numbers.is_scratched and numbers.is_tracked and absent.player_id is not null) then numbers.player_id
        end as player_id,
        coalesce(shared.player_name, numbers.roster_name, numbers.tracked_name) as given_name,
        case
            when shared.game_id is not null or numbers.player_id is null and numbers.has_two_names
                then 'number_of_two_players'
            when numbers.question is not null then numbers.question
            when numbers.is_scratched and numbers.is_tracked then 'number_of_a_scratched_player'
            when numbers.roster_source is null and has_roster.game_id is not null then 'number_on_no_roster'
        end as question,
        case
            when shared.game_id is not null then shared.candidate_player_ids
            when numbers.question is not null then numbers.candidate_player_ids
            else nullif(concat_ws(', ', case when numbers.is_scratched then numbers.player_id end, absent.player_id), '')
        end as candidate_player_ids
    from numbers
    left join shared
        on
            numbers.game_id = shared.game_id
            and numbers.team_venue = shared.team_venue
            and numbers.player_number = shared.player_number
    left join absent
        on
            numbers.game_id = absent.game_id
            and numbers.team_venue = absent.team_venue
            and numbers.is_in_goal = absent.is_goalie
    left join rostered_sides as has_roster
        on
            numbers.roster_source is null
            and numbers.game_id = has_roster.game_id
            and numbers.team_venue = has_roster.team_venue

),

identified as (

    select
        game_id,
        team_venue,
        player_number,
        coalesce(
            player_id, {{ placeholder_player_id("game_id", "team_venue", "player_number") }}
        ) as player_id,
        roster_source,
        is_tracked,
        player_id is null as is_placeholder,
        given_name,
        question,
        case when question is not null then candidate_player_ids end as candidate_player_ids
    from decided

),

final as (

    select
        identified.*,
        -- pairs of players are many, and numbers are quicker than names
        cast(dense_rank() over (partition by game_id order by player_id) as integer) as player_order
    from identified

)

select * from final
