"""What nobody can know of a game whose tracking lacks its events or its stints: NULL, and never 0."""

from collections.abc import Callable
from typing import Any

from benchsight.simulator import SimulatedGame

Row = dict[str, Any]
IDENTITY = (
    "venue", "team_id", "opponent_team_id", "player_number", "position_code", "is_substitute", "official_goals",
    "official_assists", "official_pim",
)  # fmt: skip
ON_ICE = ("on_ice_", "corsi_", "fenwick_")
FROM_STINTS = (
    "plus_minus", "minus_goals", "logical_shifts", "power_play_goals", "shorthanded_goals", "power_play_opportunities",
    "empty_net_goals",
)  # fmt: skip


def of_player(row: Row, game: SimulatedGame) -> Row:
    """A player's row with what is unknown of it."""
    return _with_unknown(row, game)


def of_goalie(row: Row, game: SimulatedGame) -> Row:
    """A goalie's row, likewise; what hangs on several inputs is left out."""
    if not game.events or not game.stints:
        row = {name: value for name, value in row.items() if name not in ("decision", "is_shutout")}
    return _with_unknown(row, game)


def of_team(row: Row, game: SimulatedGame) -> Row:
    """A team's row, likewise."""
    if not game.events:  # an advantage that goes on after a goal is a new one, and nobody knows of goals
        row = {name: value for name, value in row.items() if name != "power_play_opportunities"}
    return _with_unknown(row, game)


def of_pair(row: Row, game: SimulatedGame) -> Row:
    """Two players' row, likewise."""
    return _with_unknown(row, game)


def _with_unknown(row: Row, game: SimulatedGame) -> Row:
    if not game.events:
        return _without(row, lambda name: name not in IDENTITY and not _is_time(name) and name != "logical_shifts")
    if not game.stints:
        return _without(row, lambda name: _is_time(name) or name in FROM_STINTS or _is_on_ice(name))
    return row


def _without(row: Row, is_unknown: Callable[[str], bool]) -> Row:
    return {name: None if is_unknown(name) else value for name, value in row.items()}


def _is_time(name: str) -> bool:
    return "toi_" in name


def _is_on_ice(name: str) -> bool:
    return name.startswith(ON_ICE) or name.endswith("_5v5")
