"""Runs that did not complete, and how they are resumed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingest.formats import read_file
from ingest.journal.summary import LoadSummary, StatsResult, Status
from ingest.runs.load import LoadOptions, ResumeOptions, load_paths, resume_run
from ingest.runs.records import LoadStopped, RunError, list_runs
from ingest.runs.spool import Spool

Resume = Callable[..., LoadSummary]
State = Callable[[], list[tuple[Any, ...]]]
WAIT = 60.0


class Killed(BaseException):
    """Stands for the end of the process at a chosen moment."""


@pytest.fixture
def runs_folder(tmp_path: Path) -> Path:
    """Return the folder in which runs keep checked files."""
    return tmp_path / "home" / "runs"


@pytest.fixture
def stopped(connection: psycopg.Connection, runs_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that loads paths until the landing of the file of this name begins."""

    def call(name: str, *paths: Path, **options: Any) -> None:
        def progress(step: str, done: int, total: int) -> None:
            if step == f"landing {name}":
                raise Killed

        wanted = LoadOptions(runs_folder=runs_folder, rows_in_memory=0, **options)
        with pytest.raises(Killed):
            load_paths(connection, paths, wanted, progress)

    return call


@pytest.fixture
def resume(connection: psycopg.Connection, runs_folder: Path) -> Resume:
    """Return a function that resumes a run."""

    def call(which: str = "last", **options: Any) -> LoadSummary:
        return resume_run(connection, which, ResumeOptions(runs_folder=runs_folder, rows_in_memory=0), **options)

    return call


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the names of files that are read from now on."""
    seen: list[str] = []

    def read(path: Path, partial: bool = False) -> Any:
        seen.append(path.name)
        return read_file(path, partial)

    monkeypatch.setattr("ingest.selection.reading.read_file", read)
    return seen


def test_a_resumed_run_lands_only_what_has_not_landed_and_reads_nothing_again(
    stopped: Any, resume: Resume, files: Any, query: Any, reads: list[str]
) -> None:
    paths = [files.export(f"{game}.json", game=game) for game in (7, 8, 9)]
    stopped("8.json", *paths)
    assert query("select game_id from staging_games") == [(7,)]
    assert reads == ["7.json", "8.json", "9.json"]
    landed = query("select xmin, event_key from staging_events order by 2")
    summary = resume()
    assert summary.ok
    assert summary.landed_before == 1
    assert [result.path.name for result in summary.files] == ["7.json", "8.json", "9.json"]
    assert query("select game_id from staging_games order by 1") == [(7,), (8,), (9,)]
    assert query("select xmin, event_key from staging_events where game_id = 7 order by 2") == landed
    assert reads == ["7.json", "8.json", "9.json"]
    assert query("select count(distinct load_id) from load_history") == [(1,)]


def test_a_resumed_run_goes_on_from_the_last_good_phase(stopped: Any, resume: Resume, files: Any, query: Any) -> None:
    stopped("8.json", files.export("7.json"), files.export("8.json", game=8))
    resume()
    rows = query(
        "select phase, attempt, status, error ->> 'type' from ingest_logs where source_file is null and game_id is null"
        " order by id"
    )
    assert rows == [
        ("fetch", 1, "completed", None),
        ("validate", 1, "completed", None),
        ("transform", 1, "completed", None),
        ("upsert_members", 1, "completed", None),
        ("upsert_games", 1, "failed", "Killed"),
        ("upsert_games", 2, "completed", None),
        ("snapshot", 1, "completed", None),
        ("stats", 1, "skipped", "Skipped"),
    ]
    assert query("select status from ops.ingest_runs") == [("completed",)]


def test_a_resumed_run_leaves_the_same_as_one_that_was_never_stopped(
    stopped: Any, resume: Resume, load: Any, files: Any, query: Any
) -> None:
    paths = [
        files.events("a.csv", {"index": 1, "period": 1}, {"index": 2, "event_type": "x" * 60}),
        files.events("b.csv", {"index": 1, "period": 2}, {"index": 2, "period": 2}),
        files.export("8.json", game=8),
    ]
    stopped("b.csv", *paths)
    resumed = resume()
    columns = "select event_key, period, content_hash from staging_events order by 1"
    found, rejects = query(columns), query("select value from staging_rejects")
    query("truncate staging_events, staging_shifts, staging_games, staging_game_rosters, staging_rejects cascade")
    whole = load(*paths)
    assert query(columns) == found
    assert query("select value from staging_rejects") == rejects
    assert [result.tables for result in resumed.files] == [result.tables for result in whole.files]


@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_a_missing_or_damaged_spool_is_read_again_from_the_files(
    stopped: Any, resume: Resume, files: Any, query: Any, runs_folder: Path, reads: list[str], damage: str
) -> None:
    stopped("8.json", files.export("7.json"), files.export("8.json", game=8))
    del reads[:]
    query("delete from ops.file_receipts")
    for path in list(runs_folder.rglob("*.rows")) + list(runs_folder.rglob("*.info")):
        content = path.read_bytes()
        if damage == "missing":
            path.unlink()
        else:
            path.write_bytes(content[:-9] if damage == "cut" else content[:-9] + bytes(9))
    assert resume().ok
    assert query("select game_id from staging_games order by 1") == [(7,), (8,)]
    assert sorted(reads) == ["7.json", "8.json"]


def test_a_file_that_changed_since_is_an_error_and_changes_nothing(
    stopped: Any, resume: Resume, files: Any, state: State
) -> None:
    paths = files.export("7.json"), files.export("8.json", game=8)
    stopped("8.json", *paths)
    before = state()
    files.export("8.json", files.shot(5), game=8)
    with pytest.raises(RunError, match=r"8\.json: it has changed since this run fetched it"):
        resume()
    assert state() == before
    files.export("8.json", game=8)
    assert resume().ok


def test_a_file_that_has_landed_may_change_or_go(stopped: Any, resume: Resume, files: Any, query: Any) -> None:
    paths = files.export("7.json"), files.export("8.json", game=8)
    stopped("8.json", *paths)
    paths[0].unlink()
    assert resume().ok
    assert query("select game_id from staging_games order by 1") == [(7,), (8,)]


def test_what_failed_or_was_left_aside_before_is_reported_again_but_not_logged_again(
    stopped: Any, resume: Resume, files: Any, query: Any
) -> None:
    broken = files.folder / "broken.json"
    broken.write_text("{")
    stopped("a8.json", broken, files.export("7.json"), files.export("a8.json", game=8), files.export("b8.json", game=8))
    summary = resume()
    assert [(result.path.name, result.status) for result in summary.files] == [
        ("broken.json", Status.FAILED),
        ("b8.json", Status.SKIPPED),
        ("7.json", Status.COMPLETED),
        ("a8.json", Status.COMPLETED),
    ]
    rows = query("select status, count(*) from load_history where table_name = '*' group by 1 order by 1")
    assert rows == [("failed", 1), ("skipped", 1)]


def test_options_of_the_run_hold_when_it_is_resumed(stopped: Any, resume: Resume, files: Any, query: Any) -> None:
    first = files.events("a.csv", {"index": 1}, {"game": 8, "index": 1})
    second = files.events("b.csv", {"index": 2}, {"index": 3, "period": 99}, {"game": 8, "index": 2})
    stopped("b.csv", first, second, games=frozenset({7}), strict=True)
    summary = resume()
    assert not summary.ok
    assert query("select event_key from staging_events order by 1") == [("E700001",)]


def test_the_rows_of_a_run_are_removed_when_it_is_complete(
    stopped: Any, resume: Resume, files: Any, runs_folder: Path
) -> None:
    stopped("8.json", files.export("7.json"), files.export("8.json", game=8))
    (folder,) = runs_folder.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert list(folder.glob("*.rows"))
    resume()
    assert list(runs_folder.iterdir()) == []


def test_a_run_that_is_complete_or_unknown_cannot_be_resumed(load: Any, files: Any, resume: Resume) -> None:
    with pytest.raises(RunError, match="no run last"):
        resume()
    summary = load(files.export("7.json"))
    with pytest.raises(RunError, match="is complete"):
        resume(str(summary.load_id)[:8])
    with pytest.raises(RunError, match="no run 0000-nothing"):
        resume("0000-nothing")


def test_a_run_whose_loader_lives_cannot_be_resumed(
    connection: psycopg.Connection, files: Any, database_url: str, query: Any
) -> None:
    tried: list[str] = []

    def progress(step: str, done: int, total: int) -> None:
        if step.startswith("landing"):
            with psycopg.connect(database_url) as other, pytest.raises(RunError) as raised:
                assert [run.state for run in list_runs(other)] == ["running"]
                resume_run(other, "last")
            tried.append(str(raised.value))

    assert load_paths(connection, [files.export("7.json")], progress=progress).ok
    assert len(tried) == 1
    assert tried[0].endswith("is being loaded by another process")


@pytest.fixture
def blocker(database_url: str) -> Iterator[psycopg.Connection]:
    """Return another session, which writes an event that a load wants to write too."""
    with psycopg.connect(database_url) as connection:
        connection.execute("insert into staging_events (event_key, game_id, event_index) values ('E800001', 8, 1)")
        yield connection


@pytest.fixture
def victim(
    database_url: str, runs_folder: Path, files: Any, query: Any, blocker: psycopg.Connection
) -> subprocess.Popen[bytes]:
    """Start a loader of games 7 and 8 in a process of its own, which waits for a lock in the middle of game 8."""
    paths = [files.export("7.json"), files.export("8.json", game=8)]
    program = (
        "import sys, psycopg; from pathlib import Path; from ingest.runs.load import load_paths, LoadOptions;"
        " load_paths(psycopg.connect(sys.argv[1], application_name='victim'), [Path(p) for p in sys.argv[3:]],"
        " LoadOptions(runs_folder=Path(sys.argv[2])))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, database_url, str(runs_folder), *map(str, paths)])
    deadline = time.monotonic() + WAIT
    waiting = "select 1 from pg_stat_activity where application_name = 'victim' and wait_event_type = 'Lock'"
    while not query(waiting):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    return process


def test_a_run_whose_loader_was_killed_shows_as_killed_and_is_resumed(
    victim: subprocess.Popen[bytes],
    blocker: psycopg.Connection,
    resume: Resume,
    query: Any,
    connection: psycopg.Connection,
) -> None:
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    query(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'victim' and datname = current_database()"
    )
    deadline = time.monotonic() + WAIT
    while (run := list_runs(connection)[0]).state != "killed":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert (run.files, run.files_landed, run.phase) == (2, 1, "upsert_games")
    blocker.rollback()
    assert resume().ok
    assert query("select game_id from staging_games order by 1") == [(7,), (8,)]
    rows = query(
        "select attempt, status, error ->> 'message' from ingest_logs where phase = 'upsert_games'"
        " and game_id = 8 order by 1"
    )
    assert rows == [(1, "failed", "the loader ended unexpectedly"), (2, "completed", None)]
    assert query("select count(*) from load_history where status = 'started'") == [(0,)]


def test_a_full_disk_stops_the_load_with_one_error_and_the_run_is_resumed(
    connection: psycopg.Connection, files: Any, runs_folder: Path, resume: Resume, query: Any
) -> None:
    paths = [files.export("7.json"), files.export("8.json", game=8)]
    runs_folder.parent.mkdir()
    runs_folder.write_text("a file where the folder should be")
    with pytest.raises(LoadStopped, match=r"cannot write to .*: Not a directory") as raised:
        load_paths(connection, paths, LoadOptions(runs_folder=runs_folder / "below", rows_in_memory=0))
    assert query("select status, error_message from ops.ingest_runs") == [("failed", str(raised.value))]
    assert query("select count(*) from staging_events") == [(0,)]
    runs_folder.unlink()
    assert resume(str(raised.value.run_id)).ok
    assert query("select game_id from staging_games order by 1") == [(7,), (8,)]


def test_a_failed_build_is_all_that_is_left_to_do(
    connection: psycopg.Connection, files: Any, resume: Resume, query: Any
) -> None:
    path = files.export("7.json")
    summary = load_paths(
        connection, [path], LoadOptions(build=True), stats=lambda: StatsResult(problem="the build failed: it did")
    )
    assert (summary.ok, summary.resumable) == (False, "the build failed: it did")
    landed = query("select xmin from staging_events")
    again = resume(stats=lambda: StatsResult(1, 5))
    assert again.ok
    assert query("select xmin from staging_events") == landed
    rows = query("select attempt, status from ingest_logs where phase = 'stats' order by 1")
    assert rows == [(1, "failed"), (2, "completed")]


def test_runs_not_resumed_for_two_weeks_are_removed(runs_folder: Path, load: Any, files: Any) -> None:
    old = runs_folder / "old"
    Spool[str, str](old, 0).put("key", "info", "body", 1)
    (runs_folder / "new").mkdir()
    os.utime(old, (0, 0))
    load(files.export("7.json"), runs_folder=runs_folder)
    assert [path.name for path in runs_folder.iterdir()] == ["new"]


def test_a_dry_run_that_stops_is_no_run_to_resume(
    connection: psycopg.Connection, files: Any, tmp_path: Path, query: Any
) -> None:
    (tmp_path / "runs").touch()
    options = LoadOptions(dry_run=True, runs_folder=tmp_path / "runs", rows_in_memory=0)
    with pytest.raises(RunError, match="cannot write to") as raised:
        load_paths(connection, [files.export("7.json")], options)
    assert not isinstance(raised.value, LoadStopped)
    assert query("select count(*) from ops.ingest_runs") == [(0,)]


def test_an_interrupted_load_is_noted_as_such(connection: psycopg.Connection, files: Any, query: Any) -> None:
    def interrupt(step: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_paths(connection, [files.export("7.json")], progress=interrupt)
    assert query("select status, error_message from ops.ingest_runs") == [("failed", "interrupted")]
    assert query("select phase, status, error ->> 'type' from ingest_logs") == [
        ("fetch", "failed", "KeyboardInterrupt")
    ]
