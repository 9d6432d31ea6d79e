"""Foreign keys of copied rows, checked at once."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from benchsight.builds.statements import TableStatements
from benchsight.engines.keys import keys_to_check
from benchsight.engines.publish import copy_rows

CHILD = TableStatements(
    "of_child", sql.Identifier("public", "of_child"), ["game_id", "one", "two"], "replace_games", None, []
)
TABLES = """
    create table of_parent (a integer, b text, primary key (a, b));
    insert into of_parent values (1, 'x'), (2, 'x');
    create table of_child (
        game_id integer, one integer, two text,
        constraint to_parent foreign key (one, two) references of_parent deferrable
    );
"""
Put = Callable[[str], None]


@pytest.fixture
def put(connection: psycopg.Connection, tmp_path: Path) -> Put:
    """Make a table with a foreign key; copy rows into it, then check."""
    connection.execute(TABLES)

    def copy_and_check(rows: str) -> None:
        (keys,) = keys_to_check(connection, [CHILD]).values()
        (tmp_path / "rows.csv").write_text(rows)
        copy_rows(connection, CHILD, tmp_path / "rows.csv", checks_keys=False)
        for key in keys:
            key.check(connection, [7, 8])

    return copy_and_check


def test_a_row_without_its_parent_is_refused(put: Put) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match=r'"of_child" violate.* "to_parent"'):
        put("7,1,x\n8,1,y\n")


def test_rows_that_name_no_parent_are_taken(put: Put) -> None:
    put("7,,\n7,5,\n8,,y\n8,2,x\n8,2,x\n")


def test_rows_of_other_games_are_not_looked_at(connection: psycopg.Connection, put: Put) -> None:
    put("7,1,x\n9,5,y\n")
    ((key,),) = keys_to_check(connection, [CHILD]).values()
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        key.check(connection, [9])


def test_parents_are_found_by_index(connection: psycopg.Connection, put: Put) -> None:
    """However many games have been built before."""
    looks = "select seq_scan, idx_scan from pg_stat_xact_user_tables where relname = 'of_parent'"
    connection.execute("analyze of_parent")  # so small that a look at the whole table would cost less
    before = connection.execute(looks).fetchone()
    put("7,1,x\n8,2,x\n")
    after = connection.execute(looks).fetchone()
    assert before is not None and after is not None
    assert after[0] == before[0] and after[1] > before[1]


def test_a_parent_stays_until_the_transaction_ends(connection: psycopg.Connection, put: Put, database_url: str) -> None:
    connection.commit()  # what other sessions are to see
    put("7,1,x\n")
    with psycopg.connect(database_url) as other:
        other.execute("set lock_timeout = '100ms'")
        other.execute("delete from of_parent where a = 2")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("delete from of_parent where a = 1")


def test_triggers_fire_again_after_the_copy(connection: psycopg.Connection, put: Put) -> None:
    put("7,1,x\n")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("insert into of_child values (7, 3, 'z')")


@pytest.mark.parametrize(
    "statement",
    [
        "create function nothing() returns trigger language plpgsql as $$begin return new; end$$;"
        "create trigger own before insert on of_child for each row execute function nothing()",
        "alter table of_child alter constraint to_parent deferrable initially deferred",
        "alter table of_child add unique (one) deferrable",
        "create role nobody_much; grant all on schema public, ops to nobody_much;"
        "grant all on all tables in schema public, ops to nobody_much; set role nobody_much",
    ],
    ids=["a user's trigger", "a deferred key", "a deferrable unique key", "a role without the right"],
)
@pytest.mark.usefixtures("put")
def test_what_is_checked_otherwise_is_left_to_postgresql(connection: psycopg.Connection, statement: str) -> None:
    assert keys_to_check(connection, [CHILD])
    connection.execute(statement)
    assert keys_to_check(connection, [CHILD]) == {}
