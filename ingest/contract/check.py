"""Checks the rows of one table against the contract: typed values of the good rows, one problem per bad cell."""

from functools import cache
from typing import Any, NamedTuple

from ingest.contract.checked import CheckedRows, Key
from ingest.contract.coerce import is_blank
from ingest.contract.column_rows import compact
from ingest.contract.columns import Column
from ingest.contract.convert import Converter
from ingest.contract.extract import TableRows
from ingest.contract.table import Table
from ingest.contract.tables import TABLES

Cell = tuple[int, str]  # position of the row, column


class Failure(NamedTuple):
    """Why a cell breaks the contract, and what is expected."""

    reason: str
    expected: str


class Violations(NamedTuple):
    """What pandera found: bad cells, and cells that contradict the rest of their row."""

    of_cells: dict[Cell, Failure]
    of_rows: dict[Cell, Failure]


def check_rows(source: TableRows, file: str, partial: bool = False) -> CheckedRows:
    """Return the rows of ``source`` typed and checked; raise KeyError for a table that is not staged.

    Rows of a ``partial`` source may lack required columns other than the key; ``incomplete`` says which do.
    """
    table = TABLES[source.table]
    columns: dict[str, list[Any]] = {}
    failures: dict[Cell, Failure] = {}
    are_good = True
    for (name, column), values in zip(table.columns.items(), source.columns(table.columns), strict=True):
        columns[name], unfit, in_bounds = _converter(column).convert(values)
        failures |= {(position, name): Failure("not of the right type", column.expected) for position in unfit}
        are_good = are_good and in_bounds and not (column.required and None in columns[name])
    checked = CheckedRows(table, source, file, columns, list(range(len(source.rows))))
    before = dict(columns)
    if not (are_good and all(all(rule.holds(columns)) for rule in table.rules)):
        _reject_failures(checked, _all_failures(table, columns, failures), partial)
    _reject_repeated_keys(checked)
    _note_unknown_columns(checked)
    checked.source = compact(source, before)
    return checked


@cache
def _converter(column: Column) -> Converter:
    return Converter(column)


def _all_failures(table: Table, columns: dict[str, list[Any]], unfit: dict[Cell, Failure]) -> dict[Cell, Failure]:
    """Return the failure of each bad cell: first of cells alone, then, for the other rows, of their rules."""
    violations = _violations(table, columns)
    failures = violations.of_cells | unfit
    faulty = {position for position, _ in failures}
    return failures | {cell: failure for cell, failure in violations.of_rows.items() if cell[0] not in faulty}


def _violations(table: Table, columns: dict[str, list[Any]]) -> Violations:
    """Return the cells that break a bound or a list of words, and the rows that break a rule of the table."""
    from ingest.contract.schema import failure_cases  # pandas and pandera take a second to import

    found = Violations({}, {})
    for context, name, check, position in failure_cases(table, columns):
        if context == "Column":
            reason = "no value" if check == "not_nullable" else "not allowed"
            found.of_cells[position, name] = Failure(reason, table.columns[name].expected)
        else:
            rule = table.rules[int(check)]
            found.of_rows[position, rule.column] = Failure("does not fit the rest of the row", rule.expected)
    return found


def _reject_failures(checked: CheckedRows, failures: dict[Cell, Failure], partial: bool) -> None:
    for cell, failure in sorted(failures.items(), key=lambda item: item[0]):
        position, name = cell
        value = checked.source.rows[position].get(name)
        may_lack = partial and name not in (*checked.table.key, "game_id")
        if may_lack and checked.columns[name][position] is None and is_blank(value):
            checked.incomplete.setdefault(position, (name, failure.expected))
            del failures[cell]
            continue
        game = checked.columns["game_id"][position] if checked.table.of_games else None
        checked.blame(position, name, value, failure.expected, failure.reason, game)
    bad = {position for position, _ in failures}
    checked.lose([position in bad for position in checked.positions])


def _reject_repeated_keys(checked: CheckedRows) -> None:
    """Keep the first row of each key and reject the others."""
    keys = checked.key_values()
    if len(set(keys)) == len(keys):
        return
    seen: set[Key] = set()
    repeated = []
    for value in keys:
        repeated.append(value in seen)
        seen.add(value)
    key = checked.table.key
    reason = "the same key as a row above" if len(key) == 1 else f"the same {', '.join(key)} as a row above"
    checked.reject(repeated, key[-1], "each key once in a file", reason)


def _note_unknown_columns(checked: CheckedRows) -> None:
    """Note each column that the table lacks once; its values stay in the raw row."""
    for name, position in checked.source.unknown_columns(checked.table.columns).items():
        checked.note(position, name, None, "a column of the table", "left out: the table has no such column")
