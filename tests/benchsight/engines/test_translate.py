"""Each rule of the translation, by what DuckDB then yields; expected are PostgreSQL's own answers."""

from decimal import Decimal

import duckdb
import psycopg
import pytest

from benchsight.engines.duckdb_engine import PREPARE
from benchsight.engines.translate import Untranslatable
from benchsight.engines.translate.statement import translate


@pytest.mark.parametrize(
    "query",
    [
        # decimals: ties away from zero, where a double is just below the tie
        "select round(1.0 * 1 / 8, 2)",
        "select round(100.0 * 1005 / 100000, 2), round(-100.0 * 1005 / 100000, 2)",
        "select round(1.0 * 2001 / 2000, 3)",
        "select round(0.35 * 100 / 3600, 4), round(3600.0 * 7 / 1234, 2)",
        "select round(avg(number), 1) from (values (1), (2), (2), (4)) as numbers (number)",
        "select cast(1.0 * 2001 / 2000 as numeric(8, 3))",
        "select cast(2.5 as integer), cast(5.0 / 2 as integer), cast(-5.0 / 2 as integer)",
        "select round(cast(cast(0.125 as double precision) as numeric), 2)",
        # a quotient of whole numbers is one, unless the statement says otherwise
        "select 7 / 2, -7 / 2, (7 - 1) / 4 + 1",
        "select number / 60 from (select 119 as number) as numbers",
        "select floor(119 / 60.0), 119 / 60.0 > 1.98",
        # NULL sorts last, and first when descending
        "select (array_agg(number order by number desc))[1] from (values (2), (null), (1)) as numbers (number)",
        "select string_agg(name, ',' order by name desc) from (values ('a'), ('c'), ('b')) as names (name)",
        "select greatest(1, null, 3), least(null, 2), concat_ws('; ', 'a', null, 'b')",
        "select 2 = any(array(select number from (values (1), (2)) as numbers (number)))",
        "select lower(translate('Pass-Completed', ' -_', '')), lpad('7', 2, '0'), left('home', 1)",
    ],
)
def test_a_translated_query_yields_what_postgresql_yields(query: str, server_url: str) -> None:
    with psycopg.connect(server_url) as connection:
        expected = connection.execute(query.encode()).fetchall()
    with duckdb.connect() as connection:
        for statement in PREPARE:
            connection.execute(statement)
        found = connection.execute(translate(query, "duckdb")).fetchall()
    assert [[_value(cell) for cell in row] for row in found] == [[_value(cell) for cell in row] for row in expected]


def _value(cell: object) -> object:
    """Numbers compare by value, whatever their type."""
    return Decimal(str(cell)) if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) else cell


def test_relations_are_named_without_their_database_and_the_scope_is_a_semi_join() -> None:
    translated = translate(
        'select * from "benchsight"."public"."dim_team" where team_id = any(array(select s.game_id from ops.s as s))',
        "duckdb",
    )
    assert translated == ('SELECT * FROM "public"."dim_team" WHERE team_id IN (SELECT s.game_id FROM ops.s AS s)')


def test_the_time_of_the_build_is_that_of_postgresql() -> None:
    assert "ops.build_time" in translate("select current_timestamp as built_at", "duckdb")


@pytest.mark.parametrize("function", ["normalize(name, nfkd)", "scale(x)", "jsonb_path_exists(raw, '$.a')"])
def test_what_only_postgresql_has_is_refused(function: str) -> None:
    with pytest.raises(Untranslatable):
        translate(f"select {function} from t", "duckdb")
