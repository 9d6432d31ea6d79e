"""Any sequence of loads, on any scopes, leaves the staging tables and load_history as a model of dicts predicts."""

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from benchsight.builds.delete_game import delete_inputs
from benchsight.inputs.revert import revert
from ingest.contract.work import Operation
from ingest.journal.summary import LoadSummary, Status
from ingest.runs.load import LoadOptions, load_paths

from .loading_model import EVENT_COLUMNS, PLAYERS_OF_EVENT, Counts, Export, FileRow, Model, Result

GAMES = (7, 8)
EXAMPLES = int(os.environ.get("BENCHSIGHT_SEQUENCES", "20"))
STEPS = 8
KEYS = [(7, 1), (7, 2), (8, 1)]
OPERATIONS = st.sampled_from(["upsert", "append", "replace"])
ROW_OPERATIONS = st.sampled_from(["upsert", "append", "replace", "merge"])
SCOPES = st.sampled_from([frozenset[int]()] * 5 + [frozenset([7]), frozenset([8]), frozenset(GAMES)])
RARELY = st.sampled_from([False] * 5 + [True])
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "event_type": st.sampled_from(["Shot", "Goal"]),
    "event_detail": st.sampled_from(["A", "B", None]),
    "event_start_seconds": st.sampled_from([100, 200, None]),
}
BAD = {"event_start_seconds": 99_999}


@st.composite
def event_files(draw: st.DrawFn) -> list[FileRow]:
    """Rows of a CSV of events: some columns, a few keys, now and then a bad row or a key that stands twice."""
    columns = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, unique=True))
    rows = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4)):
        cells = {name: draw(CELLS[name]) for name in columns}
        is_bad = "event_start_seconds" in columns and draw(RARELY)
        rows.append(FileRow(key, cells | (BAD if is_bad else {}), is_bad))
    return rows


@st.composite
def season_files(draw: st.DrawFn) -> list[FileRow]:
    """Rows of a CSV of seasons; a row without id is bad."""
    keys = draw(st.lists(st.sampled_from(["S1", "S1", "S2", "S2", "S3", None]), min_size=1, max_size=4))
    cells = st.fixed_dictionaries(
        {"season": st.sampled_from(["2025", "2026"]), "session": st.sampled_from(["F", None])}
    )
    return [FileRow(key, draw(cells), key is None) for key in keys]


@st.composite
def exports(draw: st.DrawFn) -> Export:
    """An export of a game with one to three events and one or two shifts."""
    event = st.builds(
        lambda kind, detail, start: dict(zip(EVENT_COLUMNS, (kind, detail, start, "home"), strict=True)),
        st.sampled_from(["Shot", "Goal"]),
        st.sampled_from(["Shot_Missed", "Shot_Blocked"]),
        st.sampled_from([1_000, 1_001]),
    )
    shift = st.builds(lambda end: {"shift_end_seconds": end}, st.sampled_from([900, 960]))
    events = st.dictionaries(st.integers(1, 2), event, min_size=1)
    return Export(
        draw(st.sampled_from(GAMES)), draw(events), draw(st.dictionaries(st.integers(1, 2), shift, min_size=1))
    )


