"""Compares every counting column of a published table with the second computation, cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from benchsight.catalog.statistics import CATALOG, read_catalog
from benchsight.db.settings import load_settings

from .box import defence, faceoffs, penalties, scoring, turnovers
from .defending import defending
from .goalie import goalies
from .goalie_games import (
    goalie_ice_time,
    goalie_states,
    of_goalies,
    rebounds,
    shots_faced,
    skating,
    support,
    workload,
)
from .micro import micro
from .needs import games_with
from .official import official_of_goalies, official_of_players, official_of_teams
from .on_ice import ice_time, on_ice, zone_starts
from .passing import passing
from .puck_time import puck_time
from .roles import roles, success
from .shooting import shooting
from .sums import of_players
from .team import teams
from .team_games import score_course, strengths, team_events, team_penalties, team_shots
from .transition import transition
from .usage import usage
from .world import Counts, World
from .zone_play import zone_play

COUNTING_UNITS = ("count", "seconds", "minutes")
UNKNOWN_WITHOUT = ("official_", "avg_", "qoc_", "qot_", "shift_length_", "seconds_to_", "longest_seconds_")
Family = Callable[[World], Counts]


@dataclass(frozen=True)
class Table:
    """A published table: its name, the column that identifies who beside the game, and the families that count it."""

    name: str
    who: str
    families: tuple[Family, ...]
    from_counts: Callable[[Counts], Counts] | None = None


TABLES = (
    Table(
        "fact_player_game_stats", "player_id",
        (
            scoring, shooting, passing, faceoffs, zone_play, turnovers, defence, micro, penalties, ice_time, on_ice,
            zone_starts, roles, success, defending, transition, usage, official_of_players,
        ),
        of_players,
    ),
    Table(
        "fact_goalie_game_stats", "player_id",
        (
            goalies, goalie_states, shots_faced, rebounds, goalie_ice_time, skating, workload, support,
            official_of_goalies,
        ),
        of_goalies,
    ),
    Table(
        "fact_team_game_stats", "venue",
        (
            teams, score_course, team_shots, team_events, team_penalties, strengths, puck_time, official_of_teams,
        ),
    ),
)  # fmt: skip
NOT_COMPUTED = {
    f"playing_{how}_rating": "a flag on a rating, a weighted score and no count" for how in ("above", "at", "below")
}
"""Counting columns without a second computation, each with the reason."""


def counting_columns(table: str) -> dict[str, str]:
    """What each counting column of a table needs, by its name, from the catalogue."""
    rows = read_catalog(load_settings().project_root / CATALOG)
    return {
        row.column_name: row.needs or ""
        for row in rows
        if row.table_name == table and row.unit in COUNTING_UNITS
    }  # fmt: skip


def counted(world: World, table: Table) -> Counts:
    """The second computation of a table, by column."""
    found: Counts = {}
    for family in table.families:
        found |= family(world)
    return found | table.from_counts(found) if table.from_counts is not None else found


def differences(world: World, url: str, table: Table) -> list[str]:
    """Cells of the published table that the second computation has otherwise, one sentence each."""
    published = _published(url, table, world.games)
    columns = counting_columns(table.name)
    own = counted(world, table)
    having_it = {need: games_with(world, need) for need in set(columns.values())}
    found = []
    for column in columns.keys() - NOT_COMPUTED.keys():
        having = having_it[columns[column]]
        expected = own[column].dropna().to_dict()
        found += [
            f"{table.name} {key}: not published, expected {column} {value}"
            for key, value in expected.items()
            if value and key not in published
        ]
        for key, row in published.items():
            value = None if int(key[0]) not in having else expected.get(key, _absent(column))
            if not _same(row[column], value):
                found.append(f"{table.name} {key} {column}: {row[column]}, expected {value}")
    return sorted(found)


def _absent(column: str) -> int | None:
    """Who is in no row of a computation did nothing; what the league does not say, and a mean of nothing, is NULL."""
    return None if column.startswith(UNKNOWN_WITHOUT) else 0


def _published(url: str, table: Table, games: list[int]) -> dict[tuple[int, str], dict[str, Any]]:
    query = sql.SQL("select * from {} where game_id = any(%s)").format(sql.Identifier(table.name))
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return {(row["game_id"], row[table.who]): row for row in connection.execute(query, (games,))}


def _same(published: Any, expected: Any) -> bool:
    if published is None or expected is None or pd.isna(expected):
        return published is None and (expected is None or pd.isna(expected))
    return bool(abs(Decimal(published) - Decimal(str(expected))) <= _rounding(published))


def _rounding(published: Any) -> Decimal:
    """How far rounding can take a number: half of its last digit."""
    if isinstance(published, int):
        return Decimal(0)
    return Decimal("0.5000001").scaleb(int(Decimal(published).as_tuple().exponent))
