-- One row per game and goalie who stood in a net or made a save: shots, saves, goals against, ice time, expected goals.
-- Over 100 lines: the columns of the table in the order in which they are published.
{{ config(indexes=[
    {"columns": ["game_id", "player_id"], "unique": true},
    {"columns": ["player_id", "game_date desc nulls last", "game_id desc"]},
]) }}
with

counts as (

    select * from {{ ref("int_goalie_game__counts") }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

officials as (

    select * from {{ ref("int_official_results") }} where {{ in_scope() }}

),

decisions as (

    select * from {{ ref("int_goalie_game__decisions") }} where {{ in_scope() }}

),

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

sideless as (

    -- games with a goal of which nobody knows whose it is
    select game_id from {{ ref("int_goals") }} where {{ in_scope() }} and team_venue is null group by game_id

),

-- what a goalie does beside stopping shots is counted as any player's
skating as (

    select * from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}

),

standards as (

    {{ seed_as_row("goalie_standards", "standard", "value", [
        "mean_save_pct", "low_shot_save_pct", "low_shot_count", "really_bad_save_pct",
    ]) }}

),

weights as (

    {{ seed_as_row("game_score_weights", "stat", "goalie_weight", ["saves", "goals_against"]) }}

),

-- joined on their own: among the other joins the planner takes both sides for a few rows, and compares each with each
compared as materialized (

    select
        counts.*,
        officials.goals_against as official_goals_against,
        officials.saves as official_saves,
        officials.shots_against as official_shots_against,
        games.season_id,
        games.game_date,
        games.home_team_id,
        games.away_team_id,
        games.decided_in,
        completeness.is_complete,
        completeness.toi_reliable
    from counts
    inner join games on counts.game_id = games.game_id
    inner join completeness on counts.game_id = completeness.game_id
    left join officials on counts.game_id = officials.game_id and counts.player_id = officials.player_id

),

faced as (

    select
        compared.*,
        game_players.player_name,
        game_players.player_number,
        game_players.team_id,
        cast(game_players.team_venue as text) as venue,
        teams.outcome,
        teams.goals as goal_support,
        teams.empty_net_goals_against,
        -- shots against are saves and goals against, in every split of both
        compared.saves + compared.goals_against as shots_against,
        {% for split in goalie_save_splits() %}
        compared.{{ goalie_save_split("saves", split) }} + compared.{{ goalie_save_split("goals_against", split) }}
            as {{ goalie_save_split("shots_against", split) }},
        {% endfor %}
        -- by the league's score, else by that of a game tracked to its end; what a shootout added is no goal against
        case
            when teams.official_goals_against is not null
                then teams.official_goals_against - case
                    when teams.official_goals_against <= teams.official_goals then 0
                    when compared.decided_in = 'SO' or opponents.shootout_goals > teams.shootout_goals then 1
                    else 0
                end
            when compared.is_complete and sideless.game_id is null then teams.goals_against
        end as conceded,
        -- a skater's save and a shootout do not make a second goalie
        count(*) filter (
            where compared.toi_seconds > 0 or compared.toi_seconds is null
        ) over (partition by compared.game_id, game_players.team_venue) as goalies_of_side,
        row_number() over (
            partition by compared.game_id, game_players.team_venue
            order by
                case when decisions.player_id = compared.player_id then 0 else 1 end,
                compared.toi_seconds desc nulls last,
                compared.saves desc,
                compared.player_id
        ) as rank_for_decision
    from compared
    inner join game_players on compared.game_id = game_players.game_id and compared.player_id = game_players.player_id
    left join teams on compared.game_id = teams.game_id and game_players.team_id = teams.team_id
    left join sideless on compared.game_id = sideless.game_id
    left join teams as opponents on teams.game_id = opponents.game_id and teams.opponent_team_id = opponents.team_id
    left join decisions
        on
            compared.game_id = decisions.game_id
            and game_players.team_venue = decisions.team_venue

),

final as (

    select
        -- keys
        'GG' || cast(faced.game_id as text) || faced.player_id as goalie_game_key,
        faced.game_id,
        faced.player_id,
        faced.player_name,
        faced.team_id,
        faced.venue,
        case faced.venue when 'home' then faced.away_team_id else faced.home_team_id end as opponent_team_id,
        faced.season_id,
        faced.game_date,
        faced.player_number,

        -- official
        faced.official_goals_against,
        faced.official_saves,
        faced.official_shots_against,

        -- reliability
        faced.is_complete as game_is_complete,
        faced.toi_reliable,

        -- role and result
        faced.is_starter,
        case when faced.rank_for_decision = 1 then faced.outcome end as decision,
        faced.conceded = 0 and faced.goalies_of_side = 1 and coalesce(faced.toi_seconds, 1) > 0 as is_shutout,
        case
            when faced.is_starter and faced.shots_against > 0 and faced.is_complete
                then 100.0 * faced.saves / faced.shots_against >= case
                    when faced.shots_against <= standards.low_shot_count then standards.low_shot_save_pct
                    else standards.mean_save_pct
                end
        end as is_quality_start,
        case
            when faced.is_starter and faced.shots_against > 0 and faced.is_complete
                then 100.0 * faced.saves / faced.shots_against < standards.really_bad_save_pct
        end as is_really_bad_start,
        faced.goal_support,
        faced.empty_net_goals_against,

        -- shots against
        faced.shots_against,
        {% for split in goalie_save_splits() %}
        faced.{{ goalie_save_split("shots_against", split) }},
        {% endfor %}

        -- counts
        {% for needs in goalie_game_families().values() %}
        {% for columns in needs.values() %}
        {% for column in columns %}
        faced.{{ column }},
        {% endfor %}
        {% endfor %}
        {% endfor %}
        faced.seconds_to_first_shot,
        faced.seconds_to_first_goal_against,
        faced.longest_seconds_without_shot,
        {% for column in ["assists", "pim", "pass_attempts", "pass_completed", "giveaways", "retrievals", "zone_exits"] %}
        skating.{{ column }},
        {% endfor %}

        -- ratios and ratings
        {{ goalie_game_ratios("faced", "standards") }},
        {{ pct("skating.pass_completed", "skating.pass_attempts") }} as pass_pct,
        round(weights.saves * faced.saves + weights.goals_against * faced.goals_against, 3) as game_score
    from faced
    left join skating on faced.game_id = skating.game_id and faced.player_id = skating.player_id
    cross join standards
    cross join weights

)

{{ with_build_stamp() }}
