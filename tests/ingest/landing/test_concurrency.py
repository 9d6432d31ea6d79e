"""Concurrent loaders, killed loaders, lost connections."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from ingest.contract.work import Operation
from ingest.database.session import Session
from ingest.journal.summary import LoadSummary
from ingest.runs.load import LoadOptions, load_paths

State = Callable[[], list[tuple[Any, ...]]]
WAIT = 60.0


@pytest.fixture
def start(database_url: str) -> Iterator[Callable[[Path], Future[LoadSummary]]]:
    """Return a function that loads a file in a thread, on a connection named after the file."""

    def load(path: Path) -> LoadSummary:
        with psycopg.connect(database_url, application_name=path.name) as connection:
            return load_paths(connection, [path], LoadOptions())

    with ThreadPoolExecutor() as pool:
        yield lambda path: pool.submit(load, path)


@pytest.fixture
def blocker(database_url: str) -> Iterator[psycopg.Connection]:
    """Return another session, which locks rows that a load wants to write."""
    with psycopg.connect(database_url) as connection:
        yield connection


def wait_until(query: Any, name: str, condition: str) -> None:
    """Wait until the session of this name exists (or meets a condition)."""
    statement = f"select count(*) from pg_stat_activity where application_name = %s and {condition}"
    deadline = time.monotonic() + WAIT
    while not query(statement, name)[0][0]:
        assert time.monotonic() < deadline, f"{name} never was {condition}"
        time.sleep(0.02)


def lock_an_event(blocker: psycopg.Connection) -> None:
    """Lock a staged event, so that its loader waits."""
    blocker.execute("select from staging_events where event_index = 1 for update")


def test_two_loaders_of_one_game_take_turns(load: Any, files: Any, query: Any, start: Any, blocker: Any) -> None:
    load(files.export("old.json"))
    lock_an_event(blocker)
    first = start(files.export("first.json", *(files.shot(n, detail1="Shot_Missed") for n in (1, 2))))
    wait_until(query, "first.json", "wait_event_type = 'Lock' and wait_event <> 'advisory'")
    second = start(files.export("second.json", *(files.shot(n, detail1="Shot_Blocked") for n in (1, 3, 4))))
    wait_until(query, "second.json", "wait_event = 'advisory'")
    blocker.rollback()
    assert first.result(WAIT).ok
    assert second.result(WAIT).ok
    assert query("select event_index, event_detail from staging_events order by 1") == [
        (1, "Shot_Blocked"),
        (3, "Shot_Blocked"),
        (4, "Shot_Blocked"),
    ]


def test_loaders_of_two_games_do_not_wait_for_one_another(
    load: Any, files: Any, query: Any, start: Any, blocker: Any
) -> None:
    load(files.export("old.json"))
    lock_an_event(blocker)
    first = start(files.export("first.json", files.shot(1, detail1="Shot_Missed")))
    wait_until(query, "first.json", "wait_event_type = 'Lock'")
    assert start(files.export("second.json", game=8)).result(WAIT).ok
    blocker.rollback()
    assert first.result(WAIT).ok


def test_a_lost_connection_is_replaced_and_the_file_lands(
    load: Any, files: Any, query: Any, start: Any, blocker: Any
) -> None:
    load(files.export("old.json"))
    lock_an_event(blocker)
    loading = start(files.export("new.json", files.shot(1, detail1="Shot_Missed")))
    wait_until(query, "new.json", "wait_event_type = 'Lock'")
    query(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where application_name = 'new.json' and datname = current_database()"
    )
    blocker.rollback()
    summary = loading.result(WAIT)
    assert summary.ok
    assert query("select event_index, event_detail from staging_events") == [(1, "Shot_Missed")]
    assert query("select distinct status from load_history where load_id = %s", summary.load_id) == [("completed",)]


class LostAnswer(Session):
    """A session whose connection is lost between a commit and its reply."""

    def attempt(self, work: Callable[[], Any], retried: Any = None) -> Any:
        """Run the work, lose the reply, run it again."""
        work()
        return work()


def test_a_commit_of_which_no_answer_came_is_not_done_again(
    files: Any, query: Any, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.runs.load.Session", LostAnswer)
    path = files.events("events.csv", {"index": 1})
    summary = load_paths(connection, [path], LoadOptions(Operation.APPEND))
    assert summary.ok
    assert [(table.inserted, table.rejected) for table in summary.files[0].tables] == [(1, 0)]


def test_a_failure_of_whose_recording_no_answer_came_is_recorded_once(
    files: Any, query: Any, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.runs.load.Session", LostAnswer)
    path = files.events("events.csv", {"index": 1}, {"index": 2, "period": 99})
    assert not load_paths(connection, [path], LoadOptions(strict=True)).ok
    assert query("select value from staging_rejects") == [("99",)]
    assert query("select status from load_history") == [("failed",)]


def test_a_loader_killed_in_the_middle_leaves_the_old_state(
    load: Any, files: Any, query: Any, state: State, blocker: Any, database_url: str
) -> None:
    load(files.export("old.json"))
    before = state()
    lock_an_event(blocker)
    program = (
        "import sys, psycopg; from pathlib import Path; from ingest.runs.load import load_paths;"
        " load_paths(psycopg.connect(sys.argv[1], application_name='victim'), [Path(sys.argv[2])])"
    )
    path = files.export("new.json", files.shot(1, detail1="Shot_Missed"))
    victim = subprocess.Popen([sys.executable, "-c", program, database_url, str(path)])
    wait_until(query, "victim", "wait_event_type = 'Lock'")
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    blocker.rollback()
    deadline = time.monotonic() + WAIT
    while query("select pid from pg_stat_activity where application_name = 'victim' and datname = current_database()"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert state() == before
    started = query("select distinct status from load_history where source_file = %s", path.as_posix())
    assert started == [("started",)]


def test_many_games_are_locked_as_one(load: Any, files: Any, query: Any) -> None:
    path = files.events("season.csv", *({"game": game, "index": 1} for game in range(1, 400)))
    assert load(path).ok
    assert query("select count(*) from staging_events") == [(399,)]


def test_a_race_with_a_live_writer_is_tried_again(connection: psycopg.Connection) -> None:
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise errors.DeadlockDetected
        return "done"

    assert Session(connection).attempt(work) == "done"
    assert len(tries) == 3


@pytest.mark.parametrize("error", [errors.NumericValueOutOfRange, errors.CheckViolation, errors.UndefinedTable])
def test_bad_data_is_never_tried_again(connection: psycopg.Connection, error: type[psycopg.Error]) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise error

    with pytest.raises(error):
        Session(connection).attempt(work)
    assert len(tries) == 1
