-- One row per game: whether its tracking is complete and its ice times can be trusted, why not, and the counts behind that.
-- Over 100 lines: every count behind the verdict is a published column.
{{ config(indexes=[{"columns": ["game_id"], "unique": true}]) }}
with

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

counts as (

    select * from {{ ref("int_tracking_counts") }}

),

jerseys as (

    select * from {{ ref("int_unrostered_jerseys") }}

),

unknown_codes as (

    select * from {{ ref("int_unknown_codes") }} where {{ in_scope() }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

open_questions as (

    -- numbers on no roster stand in a list of their own, unless a player may have worn them
    select
        game_id,
        cast(count(*) as integer) as question_count,
        string_agg(detail, '; ' order by venue desc, player_number)
            filter (where question <> 'number_on_no_roster' or candidate_player_ids is not null) as question_details
    from {{ ref("qa_player_identity") }}
    where {{ in_scope() }} and not is_resolved
    group by game_id

),

stint_goalies as (

    select
        game_id,
        max(home_goalie_id) is null as lacks_home_goalie,
        max(away_goalie_id) is null as lacks_away_goalie
    from {{ ref("int_stints") }}
    where {{ in_scope() }}
    group by game_id

),

jersey_counts as (

    select
        game_id,
        cast(count(*) as integer) as unrostered_players,
        {{ count_if("other_side_player_id is not null") }} as players_on_other_roster,
        string_agg(
            team_venue || ' #' || cast(player_number as text), ', ' order by team_venue desc, player_number
        ) as unrostered_numbers
    from jerseys
    group by game_id

),

code_counts as (

    select
        game_id,
        cast(count(*) as integer) as unknown_codes,
        string_agg(
            code_field || ' ' || code || ' of ' || example_key || coalesce(' (did you mean ' || suggestion || '?)', ''), ', '
            order by code_field, code
        ) as unknown_code_names
    from unknown_codes
    group by game_id

),

roster_counts as (

    select
        game_id,
        {{ count_if("is_rostered and team_venue = 'home'") }} as home_rostered_players,
        {{ count_if("is_rostered and team_venue = 'away'") }} as away_rostered_players,
        {{ count_if("is_tracked") }} as tracked_players
    from game_players
    group by game_id

),

joined as (

    select
        completeness.*,
        stint_goalies.lacks_home_goalie,
        stint_goalies.lacks_away_goalie,
        counts.event_count,
        counts.events_without_clock,
        counts.events_without_team,
        counts.events_without_stint,
        counts.positions_left_out,
        counts.goal_count,
        counts.goals_without_shot,
        counts.goals_without_scorer,
        counts.goals_without_stint,
        counts.shots_without_save,
        {{ pct("counts.events_with_xy", "counts.event_count") }} as events_with_xy_pct,
        {{ pct("counts.shots_with_xy", "counts.shot_count") }} as shots_with_xy_pct,
        coalesce(roster_counts.home_rostered_players, 0) as home_rostered_players,
        coalesce(roster_counts.away_rostered_players, 0) as away_rostered_players,
        coalesce(roster_counts.tracked_players, 0) as tracked_players,
        coalesce(jersey_counts.unrostered_players, 0) as unrostered_players,
        coalesce(jersey_counts.players_on_other_roster, 0) as players_on_other_roster,
        jersey_counts.unrostered_numbers,
        coalesce(open_questions.question_count, 0) as identity_questions,
        open_questions.question_details as identity_details,
        coalesce(code_counts.unknown_codes, 0) as unknown_codes,
        code_counts.unknown_code_names
    from completeness
    inner join counts on completeness.game_id = counts.game_id
    left join roster_counts on completeness.game_id = roster_counts.game_id
    left join jersey_counts on completeness.game_id = jersey_counts.game_id
    left join open_questions on completeness.game_id = open_questions.game_id
    left join code_counts on completeness.game_id = code_counts.game_id
    left join stint_goalies on completeness.game_id = stint_goalies.game_id

),

final as (

    select
        -- verdict
        game_id,
        is_complete,
        toi_reliable,
        nullif(concat_ws('; ', event_faults, ice_time_faults), '') as reasons,
        nullif(concat_ws(
            '; ',
            case when home_rostered_players = 0 then 'no roster of the home side' end,
            case when away_rostered_players = 0 then 'no roster of the away side' end,
            case when lacks_home_goalie then 'no goalie of the home side in any shift, so goals against it are nobody''s' end,
            case when lacks_away_goalie then 'no goalie of the away side in any shift, so goals against it are nobody''s' end,
            'on no roster of their side: ' || unrostered_numbers,
            'not known who it was: ' || identity_details,
            {% for column, text in {
                "events_without_clock": "events without clock",
                "events_without_team": "events without team",
                "events_without_stint": "events that match no shift",
                "positions_left_out": "positions off the rink, far from their zone or in unknown coordinates, left out",
                "goals_without_shot": "goals without shot",
                "goals_without_scorer": "goals without scorer",
                "shots_without_save": "shots on goal with neither save nor goal",
                "long_stretch_count": "stretches of more than three minutes without event",
                "goalie_missing_seconds": "seconds with neither goalie nor extra skater on a side",
                "unknown_codes": "codes not in the vocabulary",
            }.items() %}
            case when {{ column }} > 0 then '{{ text }}: ' || cast({{ column }} as text) end,
            {% endfor %}
            unknown_code_names
        ), '') as notes,

        -- events
        periods_with_events,
        last_tracked_period,
        last_tracked_clock_seconds,
        event_count,
        events_without_clock,
        events_without_team,
        long_stretch_count,
        longest_stretch_seconds,
        events_with_xy_pct,
        shots_with_xy_pct,
        unknown_codes,

        -- goals and saves
        goal_count,
        goals_without_shot,
        goals_without_scorer,
        goals_without_stint,
        shots_without_save,

        -- stints
        periods_with_stints,
        uncovered_seconds + gap_seconds as seconds_without_stints,
        overlap_seconds,
        too_many_skaters_seconds,
        too_few_skaters_seconds,
        unexplained_strength_seconds,
        goalie_missing_seconds,
        players_without_shifts,
        events_without_stint,

        -- rosters
        home_rostered_players,
        away_rostered_players,
        tracked_players,
        unrostered_players,
        players_on_other_roster,
        unrostered_numbers,
        identity_questions
    from joined

)

{{ with_build_stamp() }}
