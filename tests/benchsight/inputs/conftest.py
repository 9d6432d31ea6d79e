"""A game to change, and its history to look at."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from benchsight.inputs import Subject, Version, read_versions

Logged = Callable[[], list[tuple[Any, ...]]]
Versions = Callable[[], list[Version]]
GAME = 7
INSERT = (
    "insert into staging_events (event_key, game_id, event_index, event_type)"
    " select 'E7' || lpad(cast(i as text), 5, '0'), 7, i, 'Shot' from generate_series(%s::int, %s::int) as i"
)


@pytest.fixture
def logged(connection: psycopg.Connection) -> Logged:
    """Table, operation, rows and added keys of each change of game 7."""

    def read() -> list[tuple[Any, ...]]:
        return connection.execute(
            "select table_name, operation, row_count, added_keys from ops.input_changes where game_id = 7 order by 1, 2"
        ).fetchall()

    return read


@pytest.fixture
def versions(connection: psycopg.Connection) -> Versions:
    """The versions of game 7."""
    return lambda: read_versions(connection, Subject.of_game(GAME))
