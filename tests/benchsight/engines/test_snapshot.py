"""The second session of a build by another engine: what it reads, and when it gives up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import psycopg
import pytest

from benchsight.builds.engine import EngineFailed
from benchsight.builds.lock import TIMEOUTS
from benchsight.builds.write import ONE_STATE
from benchsight.engines import snapshot
from benchsight.engines.snapshot import hold, second_session
from tests.locks import OWN_LOCKS

ROWS = "select array_agg(a order by a) from read_twice"
TABLES = {"public.read_twice", "public.of_read_twice"}


@pytest.fixture
def building(
    connection: psycopg.Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[psycopg.Connection]:
    """A transaction as that of a build, which holds a table of two rows and a view of it."""
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    connection.execute("create table read_twice as select a from generate_series(1, 2) as a")
    connection.execute("create view of_read_twice as select * from read_twice")
    connection.commit()
    connection.execute(ONE_STATE)
    hold(connection, TABLES)
    yield connection


def test_what_was_written_since_is_not_read(building: psycopg.Connection, database_url: str) -> None:
    assert building.execute(ROWS).fetchone() == ([1, 2],)
    with psycopg.connect(database_url) as other:
        other.execute("insert into read_twice values (3)")
    building.execute("delete from read_twice where a = 1")
    with second_session(building, TABLES) as session:
        assert session.execute(ROWS).fetchone() == ([1, 2],)
        with psycopg.connect(database_url) as other:
            other.execute("insert into read_twice values (4)")
        assert session.execute(ROWS).fetchone() == ([1, 2],)
        assert session.execute(ROWS.replace("from ", "from of_")).fetchone() == ([1, 2],)
    assert building.execute(ROWS).fetchone() == ([2],)


def test_it_writes_nothing_and_waits_as_long_as_the_build(building: psycopg.Connection) -> None:
    with second_session(building, TABLES) as session:
        timeouts = {name: session.execute(f"show {name}").fetchone() for name in TIMEOUTS if name != "lock_timeout"}
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), session.transaction():
            session.execute("delete from read_twice")
    assert set(timeouts.values()) == {("0",)}


def test_it_is_closed_though_the_block_fails(building: psycopg.Connection, database_url: str) -> None:
    opened: list[psycopg.Connection] = []
    with pytest.raises(ZeroDivisionError), second_session(building, TABLES) as session:
        opened.append(session)
        raise ZeroDivisionError
    assert opened[0].closed
    building.execute("update read_twice set a = 5")
    building.commit()
    assert building.execute(ROWS).fetchone() == ([5, 5],)


@contextmanager
def altering(url: str) -> Iterator[None]:
    """Have somebody wait to alter the table, until the block has ended and its locks are gone."""
    held_up = f"select count(*) from {OWN_LOCKS} where not granted and relation = 'read_twice'::regclass"
    with psycopg.connect(url) as other, psycopg.connect(url, autocommit=True) as watching, ThreadPoolExecutor() as pool:
        waiting = pool.submit(other.execute, "alter table read_twice add column b integer")
        while watching.execute(held_up.encode()).fetchone() == (0,):
            assert not waiting.done()
        try:
            yield
        finally:
            other.cancel_safe()
            with suppress(psycopg.errors.QueryCanceled):
                waiting.result()


def test_it_gives_up_if_somebody_is_about_to_alter_a_relation(
    building: psycopg.Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "PATIENCE", "set local lock_timeout = '100ms'")
    with (
        altering(database_url),
        pytest.raises(EngineFailed, match=r"a second session: .* lock timeout"),
        second_session(building, TABLES),
    ):
        pass


def test_who_wants_to_alter_a_relation_later_waits_for_both_sessions(
    building: psycopg.Connection, database_url: str
) -> None:
    building.execute("set lock_timeout = '5s'")
    with second_session(building, TABLES) as session, altering(database_url):
        building.execute("update read_twice set a = 5")
        assert session.execute(ROWS).fetchone() == ([1, 2],)
