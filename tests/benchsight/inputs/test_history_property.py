"""Whatever is written, in whatever order, every committed state can be shown again and brought back exactly."""

import random
import threading
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from benchsight.inputs import Subject, read_rows, read_versions, revert
from benchsight.inputs.subject import GAME_TABLES
from ingest.contract.tables import TABLES

GAMES = (7, 8)
OF_WRITING = ("processed", "updated_at", "written_xid")
State = dict[str, dict[str, Any]]


class Writer:
    """Writes at random to the tables of two games, as loaders and trackers do."""

    def __init__(self, connection: psycopg.Connection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)

    def write(self) -> None:
        """One statement."""
        writes = (
            self.insert_events, self.insert_events, self.insert_children, self.insert_children, self.insert_others,
            self.upsert_events, self.change_event, self.change_event, self.change_others, self.renumber_event,
            self.delete_events, self.delete_child, self.delete_others, self.replace_event, self.mark_processed,
            self.write_the_same,
        )  # fmt: skip
        self.random.choice(writes)()

    def run(self, statement: str, **values: Any) -> None:
        """Execute a statement with random values; ``values`` replace some of them."""
        self.connection.execute(statement, {"game": self.random.choice(GAMES), **self.words(), **values})

    def words(self) -> dict[str, Any]:
        """Random values of a statement."""
        return {
            "index": self.random.randrange(6),
            "other": self.random.randrange(6),
            "word": self.random.choice(["Shot", "Pass", "Goal", None]),
            "x": self.random.choice([None, 1, "2.50", -3.1]),
        }

    def insert_events(self) -> None:
        """Insert three events of each game that are not there."""
        self.run(
            "insert into staging_events (event_key, game_id, event_index, event_type, puck_x, raw)"
            " select 'E' || g || lpad(cast(i as text), 5, '0'), g, i, %(word)s, %(x)s,"
            " jsonb_build_object('idx', i, 'none', null)"
            " from unnest(array[7, 8]) as g, generate_series(%(index)s::int, %(index)s::int + 2) as i"
            " on conflict do nothing"
        )

    def upsert_events(self) -> None:
        """Insert four events, or change those that are there."""
        self.run(
            "insert into staging_events (event_key, game_id, event_index, event_type)"
            " select 'E' || %(game)s || lpad(cast(i as text), 5, '0'), %(game)s, i, %(word)s"
            " from generate_series(%(index)s::int, %(index)s::int + 3) as i"
            " on conflict (event_key) do update set event_type = excluded.event_type, puck_x = null"
        )

    def insert_children(self) -> None:
        """Insert players of some events, and their positions."""
        self.run(
            "insert into staging_event_players (event_key, player_row, game_id, role_side, player_name)"
            " select event_key, 1 + %(index)s %% 2, game_id, 'event', %(word)s from staging_events"
            " where event_index %% 2 = %(other)s %% 2 on conflict do nothing"
        )
        self.run(
            "insert into staging_player_positions (event_key, player_row, position_number, game_id, x, y)"
            " select event_key, player_row, 1 + %(index)s, game_id, 1.5, 2 from staging_event_players"
            " on conflict (event_key, player_row, position_number) do update set x = excluded.x + 1"
        )

    def insert_others(self) -> None:
        """Insert a stint, a game of the schedule and an official result."""
        self.run(
            "insert into staging_shifts (shift_key, game_id, shift_index) values"
            " ('S' || %(game)s || lpad(cast(%(index)s as text), 5, '0'), %(game)s, %(index)s) on conflict do nothing"
        )
        self.run("insert into staging_schedule (game_id, season) values (%(game)s, %(word)s) on conflict do nothing")
        self.run(
            "insert into staging_official_player_games (official_key, game_id, player_id, team_venue, trusted_columns)"
            " values (%(game)s || '/' || %(index)s, %(game)s, 'p', 'home', array['goals', null])"
            " on conflict (official_key) do update set goals = %(other)s"
        )

    def change_event(self) -> None:
        """Change the events of one number."""
        self.run("update staging_events set event_type = %(word)s, puck_x = %(x)s where event_index = %(index)s")

    def change_others(self) -> None:
        """Change stints, schedule and positions."""
        self.run("update staging_shifts set situation = %(word)s where game_id = %(game)s")
        self.run("update staging_schedule set season = %(word)s, home_goals = %(other)s")
        self.run("update staging_player_positions set x = x + 1, load_id = gen_random_uuid() where game_id = %(game)s")

    def renumber_event(self) -> None:
        """Give an event another number and key."""
        self.run(
            "update staging_events as t set event_index = %(index)s,"
            " event_key = 'E' || game_id || lpad(cast(%(index)s as text), 5, '0')"
            " where game_id = %(game)s and event_index = %(other)s and not exists"
            " (select from staging_events as o where o.game_id = t.game_id and o.event_index = %(index)s)"
        )

    def delete_events(self) -> None:
        """Delete the last events of a game."""
        self.run("delete from staging_events where game_id = %(game)s and event_index > %(index)s")

    def delete_child(self) -> None:
        """Delete players of a game's events."""
        self.run("delete from staging_event_players where game_id = %(game)s and player_row = 1")

    def delete_others(self) -> None:
        """Delete a game's rows from another table."""
        table = self.random.choice(["staging_shifts", "staging_schedule", "staging_official_player_games"])
        self.run(f"delete from {table} where game_id = %(game)s")

    def replace_event(self) -> None:
        """Delete and insert an event in one statement."""
        self.run(
            "with gone as (delete from staging_events where game_id = %(game)s and event_index = %(index)s returning *)"
            " insert into staging_events (event_key, game_id, event_index, event_type)"
            " select event_key, game_id, event_index, %(word)s from gone"
        )

    def mark_processed(self) -> None:
        """Change a column that is not part of the input."""
        self.run("update staging_events set processed = not processed where game_id = %(game)s")

    def write_the_same(self) -> None:
        """Update rows without a change."""
        self.run("update staging_schedule set season = season")
        self.run("update staging_events set event_type = event_type")


