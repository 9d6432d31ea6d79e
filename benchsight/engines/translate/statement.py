"""Translates a statement by the rules of a dialect."""

from collections.abc import Callable, Sequence

import sqlglot
from sqlglot import exp

from benchsight.engines.translate import common, duckdb

Rule = Callable[[exp.Expr], exp.Expr]
RULES: dict[str, Sequence[Rule]] = {"duckdb": (*common.RULES, *duckdb.RULES)}


def translate(sql: str, dialect: str) -> str:
    """Return a query of PostgreSQL in another dialect. Raises Untranslatable."""
    tree: exp.Expr = sqlglot.parse_one(sql, read="postgres")
    for rule in RULES[dialect]:
        tree = tree.transform(rule, copy=False)
    return tree.sql(dialect=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE, comments=False)
