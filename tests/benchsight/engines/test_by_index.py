"""What a batch reads and deletes is found by its games, in tables that grew without statistics."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from benchsight.builds.statements import TableStatements
from benchsight.engines.columns import Column
from benchsight.engines.input import Input, write_input
from benchsight.engines.keys import keys_to_check
from benchsight.engines.publish import remove_games

GROWN = TableStatements(
    "grown", sql.Identifier("public", "grown"), ["game_id", "team", "others"], "replace_games", None, []
)
# The planner prefers to read the whole table, as it does with tables of many gigabytes.
TABLES = """
    set local cpu_index_tuple_cost = 10;
    create table teams (team integer primary key);
    insert into teams select generate_series(0, 9);
    create table grown (game_id integer, team integer references teams, others text) with (autovacuum_enabled = false);
    create index on grown (team);
    create index on grown (game_id);
    insert into grown select i / 100, i % 10, repeat('x', 300) from generate_series(1000, 60000) as i;
"""
READ = """
    select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = 'grown'
"""
BATCH = list(range(600, 1000))  # one of these games has a row


def check_keys(connection: psycopg.Connection, folder: Path) -> None:
    """Check the key of the table."""
    ((key,),) = keys_to_check(connection, [GROWN]).values()
    key.check(connection, BATCH)


def read_rows(connection: psycopg.Connection, folder: Path) -> None:
    """Write the rows of the games to a file."""
    columns = [Column("game_id", "integer", False), Column("team", "integer", False)]
    write_input(connection, Input("public.grown", columns, True, {}), BATCH, folder / "rows.csv")
    assert (folder / "rows.csv").read_text() == "600,0\n"


def delete_rows(connection: psycopg.Connection, folder: Path) -> None:
    """Delete the rows of the games."""
    remove_games(connection, GROWN, BATCH)


@pytest.mark.parametrize("work", [check_keys, read_rows, delete_rows])
def test_only_rows_of_the_batch_are_read(
    work: Callable[[psycopg.Connection, Path], None], connection: psycopg.Connection, tmp_path: Path
) -> None:
    with connection.transaction():
        connection.execute(TABLES)
        before = connection.execute(READ).fetchone()
        work(connection, tmp_path)
        after = connection.execute(READ).fetchone()
        assert connection.execute("show enable_seqscan").fetchone() == ("on",)
    assert before is not None and after is not None
    assert after[0] - before[0] <= 2
