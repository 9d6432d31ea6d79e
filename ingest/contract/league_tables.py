"""Contract of the tables that a league fills: seasons, teams, players, schedule, rosters, official results."""

from ingest.contract.columns import boolean, clock_time, day, integer, numeric, one_of, raw_row, text, texts, words_of
from ingest.contract.table import GAME, GOALS, LENGTH, VENUE_REQUIRED, RowRule, Table, has_jersey_or_player, numbered

# What ranks teams: as in macros/league/tie_breakers.sql, which a test compares.
TIE_BREAKERS = (
    "points",
    "points_percentage",
    "regulation_wins",
    "regulation_and_overtime_wins",
    "wins",
    "goal_difference",
    "goals_for",
    "fewest_games",
    "head_to_head_points",
    "head_to_head_points_percentage",
    "head_to_head_goal_difference",
    "head_to_head_goals_for",
)

LEAGUE_TABLES = (
    Table(
        "staging_seasons",
        ("season_id",),
        {
            "season_id": text(required=True),
            "season": text(),
            "session": text(),
            "league_id": text(),
            "league_name": text(),
            "start_date": day(),
            "raw": raw_row(),
        },
    ),
    Table(
        "staging_teams",
        ("team_id",),
        {
            "team_id": text(required=True),
            "team_name": text(required=True),
            "long_team_name": text(),
            "team_code": text(),
            "league_id": text(),
            "league_name": text(),
            **numbered("color_", 4, text()),
            "raw": raw_row(),
        },
    ),
    Table(
        "staging_players",
        ("player_id",),
        {
            "player_id": text(required=True),
            "player_first_name": text(),
            "player_last_name": text(),
            "player_name": text(),
            "primary_position": text(),
            "skill_rating": numeric(4, 2, 0, 10),
            "current_team_id": text(),
            "raw": raw_row(),
        },
    ),
    Table(
        "staging_league_settings",
        ("league_id", "season_id"),
        {
            "league_id": text(required=True),
            "season_id": text(required=True),
            **dict.fromkeys(("minor_minutes", "major_minutes", "misconduct_minutes"), integer(0, 60)),
            "regulation_periods": integer(1, 9),
            "period_length_seconds": integer(1, 3600),
            "overtime_length_seconds": LENGTH,
            **dict.fromkeys(
                (
                    "points_regulation_win",
                    "points_overtime_win",
                    "points_shootout_win",
                    "points_tie",
                    "points_overtime_loss",
                    "points_shootout_loss",
                    "points_regulation_loss",
                ),
                integer(),
            ),
            "forfeit_goals_count": boolean(),
            "tie_breakers": words_of(*TIE_BREAKERS),
            "raw": raw_row(),
        },
    ),
    Table(
        "staging_schedule",
        ("game_id",),
        {
            "game_id": GAME,
            "season": text(),
            "season_id": text(),
            "game_date": day(),
            "game_time": clock_time(),
            "game_type": text(),
            "playoff_round": text(),
            "home_team_id": text(),
            "away_team_id": text(),
            "home_team_name": text(),
            "away_team_name": text(),
            "decided_in": one_of("REG", "OT", "SO", "FORFEIT"),
            "schedule_status": one_of("POSTPONED", "CANCELLED"),
            "regulation_periods": integer(1, 9),
            "period_length_seconds": integer(1, 3600),
            "overtime_length_seconds": LENGTH,
            "home_goals": GOALS,
            "away_goals": GOALS,
            **{
                f"{side}_{part}_goals": GOALS
                for side in ("home", "away")
                for part in ("period_1", "period_2", "period_3", "overtime")
            },
            "raw": raw_row(),
        },
    ),
    Table(
        "staging_game_rosters",
        ("roster_key",),
        {
            "roster_key": text(required=True),
            "source_kind": one_of("league", "tracker", required=True),
            "game_id": GAME,
            "team_venue": VENUE_REQUIRED,
            "team_id": text(),
            "team_name": text(),
            "player_number": integer(),
            "player_id": text(),
            "player_name": text(),
            "player_position": text(),
            "skill_rating": numeric(4, 2, 0, 10),
            "is_substitute": boolean(),
            "games_played": integer(),
            "raw": raw_row(),
        },
        rules=(
            RowRule(
                "player_number",
                "a jersey number or a player_id",
                ("player_number", "player_id"),
                has_jersey_or_player,
            ),
        ),
    ),
    Table(
        "staging_official_player_games",
        ("official_key",),
        {
            "official_key": text(required=True),
            "game_id": GAME,
            "player_id": text(required=True),
            "team_venue": VENUE_REQUIRED,
            "player_number": integer(),
            "is_goalie": boolean(),
            **dict.fromkeys(
                (
                    "goals",
                    "assists",
                    "pim",
                    "shots",
                    "plus_minus",
                    "hits",
                    "blocks",
                    "giveaways",
                    "takeaways",
                ),
                integer(),
            ),
            "faceoff_pct": numeric(7, 4),
            **dict.fromkeys(("toi_seconds", "shift_count", "shots_against", "saves", "goals_against"), integer()),
            "trusted_columns": texts(),
            "raw": raw_row(),
        },
    ),
)
