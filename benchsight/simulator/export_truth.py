"""Writes the truth of a league as CSV, one file per kind of row."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.export_csv import csv_text
from benchsight.simulator.records import League
from benchsight.simulator.truth import GoalieGame, Matchup, OnIce, Pair, PlayerGame, TeamGame, as_row, unrecorded


def truth_tables(config: SimulationConfig, league: League) -> dict[str, str]:
    """Return CSV text by file name. ``periods_tracked`` is blank for a whole game, like unrecorded counts."""
    blank = dict.fromkeys(unrecorded(config.rules.recorded))
    return {
        "player_games": _table(league, PlayerGame, "players", blank),
        "goalie_games": _table(league, GoalieGame, "goalies", {}),
        "team_games": _table(league, TeamGame, "teams", {}),
        "pairs": _table(league, Pair, "pairs", {}),
        "matchups": _table(league, Matchup, "matchups", {}),
    }


def truth_columns(kind: type) -> list[str]:
    """Return columns of the file for a truth dataclass."""
    columns = []
    for item in fields(kind):
        if item.name.startswith("on_ice"):
            columns += [count.name + item.name.removeprefix("on_ice") for count in fields(OnIce)]
        else:
            columns.append(item.name)
    extra = ["assists", "plus_minus"] if kind is PlayerGame else []
    return [*columns, *extra, "periods_tracked"]


def _table(league: League, kind: type, name: str, blank: dict[str, Any]) -> str:
    def rows() -> Iterable[dict[str, Any]]:
        for game in league.games:
            tracked = {"periods_tracked": game.truth.periods_tracked, **blank}
            for row in getattr(game.truth, name):
                yield as_row(row) | tracked

    return csv_text(truth_columns(kind), rows())
