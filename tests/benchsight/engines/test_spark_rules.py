"""Each rule for Spark: Spark yields of the translated query what PostgreSQL yields of the query."""

from decimal import Decimal
from typing import TYPE_CHECKING

import psycopg
import pytest

from benchsight.engines.columns import Column
from benchsight.engines.translate import Untranslatable
from benchsight.engines.translate.statement import translate
from benchsight.engines.translate.typed import schema_of

from .spark_session import needs_spark, spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["spark"]  # a fixture

pytestmark = needs_spark

COLUMNS = {
    "public.rows": [
        Column("place", "integer"),
        Column("whole", "integer"),
        Column("amount", "numeric"),
        Column("ratio", "double precision"),
        Column("word", "text"),
    ]
}
ROWS = """
    (values
        (1, 7, 2.5, 0.125, 'b'), (2, -7, 0.005, 2.675, 'a'), (3, 3, 1.3333333, 1e-7, null), (4, null, null, null, 'c')
    ) as {}(place, whole, amount, ratio, word)
"""
SCHEMA = schema_of(COLUMNS)
QUERIES = {
    "whole_division": "select place, whole / 2 as half from rows",
    "exact_division": "select place, round(amount / 3, 4) as third, round(100.0 * whole / 3, 2) as share from rows",
    "exact_product": "select place, round(amount / 3 * amount * 1.2345 * amount / 7, 6) as product from rows",
    "exact_power": "select place, round(power(amount, 2), 6) as square from rows",
    "average_as_quotient": "select round(avg(whole), 4) as whole, round(avg(amount), 4) as amount from rows",
    "floating_functions": "select place, round(sqrt(amount), 6) as root, round(exp(-amount), 6) as e from rows",
    "cast_to_numeric": "select place, round(cast(ratio as numeric), 2) as digits from rows",
    "cast_to_whole": "select place, cast(amount as integer) as up, cast(ratio * 20 as integer) as even from rows",
    "compared_rows": "select place from rows where (whole, place) < (3, 3)",
    "lateral_values": """
        select rows.place, side.name, side.number
        from rows cross join lateral (values ('one', rows.whole), ('two', rows.place)) as side (name, number)
    """,
    "lateral_series": """
        select rows.place, series.number
        from rows cross join lateral generate_series(0, rows.whole - 1) as series (number)
    """,
    "filtered_windows": """
        select place, sum(whole) filter (where whole > 0) over (order by place) as so_far,
            count(*) filter (where whole < 0) over () as below
        from rows
    """,
    "named_windows": """
        select place, lag(whole) over one_side - whole as change from rows window one_side as (order by place)
    """,
    "first_of_list": "select (array_agg(word order by whole, place) filter (where place > 0))[1] as first from rows",
    "sorted_list": """
        select (array_agg(word order by word) filter (where word is not null))[2] as second,
            (array_agg(word order by word) filter (where word is not null))[9] as ninth
        from rows
    """,
    "value_in_list": """
        with listed as (select array_agg(word order by word) filter (where word is not null) as words from rows)
        select rows.place from rows cross join listed where rows.word = any(listed.words)
    """,
    "string_agg": "select string_agg(word, '; ' order by place desc) as words from rows",
    "select_something": "select place from rows where exists (select from rows as o where o.place = rows.place + 1)",
    "unique_names_of_ctes": """
        with final as (
            with final as not materialized (select place from rows where place < 3)
            select place + 1 as place from final
        )
        select place from final
    """,
    "aliases_to_quote": 'with "a-b" as (select place as "the place" from rows) select "the place" from "a-b"',
}


@pytest.fixture(scope="module")
def rows(spark: "SparkSession") -> None:
    """Give Spark the rows that queries read."""
    spark.sql(
        "select cast(place as int) as place, cast(whole as int) as whole, cast(amount as decimal(28, 14)) as amount,"
        f" cast(ratio as double) as ratio, word from {ROWS.format('t')}"
    ).createOrReplaceTempView("public__rows")


@pytest.mark.parametrize("rule", QUERIES)
@pytest.mark.usefixtures("rows")
def test_spark_yields_what_postgresql_yields(rule: str, server_url: str, spark: "SparkSession") -> None:
    query = QUERIES[rule]
    with psycopg.connect(server_url) as connection:
        connection.execute(f"create temporary table rows as select * from {ROWS.format('t')}".encode())
        connection.execute("alter table rows alter ratio type double precision")
        expected = connection.execute(query.encode()).fetchall()
    translated = translate(query.replace("from rows", "from public.rows"), "spark", SCHEMA)
    found = [tuple(row) for row in spark.sql(translated).collect()]
    assert sorted(map(_plain, found)) == sorted(map(_plain, expected)), translated
    assert expected


def _plain(row: tuple[object, ...]) -> tuple[str, ...]:
    """A row to sort and compare: numbers by value."""
    numbers = (int, Decimal)
    return tuple(str(Decimal(value).normalize() + 0) if isinstance(value, numbers) else str(value) for value in row)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select (array_agg(word order by place desc))[1] from public.rows", "descending order"),
        ("select array_agg(word order by place) from public.rows", "another order"),
        ("select avg(whole) over () from public.rows", "average"),
        ("select normalize(word, nfkd) from public.rows", "normalize"),
        ("select (select count(*) from generate_series(1, whole) as s) from public.rows", "generate_series"),
    ],
)
def test_what_spark_cannot_do_as_postgresql_does_is_refused(query: str, reason: str) -> None:
    with pytest.raises(Untranslatable, match=reason):
        translate(query, "spark", SCHEMA)
