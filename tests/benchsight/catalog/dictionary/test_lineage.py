"""A column is traced back through everything that only passes it on, to the SQL that makes it."""

from pathlib import Path

import pytest

from benchsight.catalog.dictionary.compiled import Node, Project
from benchsight.catalog.dictionary.lineage import Lineage

FINAL = "select * from final"


def model(name: str, sql: str, materialized: str = "table") -> Node:
    """A compiled model with this SQL."""
    return Node(name, Path(f"models/{name}.sql"), ("intermediate",), materialized, "", sql, (), ())


def seed(name: str, *columns: str) -> Node:
    """A seed with these columns."""
    return Node(name, Path(f"seeds/{name}.csv"), ("seeds",), "seed", "", "", (), (), columns)


def origin(column: str, *nodes: Node) -> tuple[str, str]:
    """Model and expression of a column of the first node."""
    found = Lineage(Project(Path(), nodes)).origin(nodes[0], column)
    return found.node.name, found.expression


SHOTS = model(
    "int_shots", 'select game_id, sum(xg) as xg, count(*) as shots from "db"."staging"."events" group by game_id'
)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from db.t.int_shots",
        'select shots from "db"."t"."int_shots"',
        'with int_shots as (select * from "db"."t"."int_shots"), final as (select s.* from int_shots as s) ' + FINAL,
        "with a as (select game_id, shots from db.t.int_shots), final as (select a.shots from a) " + FINAL,
        "select coalesce(s.shots, 0) as shots from db.t.games as g left join db.t.int_shots s on g.game_id = s.game_id",
        'select case when g.has then coalesce(n."shots", 0) end as "shots" from g, x join t.int_shots as n on true',
        "select coalesce(shots.shots, 0) as shots from db.t.games as g left join db.t.int_shots as shots on true",
        "select x.shots from (select shots from db.t.int_shots) as x",
        "select shots from db.t.int_shots union all select 0 as shots from db.t.games",
        "-- counts as shots\nselect\n    -- as shots\n    shots\nfrom db.t.int_shots",
        "(select shots from db.t.int_shots)",
        "select x.shots from db.t.games as g cross join lateral (select shots from db.t.int_shots as s) as x",
        "select x.shots from db.t.int_shots as x where x.game_id is distinct from g.x",
    ],
)
def test_what_only_passes_a_column_on_is_passed_through(sql: str) -> None:
    assert origin("shots", model("fact", sql), SHOTS) == ("int_shots", "count(*)")


@pytest.mark.parametrize(
    ("sql", "expression"),
    [
        ("select sum(shots) as shots from db.t.int_shots", "sum(shots)"),
        ("select 2 * s.shots as shots from db.t.int_shots as s", "2 * s.shots"),
        ("select coalesce(a.shots, b.shots) as shots from db.t.int_shots as a, x", "coalesce(a.shots, b.shots)"),
        ("select xg as shots from db.t.int_shots", "xg"),
        ("select 'S' || shots as shots from db.t.int_shots", "'S' || shots"),
        ("select a <= 1.5 and b <> 'x, y' as shots from db.t.int_shots", "a <= 1.5 and b <> 'x, y'"),
        (
            "select count(*) filter (where kind in ('a', 'b')) as shots, xg from db.t.int_shots",
            "count(*) filter(where kind in ('a', 'b'))",
        ),
        ("select distinct max(x) over (partition by y) as shots from db.t.int_shots", "max(x) over (partition by y)"),
    ],
)
def test_what_makes_something_new_of_a_column_is_where_it_comes_from(sql: str, expression: str) -> None:
    assert origin("shots", model("fact", sql), SHOTS) == ("fact", expression)


def test_a_step_reads_the_relation_even_if_it_has_its_name() -> None:
    sql = 'with int_shots as (select * from "db"."t"."int_shots") select * from int_shots'
    assert origin("xg", model("fact", sql), SHOTS) == ("int_shots", "sum(xg)")


def test_a_model_that_dbt_pastes_in_is_where_its_columns_come_from() -> None:
    part = model("fact__part", "select 1 + 1 as two", "ephemeral")
    pasted = "__dbt__cte__fact__part as (select 1 + 1 as two)"
    sql = f"with a as (select 1 as x), {pasted} select two from __dbt__cte__fact__part"
    assert origin("two", model("fact", sql), part) == ("fact__part", "1 + 1")


def test_a_column_of_a_file_comes_from_the_file_and_one_of_staging_from_its_model() -> None:
    codes = seed("codes", "code", "name")
    assert origin("name", model("dim", 'select * from "db"."t"."codes"'), codes) == ("codes", "")
    assert origin("other", model("dim", 'select * from "db"."t"."codes"'), codes) == ("dim", "")
    assert origin("a", model("stg", 'select a from "db"."public"."staging_events"')) == ("stg", "")
