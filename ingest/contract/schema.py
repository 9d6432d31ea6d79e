"""The contract of a staging table as a schema of pandera, which says what breaks it."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ingest.contract.columns import Column, PanderaCheck
from ingest.contract.table import RowRule, Table

FailureCase = tuple[str, str, str, int]
"""Context (Column, or another for a rule), column, name of the check or number of the rule, place of the row."""


def failure_cases(table: Table, columns: dict[str, list[Any]]) -> Iterable[FailureCase]:
    """Return what in these columns, typed and with None for blanks, breaks the contract of their table."""
    frame = pd.DataFrame({name: series(table.columns[name], values) for name, values in columns.items()})
    try:
        schema_of(table).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases: pd.DataFrame = errors.failure_cases[["schema_context", "column", "check", "index"]]
        return cases.itertuples(index=False, name=None)
    return ()


def series(column: Column, values: list[Any]) -> "pd.Series[Any]":
    """Return typed values of a column as pandas holds them."""
    return pd.Series(values, dtype=pd.api.types.pandas_dtype(column.dtype))


@cache
def schema_of(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a staging table."""
    rules = [pa.Check(_holds(rule), name=str(number)) for number, rule in enumerate(table.rules)]
    columns = {name: pandera_column(column, nullable=not column.required) for name, column in table.columns.items()}
    return pa.DataFrameSchema(columns, checks=rules, strict=True)


def pandera_column(column: Column, nullable: bool) -> pa.Column:
    """Return a column as pandera checks it."""
    return pa.Column(pd.api.types.pandas_dtype(column.dtype), checks=[*map(_check, column.checks)], nullable=nullable)


def _check(check: PanderaCheck) -> pa.Check:
    name, *arguments = check
    if name == "each":
        return pa.Check(lambda values: values.map(arguments[0]))
    made: pa.Check = getattr(pa.Check, name)(*arguments)
    return made


def _holds(rule: RowRule) -> Callable[[pd.DataFrame], "pd.Series[bool]"]:
    def holds(frame: pd.DataFrame) -> "pd.Series[bool]":
        columns = {name: [None if pd.isna(value) else value for value in frame[name]] for name in rule.reads}
        return pd.Series(rule.holds(columns), index=frame.index, dtype=bool)

    return holds
