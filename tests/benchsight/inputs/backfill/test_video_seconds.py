"""The first backfill: seconds of the video from raw rows, equal to what a new load lands."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest

from benchsight.inputs.backfill import run_backfill
from benchsight.inputs.backfill.registry import find_backfill
from ingest.journal.summary import Status
from ingest.runs.load import load_paths

Connection = psycopg.Connection[Any]
VIDEO = find_backfill("event_video_seconds")
# As people and formulas write them, and what is read of it.
WRITTEN = {
    40: 40, 41.0: 41, "42": 42, " 43 ": 43, "44.0": 44, "+45": 45, "1e3": None, 46.5: None, "47.5": None, -1: None,
    0: 0, 86_400: 86_400, 86_401: None, 10**16: None, True: None, "soon": None, "#N/A": None, "": None, None: None,
    "48.": 48, ".0": 0, "4 9": None,
}  # fmt: skip


def write_workbook(folder: Path, column: str = "running_video_time") -> Path:
    """A workbook of one event for each way of writing a second."""
    book = openpyxl.Workbook()
    events = book.active
    assert events is not None
    events.title = "events"
    names = (
        "event_index period game_id player_role event_type_ event_start_min_ event_start_sec_ player_game_number Type"
    )
    events.append([*names.split(), column])
    for place, written in enumerate(WRITTEN, 1):
        events.append([place, 1, 7, "event_team_player_1", "Pass", 10, 30, 9, None, written])
    shifts = book.create_sheet("shifts")
    shifts.append(["shift_index", "Period", "game_id", "shift_start_min", "shift_start_sec", "home_forward_1"])
    shifts.append([1, 1, 7, 18, 0, 9])
    path = folder / "7_tracking.xlsx"
    book.save(path)
    return path


def content(connection: Connection) -> list[tuple[Any, ...]]:
    """Every column of every event, apart from when a load wrote it."""
    return connection.execute(
        "select (to_jsonb(e) - array['load_id', 'created_at', 'updated_at', 'written_xid']) from public.staging_events"
        " as e order by event_key"
    ).fetchall()


def as_before_the_column(connection: Connection) -> None:
    """Leave the events as loads left them before there was the column: without it, and with a hash that lacks it."""
    columns = [name for name, column in VIDEO.table.columns.items() if column.hashed and name not in VIDEO.values]
    connection.execute("select set_config('benchsight.backfilled_columns', 'video_seconds,content_hash', true)")
    connection.execute(
        "update public.staging_events set video_seconds = null,"
        f" content_hash = md5(cast(row({', '.join(columns)}) as text))".encode()
    )
    connection.commit()


@pytest.mark.parametrize("column", ["running_video_time", "Running_Video_Time"])
def test_a_row_that_is_backfilled_is_the_row_that_a_load_lands(
    connection: Connection, tmp_path: Path, column: str
) -> None:
    load_paths(connection, [write_workbook(tmp_path, column)])
    landed = content(connection)
    assert [row["video_seconds"] for (row,) in landed] == list(WRITTEN.values())
    as_before_the_column(connection)
    assert content(connection) != landed
    connection.commit()
    run_backfill(connection, VIDEO, batch=5)
    assert content(connection) == landed


def test_after_a_backfill_the_same_file_changes_nothing(connection: Connection, tmp_path: Path) -> None:
    path = write_workbook(tmp_path)
    load_paths(connection, [path])
    as_before_the_column(connection)
    run_backfill(connection, VIDEO)
    (result,) = load_paths(connection, [path]).files
    assert result.status is Status.COMPLETED
    assert sum(table.inserted + table.updated + table.deleted for table in result.tables) == 0


def test_a_second_that_is_none_is_noted_and_costs_no_event(connection: Connection, tmp_path: Path) -> None:
    summary = load_paths(connection, [write_workbook(tmp_path)], None)
    notes = [problem for problem in summary.files[0].problems if problem.column == "video_seconds"]
    assert notes
    assert not any(problem.fatal for problem in notes)
    assert "no second of a video; left blank" in str(notes[0])


def test_a_csv_file_that_had_the_column_before_the_table_is_backfilled_from_it(
    connection: Connection, tmp_path: Path
) -> None:
    path = tmp_path / "events.csv"
    path.write_text("game_id,event_index,event_type,video_seconds\n7,1,Pass,65\n7,2,Shot,\n7,3,Shot,66.0\n")
    load_paths(connection, [path])
    landed = content(connection)
    assert [row["video_seconds"] for (row,) in landed] == [65, None, 66]
    as_before_the_column(connection)
    run_backfill(connection, VIDEO)
    assert content(connection) == landed


def test_loads_and_backfills_of_the_same_game_do_not_disturb_each_other(
    connection: Connection, database_url: str, tmp_path: Path
) -> None:
    folders = [tmp_path / "with", tmp_path / "without"]
    for folder, column in zip(folders, ("running_video_time", "duration"), strict=True):
        folder.mkdir()
        write_workbook(folder, column)
    is_loaded = threading.Event()

    def backfill_until_loaded() -> int:
        with psycopg.connect(database_url, autocommit=True) as own:
            runs = 0
            while not is_loaded.is_set() or runs == 0:
                run_backfill(own, VIDEO, batch=2, again=True)
                runs += 1
        return runs

    with ThreadPoolExecutor(1) as pool:
        runs = pool.submit(backfill_until_loaded)
        for folder in folders * 3:
            (result,) = load_paths(connection, [folder]).files
            assert result.status is Status.COMPLETED
        is_loaded.set()
        assert runs.result() > 0
    load_paths(connection, [folders[0]])
    assert [row["video_seconds"] for (row,) in content(connection)] == list(WRITTEN.values())


@pytest.mark.realdata
@pytest.mark.slow
def test_real_workbooks_are_backfilled_as_they_land(connection: Connection, realdata: Path) -> None:
    load_paths(connection, sorted((realdata / "norad" / "games").rglob("*_tracking_template.xlsx")))
    landed = content(connection)
    assert sum(row["video_seconds"] is not None for (row,) in landed) > 3000
    as_before_the_column(connection)
    run_backfill(connection, VIDEO)
    assert content(connection) == landed
