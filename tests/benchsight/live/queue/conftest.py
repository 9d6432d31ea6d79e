"""A queue in a database of its own, seen by any number of connections."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

Connect = Callable[[], psycopg.Connection]


@pytest.fixture
def another(database_url: str) -> Iterator[Connect]:
    """Makes connections in autocommit to the test's database."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(psycopg.connect(database_url, autocommit=True))


@pytest.fixture
def queue(another: Connect) -> psycopg.Connection:
    """A connection in autocommit."""
    return another()


def ask(connection: psycopg.Connection, game_id: int | None, priority: int = 5, operation: str = "process_game") -> int:
    """Ask for work; its number."""
    row = connection.execute("select ops.enqueue(%s, %s, null, null, %s)", (game_id, operation, priority)).fetchone()
    assert row is not None
    return int(row[0])


def stage(connection: psycopg.Connection, game_id: int, event_index: int, event_type: str) -> None:
    """Stage an event as a tracker does."""
    connection.execute(
        "insert into staging_events (event_key, game_id, event_index, event_type) values (%s, %s, %s, %s)",
        (f"E{game_id}{event_index:05d}", game_id, event_index, event_type),
    )


def statuses(connection: psycopg.Connection) -> list[tuple[int | None, str, int]]:
    """Game, status and priority of every request, in the order they were made."""
    return connection.execute("select game_id, status, priority from etl_queue order by id").fetchall()
