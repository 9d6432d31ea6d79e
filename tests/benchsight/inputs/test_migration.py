"""A database that had games before it kept their history."""

from pathlib import Path

import psycopg
import pytest

from benchsight.db.migrations import apply_migrations, read_migrations
from benchsight.inputs import HistoryError, Subject, read_rows, read_versions, resolve
from tests.benchsight.inputs.conftest import INSERT

MIGRATIONS = Path(__file__).resolve().parents[3] / "supabase" / "migrations"
HISTORY = "202611201210"


def test_history_begins_with_what_is_staged(empty_database_url: str) -> None:
    migrations = read_migrations(MIGRATIONS)
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        apply_migrations(connection, [each for each in migrations if each.version < HISTORY])
        connection.execute(INSERT, (1, 2))
        connection.execute("update staging_events set event_type = 'Goal'")
        connection.execute("insert into staging_players (player_id) values ('a')")
        apply_migrations(connection, migrations)
        connection.execute("delete from staging_events")
        connection.execute("delete from staging_players")
        game, players = Subject.of_game(7), Subject.of_table("staging_players")
        begin, last = read_versions(connection, game)
        assert (begin.number, begin.is_begin, last.number) == (2, True, 3)
        assert list(read_rows(connection, game, "staging_events", 2)) == ["E700001", "E700002"]
        assert list(read_rows(connection, players, "staging_players", 1)) == ["a"]
        with pytest.raises(HistoryError, match="the history of game 7 begins with version 2"):
            resolve([begin, last], "1", game)
