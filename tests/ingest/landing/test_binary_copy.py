"""Rows of binary COPY: the server reads from them what psycopg alone would have sent."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from ingest.contract import columns
from ingest.contract.columns import Column
from ingest.landing import binary_copy

FEET = columns.numeric(6, 2)
CASES: list[tuple[Column, list[Any]]] = [
    (columns.integer(), [0, -1, 2**31 - 1, -(2**31) + 1, None]),
    (columns.small_integer(), [0, -7, 2**15 - 1, None]),
    (columns.boolean(), [True, False, None]),
    (columns.text(), ["", 'Zoë, the "Wall"\t', "a" * 5000, None]),
    (columns.text(20), ["Shot", None]),
    (columns.one_of("s", "u", postgres="char(1)"), ["s", None]),
    (FEET, [Decimal("0.00"), Decimal("-0.01"), Decimal("9999.99"), Decimal("-12.50"), Decimal("-0.00"), None]),
    (columns.numeric(7, 4), [Decimal("99.9999"), Decimal("0.0001"), Decimal("-1.0000")]),
    (columns.numeric(9, 2), [Decimal("1234567.89"), Decimal("10000.00"), Decimal("-10000.01")]),
    (columns.numeric(9, 6), [Decimal("1.234567"), Decimal("-0.000001")]),
    (columns.day(), [date(2025, 1, 31), None]),
    (columns.clock_time(), [time(19, 30), None]),
    (columns.timestamp(), [datetime(2025, 1, 31, 19, 30, 1, 250, tzinfo=UTC), None]),
    (columns.texts(), [["home", "away"], [], None]),
]


def _copied(connection: psycopg.Connection, column: Column, values: list[Any], ours: bool) -> list[Any]:
    connection.execute("drop table if exists landed")
    connection.execute(f"create temporary table landed (place int4, value {column.postgres})")
    with connection.cursor() as cursor, cursor.copy("copy landed from stdin (format binary)") as copy:
        if ours:
            binary_copy.write_rows(cursor, copy, ["int4", column.copied_as], [range(len(values)), values])
        else:
            copy.set_types(["int4", column.copied_as])
            for row in enumerate(values):
                copy.write_row(row)
    return connection.execute("select place, cast(value as text) from landed order by place").fetchall()


@pytest.mark.parametrize(("column", "values"), CASES, ids=lambda case: getattr(case, "postgres", ""))
def test_the_server_reads_what_psycopg_would_send(database_url: str, column: Column, values: list[Any]) -> None:
    with psycopg.connect(database_url) as connection:
        assert _copied(connection, column, values, True) == _copied(connection, column, values, False)


def test_floats_of_few_digits_land_as_decimals_do(database_url: str) -> None:
    """All numbers of hundredths that a coordinate can be: none is off by one for being a binary fraction."""
    floats = [hundredths / 100 for hundredths in range(-10050, 10051)] + [9999.99, -9999.99, -0.0]
    decimals = [FEET.convert(value) for value in floats]
    assert FEET.are_ready(floats)
    with psycopg.connect(database_url) as connection:
        assert _copied(connection, FEET, floats, True) == _copied(connection, FEET, decimals, False)


def test_numbers_that_need_rounding_are_not_ready() -> None:
    for value in (1.005, 0.001, 10_000.0, float("nan"), float("inf"), -1e-9):
        assert not FEET.are_ready([1.5, value])


def test_floats_beyond_a_digit_of_the_server_land_too(database_url: str) -> None:
    column, floats = columns.numeric(9, 2), [10_000.0, 1_234_567.89, -9_999_999.99]
    assert column.are_ready(floats)
    with psycopg.connect(database_url) as connection:
        assert _copied(connection, column, floats, True) == [
            (0, "10000.00"), (1, "1234567.89"), (2, "-9999999.99")
        ]  # fmt: skip


def test_decimals_of_other_statements_stay_psycopgs(database_url: str) -> None:
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("create temporary table landed (value numeric(6,2))")
        with cursor.copy("copy landed from stdin (format binary)") as copy:
            binary_copy.write_rows(cursor, copy, ["numeric"], [[1.25]])
        assert cursor.execute("select %b::numeric", (Decimal("123456789.123456"),)).fetchone() == (
            Decimal("123456789.123456"),
        )


def test_nothing_is_a_copy_too(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        assert _copied(connection, columns.text(), [], True) == []
