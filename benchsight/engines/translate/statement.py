"""Translates a statement by the rules of a dialect."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from benchsight.engines.translate import common, duckdb, spark

if TYPE_CHECKING:
    from sqlglot.schema import MappingSchema

Rule = Callable[[exp.Expr], exp.Expr]
RULES: dict[str, Sequence[Rule]] = {"duckdb": (*common.RULES, *duckdb.RULES), "spark": common.RULES}


def translate(sql: str, dialect: str, schema: "MappingSchema | None" = None) -> str:
    """Return a query of PostgreSQL in another dialect. Raises Untranslatable.

    ``schema``: the types of columns, which Spark's rules go by.
    """
    tree: exp.Expr = sqlglot.parse_one(sql, read="postgres")
    for rule in RULES[dialect]:
        tree = tree.transform(rule, copy=False)
    if dialect == "spark":
        assert schema is not None, "Spark's rules go by types"
        tree = spark.rewritten(tree, schema)
    return tree.sql(
        dialect=dialect,
        identify=dialect == "spark",  # names such as "attempts-shots"
        unsupported_level=sqlglot.ErrorLevel.RAISE,
        comments=False,
    )
