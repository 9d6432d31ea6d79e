"""What is retried, how often, and what is reported if retries fail."""

import random
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import errors

from ingest.database import session
from ingest.database.session import Session
from ingest.journal.summary import Status
from ingest.landing import file_landing
from ingest.runs.load import LoadOptions, ResumeOptions, load_paths, resume_run
from ingest.runs.records import LoadStopped, list_runs


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(session, "PATIENCE", 0.2)
    monkeypatch.setattr(file_landing, "LOCK_TIMEOUT", "20ms")


def failing(connection: psycopg.Connection, *errors: psycopg.Error) -> int:
    """Return how often work is tried that fails with these errors in turn, and then always with the last."""
    tries: list[psycopg.Error] = []

    def work() -> None:
        tries.append(errors[min(len(tries), len(errors) - 1)])
        raise tries[-1]

    with pytest.raises(type(errors[-1])):
        Session(connection).attempt(work)
    return len(tries)


@pytest.mark.parametrize(
    "error",
    [errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable, errors.TooManyConnections],
)
def test_what_another_session_is_to_blame_for_is_tried_a_few_times(
    connection: psycopg.Connection, error: type[psycopg.Error]
) -> None:
    assert failing(connection, error()) == session.ATTEMPTS


def test_a_statement_that_was_cancelled_is_not_tried_again(connection: psycopg.Connection) -> None:
    assert failing(connection, errors.QueryCanceled()) == 1


def test_a_key_that_is_refused_twice_alike_is_the_files_own_fault(connection: psycopg.Connection) -> None:
    connection.execute("insert into staging_games (game_id) values (7)")
    connection.commit()
    tries: list[int] = []

    def insert() -> None:
        tries.append(1)
        with connection.transaction():
            connection.execute("insert into staging_games (game_id) values (7)")

    with pytest.raises(errors.UniqueViolation):
        Session(connection).attempt(insert)
    assert len(tries) == 2


def test_a_lock_that_never_comes_free_fails_the_file_clearly_and_the_run_can_be_resumed(
    connection: psycopg.Connection, database_url: str, files: Any, query: Any
) -> None:
    paths = [files.export("7.json"), files.export("8.json", game=8)]
    with psycopg.connect(database_url) as blocker:
        blocker.execute("insert into staging_events (event_key, game_id, event_index) values ('E700001', 7, 1)")
        summary = load_paths(connection, paths, LoadOptions())
        blocker.rollback()
    (stuck,) = summary.of(Status.FAILED)
    assert stuck.path.name == "7.json"
    assert (stuck.reason or "").startswith("other sessions held locks, 5 times (canceling statement due to lock")
    assert summary.resumable == stuck.reason
    assert query("select game_id from staging_games") == [(8,)]
    attempts = (
        "select attempt, status, error ->> 'sqlstate', error ->> 'is_transient' from ingest_logs where game_id = 7"
    )
    in_vain = [(attempt, "failed", "55P03", "true") for attempt in range(1, session.ATTEMPTS + 1)]
    assert query(f"{attempts} and source_file is not null order by 1") == in_vain
    assert [run.state for run in list_runs(connection)] == ["failed"]

    assert resume_run(connection, "last", ResumeOptions()).ok
    assert query("select game_id from staging_games order by 1") == [(7,), (8,)]
    done = [*in_vain, (session.ATTEMPTS + 1, "completed", None, None)]
    assert query(f"{attempts} and source_file is not null order by 1") == done


def test_a_lock_that_comes_free_in_time_is_only_another_attempt(
    connection: psycopg.Connection, database_url: str, files: Any, query: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database_url) as blocker:
        blocker.execute("insert into staging_events (event_key, game_id, event_index) values ('E700001', 7, 1)")
        retry = file_landing._Landing._retry

        def release(landing: Any, error: BaseException) -> None:
            blocker.rollback()
            retry(landing, error)

        monkeypatch.setattr(file_landing._Landing, "_retry", release)
        assert load_paths(connection, [files.export("7.json")]).ok
    rows = query("select attempt, status from ingest_logs where source_file is not null order by 1")
    assert rows == [(1, "failed"), (2, "completed")]


def test_a_database_that_is_lost_for_good_stops_the_load_with_the_run_to_resume(
    connection: psycopg.Connection, files: Any, query: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect: Callable[..., Any] = psycopg.connect

    def refuse(*arguments: Any, **options: Any) -> Any:
        raise psycopg.OperationalError("connection refused\nIs the server running?")

    def progress(step: str, done: int, total: int) -> None:
        if step == "landing 8.json":
            monkeypatch.setattr(psycopg, "connect", refuse)
            query("select pg_terminate_backend(%s)", connection.info.backend_pid)

    paths = [files.export("7.json"), files.export("8.json", game=8)]
    with pytest.raises(LoadStopped, match=r"^connection refused$") as raised:
        load_paths(connection, paths, LoadOptions(), progress)
    monkeypatch.setattr(psycopg, "connect", connect)
    with psycopg.connect(**query_parameters(connection)) as again:
        assert resume_run(again, str(raised.value.run_id)).ok
    assert query("select game_id from staging_games order by 1") == [(7,), (8,)]


def query_parameters(connection: psycopg.Connection) -> dict[str, Any]:
    """Return the parameters of a connection, even if it is lost."""
    return connection.info.get_parameters() | {"password": connection.info.password}


def test_a_key_too_long_to_be_indexed_is_bad_data_not_a_lost_database(load: Any, files: Any, query: Any) -> None:
    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=9000))
    path = files.csv("videos.csv", {"video_key": f"V7:{noise}", "game_id": 7, "video_type": "whole", "url": "x"})
    summary = load(path, files.events("events.csv", {"index": 1}))
    reasons = [result.reason or "" for result in summary.of(Status.FAILED)]
    assert len(reasons) == 1
    assert reasons[0].startswith("the database refused the rows: index row")
    assert query("select event_key from staging_events") == [("E700001",)]
