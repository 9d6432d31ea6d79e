-- One row per game, side and sweater number of which it is or was doubtful whose it is: who may have worn it, how much is at
-- stake, and whose it counts as.
-- Over 100 lines: eight imports of six lines each, and every answer is a published column.
{{ config(indexes=[
    {"columns": ["game_id", "venue", "player_number"], "unique": true},
]) }}
with

findings as (

    select * from {{ ref("int_identity_findings") }}

),

questions as (

    select * from {{ ref("identity_questions") }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

tracked as (

    select * from {{ ref("int_tracked_numbers") }} where {{ in_scope() }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

scorers as (

    select * from {{ ref("int_event_players") }} where {{ in_scope() }} and role_side = 'event' and role_number = 1

),

people as not materialized (

    select * from {{ ref("stg_league__players") }}

),

goals_by_number as (

    select
        scorers.game_id,
        scorers.team_venue,
        coalesce(scorers.player_number, 0) as player_number,
        cast(count(*) as integer) as goals
    from goals
    inner join scorers on goals.event_key = scorers.event_key
    group by scorers.game_id, scorers.team_venue, coalesce(scorers.player_number, 0)

),

namesakes as (

    -- of a player without id: whom the league knows by the name that was given
    select
        findings.*,
        case
            when findings.is_placeholder and findings.given_name is not null then (
                select string_agg(people.player_id, ', ' order by people.player_id)
                from people
                where
                    {{ folded_name("people.player_name") }} = {{ folded_name("findings.given_name") }}
                    and people.player_id <> all(string_to_array(coalesce(findings.candidate_player_ids, ''), ', '))
            )
        end as namesake_ids
    from findings

),

candidates as (

    select
        namesakes.game_id,
        namesakes.team_venue,
        namesakes.player_number,
        string_agg(parts.player_id, ', ' order by parts.place) as candidate_player_ids,
        string_agg(coalesce(people.player_name, game_players.player_name, '?'), ', ' order by parts.place)
            as candidate_player_names,
        string_agg(
            parts.player_id || coalesce(' ' || coalesce(people.player_name, game_players.player_name), ''),
            ', ' order by parts.place
        ) as candidates
    from namesakes
    cross join
        lateral regexp_split_to_table(
            nullif(concat_ws(', ', namesakes.candidate_player_ids, namesakes.namesake_ids), ''), ', '
        ) with ordinality as parts (player_id, place)
    left join people on parts.player_id = people.player_id
    left join game_players on namesakes.game_id = game_players.game_id and parts.player_id = game_players.player_id
    group by namesakes.game_id, namesakes.team_venue, namesakes.player_number

),

judged as (

    select
        findings.*,
        candidates.candidate_player_ids as all_candidate_ids,
        candidates.candidate_player_names,
        candidates.candidates,
        tracked.event_count,
        tracked.stint_seconds,
        coalesce(scored.goals, 0) as goals,
        not findings.is_placeholder
        and findings.question not in ('number_of_a_scratched_player', 'roster_and_tracker_disagree') as is_resolved
    from findings
    inner join tracked
        on
            findings.game_id = tracked.game_id
            and findings.team_venue = tracked.team_venue
            and findings.player_number = tracked.player_number
    left join goals_by_number as scored
        on
            findings.game_id = scored.game_id
            and findings.team_venue = scored.team_venue
            and findings.player_number = scored.player_number
    left join candidates
        on
            findings.game_id = candidates.game_id
            and findings.team_venue = candidates.team_venue
            and findings.player_number = candidates.player_number

),

final as (

    select
        -- what is asked
        judged.game_id,
        games.game_date,
        judged.team_venue as venue,
        case judged.team_venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        case judged.team_venue when 'home' then games.home_team_name else games.away_team_name end as team_name,
        judged.player_number,
        judged.given_name,
        judged.question,
        judged.is_resolved,

        -- who it may be
        judged.all_candidate_ids as candidate_player_ids,
        judged.candidate_player_names,
        judged.player_id as counts_as_player_id,
        game_players.player_name as counts_as_player_name,

        -- what is at stake
        judged.event_count,
        judged.stint_seconds,
        judged.goals,

        -- in words
        judged.team_venue || ' #' || cast(judged.player_number as text) || coalesce(' (' || judged.given_name || ')', '')
        || ': ' || questions.description || coalesce(', who may be ' || judged.candidates, '')
        || '; counts as ' || coalesce(
            judged.player_id || case when judged.is_placeholder then '' else ' ' || game_players.player_name end, 'nobody'
        )
        || '; goals: ' || cast(judged.goals as text) || ', events: ' || cast(judged.event_count as text)
        || ', on the ice: ' || cast(judged.stint_seconds as text) || ' s' as detail,
        questions.advice
    from judged
    inner join questions on judged.question = questions.question
    inner join games on judged.game_id = games.game_id
    left join game_players on judged.game_id = game_players.game_id and judged.player_id = game_players.player_id

)

{{ with_build_stamp() }}