def present(connection: psycopg.Connection, game: int) -> dict[str, list[dict[str, Any]]]:
    """What is staged of a game now, read without any history: every column but those of writing."""
    state = {}
    for table in GAME_TABLES:
        query = sql.SQL("select to_jsonb(t) - cast(%s as text[]) from {} as t where game_id = %s order by {}").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, TABLES[table].key))
        )
        state[table] = [row for (row,) in connection.execute(query, (list(OF_WRITING), game))]
    return state


def shown(connection: psycopg.Connection, game: int, version: int) -> dict[str, list[dict[str, Any]]]:
    """The same, of a version, as history has it."""
    subject = Subject.of_game(game)
    tables = {table: read_rows(connection, subject, table, version) for table in GAME_TABLES}
    return {
        table: [{name: value for name, value in rows[key].items() if name not in OF_WRITING} for key in rows]
        for table, rows in tables.items()
    }


def last_version(connection: psycopg.Connection, game: int) -> int:
    """The version of a game; 0 before the first."""
    row = connection.execute("select input_version from ops.game_inputs where game_id = %s", (game,)).fetchone()
    return 0 if row is None else row[0]


@pytest.mark.parametrize("seed", range(4))
def test_every_committed_state_is_shown_and_brought_back_exactly(connection: psycopg.Connection, seed: int) -> None:
    connection.execute("set timezone = 'UTC'")
    connection.commit()
    writer = Writer(connection, seed)
    remembered: dict[tuple[int, int], Any] = {(game, 0): present(connection, game) for game in GAMES}
    for _ in range(20):
        before = {game: (last_version(connection, game), present(connection, game)) for game in GAMES}
        for _ in range(writer.random.randint(1, 4)):
            writer.write()
        if writer.random.random() < 0.2:
            connection.rollback()
            assert {game: (last_version(connection, game), present(connection, game)) for game in GAMES} == before
            continue
        connection.execute("set local timezone = 'America/New_York'")  # the log does not depend on the session
        writer.write()
        connection.commit()
        for game in GAMES:
            version, state = last_version(connection, game), present(connection, game)
            if version == before[game][0]:
                assert state == before[game][1]  # nothing changes without a new version
            remembered[game, version] = state
    connection.commit()

    assert len(remembered) > 15
    for (game, version), state in remembered.items():
        assert shown(connection, game, version) == state, (game, version)
    connection.commit()
    for game, version in writer.random.sample(sorted(remembered), 6):
        others = {other: present(connection, other) for other in GAMES if other != game}
        connection.commit()
        revert(connection, game, str(version), "tester")
        assert present(connection, game) == remembered[game, version], (game, version)
        assert {other: present(connection, other) for other in others} == others
        connection.commit()
    for (game, version), state in remembered.items():
        assert shown(connection, game, version) == state, (game, version)


@pytest.mark.parametrize("seed", range(2))
def test_versions_number_exactly_the_transactions_that_changed_something(
    connection: psycopg.Connection, seed: int
) -> None:
    writer = Writer(connection, 100 + seed)
    numbers = set()
    for _ in range(20):
        writer.write()
        writer.write()
        connection.commit()
        numbers.add(last_version(connection, 7))
    assert [version.number for version in read_versions(connection, Subject.of_game(7))] == sorted(numbers - {0})


def write_at_random(url: str, seed: int, done: threading.Event) -> None:
    """Twenty transactions; one that is in the way of another writer is given up, as a loader's attempt is."""
    with psycopg.connect(url, options="-c deadlock_timeout=20ms") as connection:
        writer = Writer(connection, seed)
        for _ in range(20):
            try:
                for _ in range(writer.random.randint(1, 3)):
                    writer.write()
                connection.commit()
            except (errors.DeadlockDetected, errors.UniqueViolation, errors.ForeignKeyViolation):
                connection.rollback()
    done.set()


def test_what_others_saw_while_several_wrote_is_what_history_shows(
    connection: psycopg.Connection, database_url: str
) -> None:
    connection.execute("set timezone = 'UTC'")
    connection.commit()
    ended = [threading.Event() for _ in range(3)]
    threads = [
        threading.Thread(target=write_at_random, args=(database_url, seed, done)) for seed, done in enumerate(ended)
    ]
    for thread in threads:
        thread.start()
    seen = {}
    while not all(done.is_set() for done in ended) and any(thread.is_alive() for thread in threads):
        connection.execute("set transaction isolation level repeatable read")
        for game in GAMES:
            seen[game, last_version(connection, game)] = present(connection, game)
        connection.commit()
    for thread in threads:
        thread.join()
    assert all(done.is_set() for done in ended)
    assert len(seen) > 10
    for (game, version), state in seen.items():
        assert shown(connection, game, version) == state, (game, version)
