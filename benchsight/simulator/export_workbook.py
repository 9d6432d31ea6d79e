"""Writes a game as the tracking workbook: the template a tracker types into, with the values of its formulas."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random
from typing import Any

from openpyxl import Workbook

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.export_csv import roster_rows
from benchsight.simulator.records import League, SimulatedGame
from benchsight.simulator.workbook_columns import (
    EVENT_COLUMNS,
    LISTS,
    ROSTER_COLUMNS,
    ROSTER_NOTE,
    SHIFT_COLUMNS,
)
from benchsight.simulator.workbook_events import EventRows
from benchsight.simulator.workbook_shifts import shift_rows

Row = dict[str, Any]
SERIAL_DAY_0 = date(1899, 12, 30)
EPOCH = (1980, 1, 1, 0, 0, 0)


def export_workbook(config: SimulationConfig, league: League, game: SimulatedGame) -> bytes:
    """Return the workbook of a game, with mess; the same bytes every time."""
    shifts, indexes = shift_rows(game)
    events = event_rows(config, game, indexes)
    book = Workbook(write_only=True)
    _add_sheet(book, "Lists", [list(LISTS), *_columns(LISTS.values())])
    _add_sheet(book, "events", [EVENT_COLUMNS, *(_cells(row, EVENT_COLUMNS) for row in events)])
    _add_sheet(book, "shifts", [SHIFT_COLUMNS, *(_cells(row, SHIFT_COLUMNS) for row in shifts)])
    rosters = _roster_rows(config, league, game)
    _add_sheet(book, "game_rosters", [ROSTER_NOTE, [None, *ROSTER_COLUMNS], *rosters])
    return _packed(book)


def event_rows(config: SimulationConfig, game: SimulatedGame, shift_indexes: dict[int, int]) -> Iterable[Row]:
    """Return rows of the events sheet by column name, with filler; ``shift_indexes`` as ``shift_rows`` returns them."""
    rng = Random(f"workbook {config.seed} {game.game_id}")
    rows = EventRows(config, game, shift_indexes, rng).rows()
    return _with_filler(rows, rng) if config.mess.filler_rows else rows


def _add_sheet(book: Workbook, title: str, rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)


def _cells(row: Row, columns: Sequence[str]) -> list[Any]:
    return [row.get(column) for column in columns]


def _columns(lists: Iterable[Sequence[str]]) -> list[list[str | None]]:
    """Lists side by side, as rows."""
    columns = [list(column) for column in lists]
    longest = max(len(column) for column in columns)
    return [[column[n] if n < len(column) else None for column in columns] for n in range(longest)]


def _roster_rows(config: SimulationConfig, league: League, game: SimulatedGame) -> list[list[Any]]:
    """Everybody who dressed, as the sheet lists them: dates as serial numbers, the season dragged down by one a row."""
    rows = []
    for number, row in enumerate(roster_rows(config, league, game, everybody=True)):
        season = int(str(row["season"])) + number
        day = (game.fixture.day - SERIAL_DAY_0).days
        player = game.truth.player(str(row["player_id"]))
        row |= {"index": number, "date": day, "season": season, "venue": str(row["team_venue"])[0]}
        row |= {"Goals": player.goals, "Penalties": player.penalties}
        row |= {"AssistP": player.primary_assists, "AssistS": player.secondary_assists}
        rows.append([None, *_cells(row, ROSTER_COLUMNS)])
    return rows


def _with_filler(rows: Iterable[Row], rng: Random) -> Iterable[Row]:
    """Return rows without an index between the events and many below them, with what dragged formulas leave behind."""
    for row in rows:
        yield row
        if rng.random() < 0.01:
            yield {}
    for _ in range(rng.randint(40, 90)):
        if rng.random() < 0.5:
            yield {"role_abrev": "o", "side_of_puck": "Defensive"}
        else:
            yield dict.fromkeys(("event_detail", "event_detail_2", "event_successful", "Type"), "")


def _packed(book: Workbook) -> bytes:
    """Return the file without the time of writing."""
    written = io.BytesIO()
    book.save(written)
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-09-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
