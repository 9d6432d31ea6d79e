"""Datasets by public name, and the published table of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchsight.reads.published.contract import Contract
from benchsight.reads.published.other_tables import STAT_CATALOG


@dataclass(frozen=True)
class Dataset:
    """Published table under a public name; ``sort`` and ``columns`` are defaults, no ``columns`` means all."""

    name: str
    table: str
    summary: str
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


DATASETS = (
    Dataset("games", "dim_schedule", "Scheduled and tracked games.", ("game_date", "game_id")),
    Dataset("play-by-play", "fact_events", "Events of games in order.", ("game_id", "event_number")),
    Dataset("shots", "fact_shots", "Shots with location, danger and expected goals.", ("game_id", "event_number")),
    Dataset("shifts", "fact_shifts", "Stints: players on the ice and what happened.", ("game_id", "stint_number")),
    Dataset("players", "dim_player", "Players.", ("player_name", "player_id")),
    Dataset(
        "roster",
        "fact_player_team_season_stats",
        "Players of each team by season.",
        ("season_id", "team_id", "player_name"),
        ("season_id", "game_type", "team_id", "player_id", "player_name", "position_code", "is_rostered", "gp"),
    ),
    Dataset("player-games", "fact_player_game_stats", "Player statistics by game.", ("game_id", "player_id")),
    Dataset("player-seasons", "fact_player_season_stats", "Player statistics by season.", ("-points", "player_id")),
    Dataset("goalies", "fact_goalie_game_stats", "Goalie statistics by game.", ("game_id", "player_id")),
    Dataset("goalie-seasons", "fact_goalie_season_stats", "Goalie statistics by season.", ("-gp", "player_id")),
    Dataset("teams", "dim_team", "Teams.", ("team_name", "team_id")),
    Dataset("team-games", "fact_team_game_stats", "Team statistics by game.", ("game_id", "venue")),
    Dataset("team-seasons", "fact_team_season_stats", "Team statistics by season.", ("season_id", "team_id")),
    Dataset("seasons", "dim_season", "Seasons.", ("season_id",)),
    Dataset("standings", "league_standings", "Standings by season.", ("season_id", "rank")),
    Dataset("leaders", "league_leaders", "Leaders by statistic.", ("season_id", "game_type", "stat", "rank")),
    Dataset("h2h", "fact_h2h", "Opposing players on the ice together, by game.", ("game_id", "-toi_seconds")),
    Dataset("wowy", "fact_wowy", "Players with and without a teammate, by game.", ("game_id", "-toi_with_seconds")),
    Dataset("lines", "fact_line_combos", "Lines and pairs by game.", ("game_id", "-toi_seconds")),
    Dataset("catalogue", "stat_catalog", "Statistics with definition, formula, unit and display format."),
    Dataset("metrics", "metrics", "Headline numbers for recent games, season and career.", ()),
)
# Columns that are also equality parameters where the table has them: ?game_id=18969.
SHORTCUTS = (
    "game_id", "season_id", "season", "game_type", "game_date", "team_id", "home_team_id", "away_team_id", "venue",
    "player_id", "opponent_id", "partner_id", "goalie_id", "shooter_id", "position_code", "period", "event_type",
    "situation", "line_type", "table_name", "family", "stat", "entity_type", "entity_id", "metric_name",
    "metric_window",
)  # fmt: skip


def shortcuts(contract: Contract) -> list[str]:
    """Return the columns of a table that are also equality parameters."""
    return [name for name in SHORTCUTS if name in contract.by_name]


def datasets(contracts: Mapping[str, Contract]) -> dict[str, tuple[Dataset, Contract]]:
    """Return every dataset by name, with the contract of its table."""
    known = {**contracts, STAT_CATALOG.table: STAT_CATALOG}
    return {dataset.name: (dataset, known[dataset.table]) for dataset in DATASETS}
