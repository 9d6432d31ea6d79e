"""The build lock: one build at a time on a database, held by a session as long as the build."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg

from benchsight.builds.errors import SessionLost
from benchsight.db.connections import connect
from benchsight.errors import Busy

BUILD_LOCK_KEY = 20261120  # macro build_lock_key of the dbt project
POLL_SECONDS = 0.2
# Timeouts of the server are for requests, not for a session that waits for dbt.
TIMEOUTS = ("statement_timeout", "lock_timeout", "idle_session_timeout", "idle_in_transaction_session_timeout")


class BuildSession:
    """The session that holds the build lock; everything a build records is written through it."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def check(self) -> None:
        """Raise SessionLost if the session, and with it the lock, is gone."""
        try:
            self.connection.execute("select 1")
        except psycopg.OperationalError as error:
            raise SessionLost(
                "the database session that holds the build lock was lost, so the build was stopped: "
                "run `benchsight build` again"
            ) from error


@contextmanager
def hold_build_lock(wait: bool, on_wait: Callable[[str], None]) -> Iterator[BuildSession]:
    """Hold the build lock; call ``on_wait`` with a message before waiting for it.

    Raises Busy instead of waiting unless ``wait``.
    """
    with build_connection() as connection, locked(connection, wait, on_wait) as session:
        yield session


def build_connection() -> psycopg.Connection:
    """Open a connection for builds: autocommit, no timeouts."""
    connection = connect(autocommit=True, application_name="benchsight build")
    for name in TIMEOUTS:
        connection.execute("select set_config(%s, '0', false)", (name,))
    return connection


@contextmanager
def locked(connection: psycopg.Connection, wait: bool, on_wait: Callable[[str], None]) -> Iterator[BuildSession]:
    """Hold the build lock on a connection of ``build_connection``; otherwise like ``hold_build_lock``."""
    _take_lock(connection, wait, on_wait)
    try:
        _let_dbt_end(connection, wait, on_wait)
        yield BuildSession(connection)
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", (BUILD_LOCK_KEY,))


def _take_lock(connection: psycopg.Connection, wait: bool, on_wait: Callable[[str], None]) -> None:
    row = connection.execute("select pg_try_advisory_lock(%s)", (BUILD_LOCK_KEY,)).fetchone()
    if row is not None and row[0]:
        return
    if not wait:
        raise Busy(f"{_running_build(connection)}: try again when it has ended, or leave out --no-wait")
    on_wait(f"{_running_build(connection)}: waiting for it to end")
    connection.execute("select pg_advisory_lock(%s)", (BUILD_LOCK_KEY,))


def _running_build(connection: psycopg.Connection) -> str:
    row = connection.execute(
        "select build_id, started_at, game_count from ops.build_runs where status = 'running' order by build_id desc"
    ).fetchone()
    if row is None:
        return "another build has just begun on this database"
    build_id, started_at, game_count = row
    assert isinstance(started_at, datetime)
    return f"build {build_id} of {game_count} games has been running since {started_at.astimezone():%H:%M:%S}"


def _let_dbt_end(connection: psycopg.Connection, wait: bool, on_wait: Callable[[str], None]) -> None:
    """Wait for dbt sessions without the lock: a run at a dbt prompt, or the last statement of a killed build."""
    said = False
    while (pids := _dbt_sessions(connection)) != "":
        if not wait:
            raise Busy(f"dbt is at work on this database (server process {pids}): try again when it has ended")
        if not said:
            on_wait(f"dbt is at work on this database (server process {pids}): waiting for it to end")
            said = True
        time.sleep(POLL_SECONDS)


def _dbt_sessions(connection: psycopg.Connection) -> str:
    row = connection.execute(
        """
        select coalesce(string_agg(cast(pid as text), ', ' order by pid), '') from pg_stat_activity
        where datname = current_database() and application_name = 'benchsight-dbt'
        """
    ).fetchone()
    return "" if row is None else str(row[0])
