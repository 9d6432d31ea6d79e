"""A load holds the rows of a few files at a time, however many it has."""

import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingest.contract.checked import CheckedRows
from ingest.database.session import Session
from ingest.journal.phases import Journal
from ingest.journal.summary import LoadSummary
from ingest.landing.file_landing import LandedFile, land_file
from ingest.landing.file_plan import FilePlan
from ingest.runs.load import LoadOptions, load_paths
from ingest.selection.plan import CallMemory

Load = Callable[..., LoadSummary]
Measure = Callable[[list[Path], int], int]


@pytest.fixture
def most_rows_held(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> Measure:
    """Return a function that loads files with room for so many rows in memory, and returns the most good rows held."""
    held: list[int] = []
    made: list[weakref.ref[CheckedRows]] = []

    make = CheckedRows.__init__

    def note(table: CheckedRows, /, *arguments: Any, **named: Any) -> None:
        make(table, *arguments, **named)
        made.append(weakref.ref(table))

    def note_unpickled(table: CheckedRows, state: dict[str, Any]) -> None:
        table.__dict__.update(state)
        made.append(weakref.ref(table))

    def look(session: Session, journal: Journal, plan: FilePlan) -> LandedFile:
        tables = (table for each in made if (table := each()) is not None)
        held.append(sum(len(table.positions) for table in tables))
        return land_file(session, journal, plan)

    def measure(paths: list[Path], rows_in_memory: int) -> int:
        held.clear()
        connection.execute("delete from ops.file_receipts")
        connection.commit()
        assert load_paths(connection, paths, LoadOptions(rows_in_memory=rows_in_memory)).ok
        return max(held)

    monkeypatch.setattr(CheckedRows, "__init__", note)
    monkeypatch.setattr(CheckedRows, "__setstate__", note_unpickled, raising=False)
    monkeypatch.setattr("ingest.runs.load.land_file", look)
    return measure


@pytest.fixture
def season(files: Any) -> list[Path]:
    """Return exports of twelve games, and a roster file for each, all of one size."""
    exports = [files.export(f"{game}.json", game=game) for game in range(100, 112)]
    rows = [
        files.events(f"{game}.csv", *({"game": game, "index": index} for index in range(20)))
        for game in range(200, 212)
    ]
    return [path for pair in zip(exports, rows, strict=True) for path in pair]


def test_the_rows_in_memory_do_not_grow_with_the_number_of_files(most_rows_held: Measure, season: list[Path]) -> None:
    few = most_rows_held(season[:4], 0)
    assert 0 < few < 60
    assert most_rows_held(season, 0) == few


def test_only_so_many_rows_wait_in_memory_as_there_is_room_for(most_rows_held: Measure, season: list[Path]) -> None:
    of_one_file = most_rows_held(season, 0)
    assert of_one_file < most_rows_held(season, 60) <= 60 + of_one_file
    assert most_rows_held(season, 10**6) > 300


def test_keys_are_remembered_only_of_games_that_several_files_have(
    connection: psycopg.Connection, season: list[Path], files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    memories: list[CallMemory] = []
    remember = CallMemory.remember

    def spy(memory: CallMemory, work: Any) -> None:
        memories.append(memory)
        remember(memory, work)

    monkeypatch.setattr(CallMemory, "remember", spy)
    again = files.events("again.csv", {"game": 200, "index": 1, "period": 3})
    load_paths(connection, [*season, again], LoadOptions(rows_in_memory=0))
    assert {key[0][:4] for key in memories[-1].landed["staging_events"]} == {"E200"}


def test_of_very_many_problems_a_run_keeps_some_and_counts_the_others(
    load: Load, files: Any, query: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.runs.results.MOST_PROBLEMS", 5)
    bad = [{"index": index, "period": 99} for index in range(1, 5)]
    summary = load(*(files.events(f"{name}.csv", {"index": 5}, *bad) for name in ("a", "b", "c")))
    assert not summary.ok
    assert [len(result.rejects) for result in summary.files] == [4, 1, 1]
    assert [result.problems_left_out for result in summary.files] == [0, 3, 3]
    assert all(problem.raw is None for result in summary.files for problem in result.problems)
    assert query("select count(*), count(raw) from staging_rejects") == [(12, 12)]
