"""Lands checked rows: binary COPY to a temporary table, then one statement per table and operation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress
from typing import Any
from uuid import UUID

from psycopg import Cursor, sql

from ingest.contract.checked import CheckedRows
from ingest.contract.table import Table
from ingest.contract.work import Operation, TableWork
from ingest.landing import binary_copy, statements

Rows = Cursor[tuple[Any, ...]]
PARENT_REJECTED = "depends on a row that was rejected"


STATEMENTS = {
    Operation.UPSERT: statements.upsert,
    Operation.APPEND: statements.insert_only,
    Operation.REPLACE: statements.upsert,
    Operation.MERGE: statements.upsert,
    Operation.FILL_GAPS: statements.fill_gaps,
}
FEW_ROWS = 5_000
"""Up to so many rows are looked up by key; the planner would read a table of ten thousand rows whole, for each file."""

NUMBERED_ALIKE = ("period", "event_type")
"""Columns that events of one number share in two exports that number them alike."""


class LandingRefused(Exception):
    """The rows of a file do not fit the staged rows as a whole; the message says why."""


@dataclass(frozen=True)
class Landed:
    """The effect on one table, in rows."""

    inserted: int
    updated: int
    deleted: int


def stage(cursor: Rows, work: list[TableWork]) -> None:
    """Copy the rows, parents first, to temporary tables; reject those that do not fit the database.

    Raise LandingRefused if the rows of a table do not fit as a whole.
    """
    by_name = {each.rows.table.name: each for each in work}
    if work:
        cursor.execute(statements.prepare_landing(tuple(each.rows.table for each in work)), prepare=False)
    for each in work:
        rows = each.rows
        parent = by_name.get(rows.table.parent or "")
        if parent is not None:
            _reject_with_parent(rows, parent.rows)
        _copy(cursor, rows)
        if each.operation is Operation.APPEND:
            _reject_present(cursor, rows)
        if each.operation is Operation.MERGE:
            _refuse_other_numbers(cursor, each)
            _reject_incomplete(cursor, rows)
        if rows.table.parent is not None:
            _reject_orphans(cursor, rows, parent)


def land(cursor: Rows, work: list[TableWork], load_id: UUID, source_file: str) -> dict[str, Landed]:
    """Write the new rows to their tables: delete missing ones, children first; then upsert, parents first."""
    deleted = {each.rows.table.name: _delete_gone(cursor, each) for each in reversed(work)}
    landed = {}
    for each in work:
        table = each.rows.table
        if each.operation is Operation.MERGE:
            cursor.execute(statements.complete(table, each.rows.merged))
        if each.operation is not Operation.APPEND:
            with _looked_up(cursor, each.rows):
                cursor.execute(statements.remove_unchanged(table))
        cursor.execute(STATEMENTS[each.operation](table), {"load": load_id, "file": source_file})
        inserted, updated = cursor.fetchall()[0]
        landed[table.name] = Landed(inserted, updated, deleted[table.name])
    return landed


def staged_rows(table: Table) -> sql.Identifier:
    """Return the name of the temporary table with the rows of a file that ``stage`` accepted."""
    return statements.landing_of(table)


def _copy(cursor: Rows, rows: CheckedRows) -> None:
    columns = rows.table.columns
    types = ["int4", *(column.copied_as for column in columns.values())]
    values = [rows.positions, *(rows.columns[name] for name in columns)]
    with cursor.copy(statements.copy_to_landing(rows.table)) as copy:
        binary_copy.write_rows(cursor, copy, types, values)


def _reject_with_parent(rows: CheckedRows, parent: CheckedRows) -> None:
    """Reject the rows whose parent was rejected in the same file."""
    if not parent.lost_keys or not rows.positions:
        return
    lost = [key in parent.lost_keys for key in rows.key_values(rows.table.parent_key)]
    expected = f"a row of {parent.table.name} that lands"
    rows.reject(lost, rows.table.parent_key[-1], expected, PARENT_REJECTED)


def _reject_present(cursor: Rows, rows: CheckedRows) -> None:
    """Reject the rows whose key is in the table."""
    with _looked_up(cursor, rows):
        cursor.execute(statements.remove_present(rows.table))
    column = rows.table.key[-1]
    rows.reject(_returned(cursor, rows), column, "a new key", "this key exists already")


@contextmanager
def _looked_up(cursor: Rows, rows: CheckedRows) -> Iterator[None]:
    """Have a statement look up few rows by their key; the result of the statement stays the cursor's."""
    if len(rows.positions) > FEW_ROWS:
        yield
        return
    settings = cursor.connection.cursor()
    settings.execute("set local enable_hashjoin = off; set local enable_mergejoin = off")
    yield
    settings.execute("set local enable_hashjoin = on; set local enable_mergejoin = on")


def _refuse_other_numbers(cursor: Rows, work: TableWork) -> None:
    """Raise LandingRefused if most rows with an existing key are other events than those of that key."""
    if not work.numbers_alike:
        return
    cursor.execute(statements.agreement(work.rows.table, NUMBERED_ALIKE))
    common, alike = cursor.fetchall()[0]
    if 2 * alike < common:
        raise LandingRefused(
            f"not merged: {common - alike} of {common} events have another {' or '.join(NUMBERED_ALIKE)} than the"
            " staged event of their number: the export numbers them otherwise; load it with upsert to replace the game"
        )


def _reject_incomplete(cursor: Rows, rows: CheckedRows) -> None:
    """Reject the rows that can only change an existing row, if there is none."""
    if not rows.incomplete:
        return
    cursor.execute(statements.remove_new(rows.table), {"places": list(rows.incomplete)})
    missing = _returned(cursor, rows)
    for place in compress(range(len(missing)), missing):
        position = rows.positions[place]
        column, expected = rows.incomplete[position]
        game = rows.columns["game_id"][place] if rows.table.of_games else None
        reason = f"no row has this key, and a new one needs {column}"
        rows.blame(position, column, None, expected, reason, game)
    rows.lose(missing)


def _reject_orphans(cursor: Rows, rows: CheckedRows, parent: TableWork | None) -> None:
    """Reject the rows whose parent is neither in the file nor, unless the file replaces it, in the database."""
    if parent is not None and _all_have_parents(rows, parent.rows):
        return
    in_database = parent is None or parent.scope is None
    staged_parent = None if parent is None else parent.rows.table
    cursor.execute(statements.remove_orphans(rows.table, staged_parent, in_database))
    column, expected = rows.table.parent_key[-1], f"the key of a row of {rows.table.parent}"
    rows.reject(_returned(cursor, rows), column, expected, "depends on a row that does not exist")


def _all_have_parents(rows: CheckedRows, parent: CheckedRows) -> bool:
    """Return whether the parents of all rows are in the file, as those of an export are: the server need not look."""
    key = rows.table.parent_key
    return set(parent.key_values(key)).issuperset(rows.key_values(key))


def _returned(cursor: Rows, rows: CheckedRows) -> list[bool]:
    """Return which of the rows are at the places that the last statement returned."""
    places = {place for (place,) in cursor}
    return [position in places for position in rows.positions]


def _delete_gone(cursor: Rows, work: TableWork) -> int:
    """Delete the rows in the scope that the file no longer has; return their number."""
    scope = work.scope
    if scope is None:
        return 0
    statement = statements.delete_gone(
        work.rows.table, scope.games is not None, scope.source_kinds is not None, bool(work.exports)
    )
    values = {"games": scope.games or (), "kinds": scope.source_kinds or (), "exports": work.exports}
    cursor.execute(statement, {name: sorted(found) for name, found in values.items()})
    return cursor.rowcount