def step(name: str, **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """A method of Loading with arguments for it."""
    return st.tuples(st.just(name), st.fixed_dictionaries(arguments))


EVENTS = step("load_events", rows=event_files(), operation=ROW_OPERATIONS, games=SCOPES, strict=RARELY)
SEASONS = step("load_seasons", rows=season_files(), operation=ROW_OPERATIONS, games=SCOPES, strict=RARELY)
EXPORT = step("load_export", export=exports(), operation=OPERATIONS, games=SCOPES)
BOTH = step("load_events_and_export", rows=event_files(), export=exports(), operation=OPERATIONS)
IN_VAIN = step("try_in_vain", rows=event_files(), export=exports(), operation=OPERATIONS)
DELETE = step("delete_game", game=st.sampled_from(GAMES))
REVERT = step("revert", game=st.sampled_from(GAMES), back=st.integers(1, 4))
# What is named twice comes twice as often.
SEQUENCES = st.lists(
    st.one_of(EXPORT, EVENTS, REVERT, SEASONS, EVENTS, BOTH, DELETE, EXPORT, EVENTS, IN_VAIN, REVERT, SEASONS),
    min_size=STEPS,
    max_size=STEPS,
)


class Loading:
    """Does each step to a database and to the model, and compares."""

    def __init__(self, connection: psycopg.Connection[Any], folder: Path) -> None:
        self.connection, self.folder = connection, folder
        self.model = Model()
        self.versions: dict[int, dict[int, Model]] = {game: {} for game in GAMES}
        for table in ("staging_events", "staging_shifts", "staging_games", "staging_game_rosters", "staging_seasons"):
            self.connection.execute(f"delete from {table}".encode())
        self.connection.commit()

    def do(self, name: str, arguments: dict[str, Any]) -> None:
        """One step, after which database and model must be alike."""
        getattr(self, name)(**arguments)
        self.compare()
        for game, version in self._rows("select game_id, input_version from ops.game_inputs"):
            self.versions[game].setdefault(version, self.model.game(game))

    def load_events(self, rows: list[FileRow], operation: str, games: frozenset[int], strict: bool) -> None:
        """Load a CSV file of events, and compare."""
        summary = self._load([self._events(rows)], operation, games, strict)
        self._check(summary, 0, self.model.load_events(rows, operation, games, strict))

    def load_seasons(self, rows: list[FileRow], operation: str, games: frozenset[int], strict: bool) -> None:
        """Load a CSV file of seasons, and compare."""
        path = self._csv("seasons.csv", [{"season_id": row.key, **row.cells} for row in rows])
        summary = self._load([path], operation, games, strict)
        self._check(summary, 0, self.model.load_seasons(rows, operation, games, strict))

    def load_export(self, export: Export, operation: str, games: frozenset[int]) -> None:
        """Load an export, and compare."""
        summary = self._load([self._export(export)], operation, games)
        self._check(summary, 0, self.model.load_export(export, operation, games))

    def load_events_and_export(self, rows: list[FileRow], export: Export, operation: str) -> None:
        """Load both in one call, and compare."""
        summary = self._load([self._export(export), self._events(rows)], operation)
        self._check(summary, 0, self.model.load_events(rows, operation, exported={export.game}))
        self._check(summary, 1, self.model.load_export(export, operation))

    def try_in_vain(self, rows: list[FileRow], export: Export, operation: str) -> None:
        """Load with --dry-run, which must leave nothing."""
        paths = [self._export(export), self._events(rows)]
        options = LoadOptions(Operation(operation), dry_run=True)
        summary = load_paths(self.connection, paths, options)
        assert not self._rows("select from load_history where load_id = %s", summary.load_id)

    def delete_game(self, game: int) -> None:
        """Delete a game's input."""
        with self.connection.transaction():
            delete_inputs(self.connection, game, uuid4())
        self.model.delete_game(game)

    def revert(self, game: int, back: int) -> None:
        """Bring back one of the last versions of a game."""
        known = sorted(self.versions[game])[-back:]
        if known:
            revert(self.connection, game, str(known[0]), "the model")
            self.model.bring_back(game, self.versions[game][known[0]])

    def compare(self) -> None:
        """The tables hold what the model holds."""
        columns = ", ".join(EVENT_COLUMNS)
        events = self._rows(f"select game_id, event_index, {columns} from staging_events")
        assert {row[:2]: dict(zip(EVENT_COLUMNS, row[2:], strict=True)) for row in events} == self.model.events
        players = self._rows("select game_id, right(event_key, 5), player_row from staging_event_players")
        assert {(game, int(index), row) for game, index, row in players} == set(self.model.players)
        shifts = self._rows("select game_id, shift_index, shift_end_seconds from staging_shifts")
        assert {row[:2]: {"shift_end_seconds": row[2]} for row in shifts} == self.model.shifts
        seasons = self._rows("select season_id, season, session from staging_seasons")
        assert {row[0]: {"season": row[1], "session": row[2]} for row in seasons} == self.model.seasons

    def _load(
        self, paths: Sequence[Path], operation: str, games: frozenset[int] = frozenset(), strict: bool = False
    ) -> LoadSummary:
        return load_paths(self.connection, paths, LoadOptions(Operation(operation), games, strict=strict))

    def _check(self, summary: LoadSummary, place: int, expected: Result) -> None:
        """The summary's file of this place, and load_history, have the counts that the model predicts."""
        result = sorted(summary.files, key=lambda file: file.path.suffix)[place]
        assert (result.status is Status.COMPLETED) == (expected is not None), result.reason
        history = {
            table: Counts(*counts)
            for table, *counts in self._rows(
                "select table_name, rows_read, rows_inserted, rows_updated, rows_unchanged, rows_deleted, rows_rejected"
                " from load_history where load_id = %s and source_file = %s and status = 'completed'",
                summary.load_id,
                result.path.as_posix(),
            )
        }
        told = {
            each.table: Counts(each.read, each.inserted, each.updated, each.unchanged, each.deleted, each.rejected)
            for each in result.tables
        }
        assert told == history
        for table, counts in (expected or {}).items():
            assert (table, told.get(table, Counts())) == (table, counts)

    def _rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.connection.transaction():
            return self.connection.execute(statement.encode(), values or None).fetchall()

    def _csv(self, name: str, rows: list[dict[str, Any]]) -> Path:
        path = self.folder / name
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def _events(self, rows: list[FileRow]) -> Path:
        keys = [{"game_id": game, "event_index": index, "event_key": f"E{game}{index:05d}"} for game, index in
                (row.key for row in rows)]  # fmt: skip
        return self._csv("events.csv", [key | row.cells for key, row in zip(keys, rows, strict=True)])

    def _export(self, export: Export) -> Path:
        players = [{"num": place, "team": "home", "role": f"event_player_{place}"} for place in
                   range(1, PLAYERS_OF_EVENT + 1)]  # fmt: skip
        document = {
            "gameId": export.game,
            "version": "25.1",
            "periodLengths": {"1": 18, "2": 18, "3": 18, "OT": 5},
            "events": [
                {"idx": index, "period": 1, "team": "home", "players": players, "type": content["event_type"],
                 "detail1": content["event_detail"], "start_time": _clock(content["event_start_seconds"])}
                for index, content in export.events.items()
            ],
            "shifts": [
                {"idx": index, "period": 1, "start_time": "18:00", "end_time": _clock(content["shift_end_seconds"]),
                 "home": {"F1": 1, "G": 30}, "away": {"F1": 2, "G": 31}}
                for index, content in export.shifts.items()
            ],
        }  # fmt: skip
        path = self.folder / "game.json"
        path.write_text(json.dumps(document))
        return path


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def test_any_sequence_of_loads_leaves_what_the_model_predicts(connection: psycopg.Connection, tmp_path: Path) -> None:
    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate])
    @given(SEQUENCES)
    def check(sequence: list[tuple[str, dict[str, Any]]]) -> None:
        loading = Loading(connection, tmp_path)
        for name, arguments in sequence:
            loading.do(name, arguments)

    check()
