"""Rows copied out of PostgreSQL into a file."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from benchsight.engines.copy_out import copy_out

MANY = "copy (select i, nullif('', ''), 'of ' || i from generate_series(1, {}) as i) to stdout (format csv)"


def _of(query: str) -> sql.Composed:
    return sql.Composed([sql.SQL(query)])


@pytest.mark.parametrize("rows", [0, 1, 200_000])
def test_every_row_is_written_and_the_session_goes_on(
    connection: psycopg.Connection, tmp_path: Path, rows: int
) -> None:
    copy_out(connection, _of(MANY.format(rows)), tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text() == "".join(f"{i},,of {i}\n" for i in range(1, rows + 1))
    assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("copy (select nothing) to stdout", psycopg.errors.UndefinedColumn),
        ("copy (select 1 / (i - 90000) from generate_series(1, 100000) as i) to stdout", psycopg.errors.DivisionByZero),
    ],
    ids=["at once", "after many rows"],
)
def test_what_postgresql_refuses_is_raised(
    connection: psycopg.Connection, tmp_path: Path, query: str, error: type[psycopg.Error]
) -> None:
    with pytest.raises(error), connection.transaction():
        copy_out(connection, _of(query), tmp_path / "rows.csv")
    assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no file here that is always full")
def test_a_full_disk_leaves_the_session_usable(connection: psycopg.Connection) -> None:
    with pytest.raises(OSError, match="No space"), connection.transaction():
        copy_out(connection, _of(MANY.format(200_000)), Path("/dev/full"))
    assert connection.execute("select 1").fetchone() == (1,)
