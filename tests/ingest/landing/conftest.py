"""Small invented files to load, and functions that load them and look at the result."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest

from ingest.contract.work import Operation
from ingest.journal.summary import LoadSummary
from ingest.runs.load import LoadOptions, load_paths

Load = Callable[..., LoadSummary]
Query = Callable[..., list[tuple[Any, ...]]]


class Files:
    """Writes files below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def csv(self, name: str, *rows: dict[str, Any]) -> Path:
        """Write a CSV file (gzip if the name says so) with the columns of the first row."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    def workbook(self, name: str, sheet: str, *rows: dict[str, Any]) -> Path:
        """Write a workbook with one sheet of these rows."""
        path = self.folder / name
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.title = sheet
        for values in (list(rows[0]), *(list(row.values()) for row in rows)):
            page.append(values)
        book.save(path)
        return path

    def events(self, name: str, *rows: dict[str, Any]) -> Path:
        """Write a CSV of staged events; each row has its differences from a shot of game 7."""
        return self.csv(name, *(event_row(**row) for row in rows))

    def schedule(self, name: str, *games: int) -> Path:
        """Write a CSV of the schedule with these games."""
        return self.csv(name, *({"game_id": game, "season": "2025", "home_goals": 1} for game in games))

    def shot(self, number: int, **changes: Any) -> dict[str, Any]:
        """Return a shot of the home team as the tracker saves it, with two positions of the puck and of the shooter."""
        clock = f"17:{50 - number:02d}"
        return {
            "idx": number,
            "period": 1,
            "type": "Shot",
            "team": "home",
            "detail1": "Shot_OnNetSaved",
            "start_time": clock,
            "end_time": clock,
            "players": [
                {"num": 9, "team": "home", "role": "event_player_1", "xy": [{"x": 50, "y": 2}, {"x": 51, "y": 3}]},
                {"num": 30, "team": "away", "role": "opp_player_1"},
            ],
            "puckXY": [{"x": 60, "y": 1}, {"x": 61, "y": 1}],
        } | changes

    def export(self, name: str, *events: dict[str, Any], game: int = 7, **changes: Any) -> Path:
        """Write a tracker's JSON export with these events (else three shots) and one shift."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "gameId": game,
            "version": "25.1",
            "savedAt": "2025-01-31T21:00:00Z",
            "homeTeam": "Reds",
            "awayTeam": "Blues",
            "periodLengths": {"1": 18, "2": 18, "3": 18, "OT": 5},
            "homeAttacksRightP1": True,
            "events": events or [self.shot(number) for number in (1, 2, 3)],
            "shifts": [SHIFT],
            "rosters": {"home": [{"num": 9, "name": "Nine"}], "away": [{"num": 30, "name": "Thirty"}]},
        }
        path.write_text(json.dumps(document | changes))
        return path


SHIFT = {
    "idx": 1,
    "period": 1,
    "start_time": "18:00",
    "end_time": "17:00",
    "home": {"F1": 9, "F2": 10, "F3": 11, "D1": 4, "D2": 5, "G": 1},
    "away": {"F1": 19, "F2": 20, "F3": 21, "D1": 14, "D2": 15, "G": 30},
}


def event_row(index: int = 1, game: int = 7, **changes: Any) -> dict[str, Any]:
    """Return a staged event as a CSV holds it."""
    row = {"event_key": f"E{game}{index:05d}", "game_id": game, "event_index": index, "period": 1}
    return row | {"event_start_seconds": 1000, "event_type": "Shot", "event_team": "home", "puck_x": "1.50"} | changes


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a writer of files in the test's folder."""
    return Files(tmp_path)


@pytest.fixture
def load(connection: psycopg.Connection) -> Load:
    """Return a function that loads paths with options given by name."""

    def call(*paths: Path, operation: str = "upsert", games: tuple[int, ...] = (), **options: Any) -> LoadSummary:
        return load_paths(connection, paths, LoadOptions(Operation(operation), frozenset(games), **options))

    return call


@pytest.fixture
def query(database_url: str) -> Iterator[Query]:
    """Return a function that runs a statement in another session and returns its rows."""
    with psycopg.connect(database_url, autocommit=True) as session:

        def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            cursor = session.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

        yield ask


@pytest.fixture
def state(query: Query) -> Callable[[], list[tuple[Any, ...]]]:
    """Return a function that returns all that a load may touch, but the audit trail, with the version of each row."""
    statement = "select relname from pg_class where relname like 'staging_%' and relkind = 'r'"
    tables = [name for (name,) in query(f"{statement} and relnamespace = 'public'::regnamespace")]
    tables = sorted({*tables, "ops.game_inputs"} - {"staging_rejects"})

    def look() -> list[tuple[Any, ...]]:
        return [(name, query(f"select xmin, to_jsonb(t) from {name} as t order by 2")) for name in tables]

    return look
