"""Holds the rows of one table to the contract: typed values of the good rows, one problem for each bad cell."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ingest.contract.checked import CheckedRows
from ingest.contract.coerce import is_blank
from ingest.contract.columns import Column
from ingest.contract.table import Table
from ingest.contract.tables import TABLES
from ingest.extract import TableRows

Cell = tuple[int, str]  # position of the row, column
BLANK = object()


class Failure(NamedTuple):
    """Why a cell is not as the contract wants it."""

    reason: str
    expected: str


class Violations(NamedTuple):
    """What pandera found: cells by themselves, and cells that do not fit the rest of their row."""

    of_cells: dict[Cell, Failure]
    of_rows: dict[Cell, Failure]


def check_rows(source: TableRows, file: str) -> CheckedRows:
    """The rows of ``source`` typed and checked; raises KeyError for a table that is not staged."""
    table = TABLES[source.table]
    columns: dict[str, list[Any]] = {}
    failures: dict[Cell, Failure] = {}
    for name, column in table.columns.items():
        columns[name], unfit = _convert([row.get(name) for row in source.rows], column)
        failures |= {(position, name): Failure("not of the right type", column.expected) for position in unfit}
    violations = _violations(table, columns)
    failures = violations.of_cells | failures
    faulty = {position for position, _ in failures}
    failures |= {cell: failure for cell, failure in violations.of_rows.items() if cell[0] not in faulty}
    checked = CheckedRows(table, source, file, columns, list(range(len(source.rows))))
    _reject_failures(checked, failures)
    _reject_repeated_keys(checked)
    _note_unknown_columns(checked)
    return checked


def _convert(values: list[Any], column: Column) -> tuple[list[Any], list[int]]:
    """The values in the column's type with None for blanks and misfits; the positions of the misfits."""
    known: dict[Any, Any] = {}  # a column repeats few values: each is converted once
    converted: list[Any] = [None] * len(values)
    unfit: list[int] = []
    for position, value in enumerate(values):
        if value is None:
            continue
        try:
            memo = (value.__class__, value)
            if memo not in known:
                known[memo] = _convert_one(value, column.convert)
            fitting = known[memo]
        except TypeError:  # a list or dict cannot be remembered
            fitting = _convert_one(value, column.convert)
        if fitting is BLANK:
            continue
        converted[position] = fitting
        if fitting is None:
            unfit.append(position)
    return converted, unfit


def _convert_one(value: Any, convert: Callable[[Any], Any]) -> Any:
    """The converted value, BLANK for an empty cell, None for one that does not fit."""
    if is_blank(value):
        return BLANK
    try:
        return convert(value)
    except (ValueError, OverflowError):
        return None


@cache
def schema_of(table: Table) -> pa.DataFrameSchema:
    """The pandera schema of a staging table."""
    rules = [pa.Check(rule.holds, name=str(number)) for number, rule in enumerate(table.rules)]
    columns = {name: column.for_pandera() for name, column in table.columns.items()}
    return pa.DataFrameSchema(columns, checks=rules, strict=True)


def _violations(table: Table, columns: dict[str, list[Any]]) -> Violations:
    """The cells that break a bound or a list of words, and the rows that break a rule of the table."""
    frame = pd.DataFrame({name: pd.Series(values, dtype=table.columns[name].dtype) for name, values in columns.items()})
    found = Violations({}, {})
    try:
        schema_of(table).validate(frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases[["schema_context", "column", "check", "index"]]
        for context, name, check, position in cases.itertuples(index=False, name=None):
            if context == "Column":
                reason = "no value" if check == "not_nullable" else "not allowed"
                found.of_cells[position, name] = Failure(reason, table.columns[name].expected)
            else:
                rule = table.rules[int(check)]
                found.of_rows[position, rule.column] = Failure("does not fit the rest of the row", rule.expected)
    return found


def _reject_failures(checked: CheckedRows, failures: dict[Cell, Failure]) -> None:
    for (position, name), failure in sorted(failures.items(), key=lambda item: item[0]):
        value = checked.source.rows[position].get(name)
        game = checked.columns["game_id"][position] if checked.table.of_games else None
        checked.blame(position, name, value, failure.expected, failure.reason, game)
    bad = {position for position, _ in failures}
    checked.lose([position in bad for position in checked.positions])


def _reject_repeated_keys(checked: CheckedRows) -> None:
    """Keep the first row of each key, reject the later ones."""
    repeated = pd.Series(checked.key_values(), dtype=object).duplicated().tolist()
    key = checked.table.key
    reason = "the same key as a row above" if len(key) == 1 else f"the same {', '.join(key)} as a row above"
    checked.reject(repeated, key[-1], "each key once in a file", reason)


def _note_unknown_columns(checked: CheckedRows) -> None:
    """A column that the table does not have is named once; its values stay in the raw row."""
    unknown: dict[str, int] = {}
    for position, row in enumerate(checked.source.rows):
        for name in row.keys() - checked.table.columns.keys():
            unknown.setdefault(name, position)
    for name, position in unknown.items():
        checked.note(position, name, None, "a column of the table", "left out: the table has no such column")
