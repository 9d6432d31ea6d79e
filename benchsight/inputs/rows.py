"""The life of one row: when it was added, what each change made of it, when it was deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

from benchsight.inputs.compare import Cell, compare_row, content_of
from benchsight.inputs.subject import HistoryError, Subject, key_of

ENTRIES = """
    with changes as (
        select *, max(input_version) over (partition by transaction_id) as version from ops.input_changes where {filter}
    )
    select c.version, c.changed_at, c.changed_by, c.source_file, c.reason, old.content
    from changes as c
    left join ops.staging_history as old on c.change_id = old.change_id and old.key = %(key)s
    where c.table_name = %(table)s and (old.key is not null or %(key)s = any(c.added_keys))
    order by c.input_version
"""
NOW = "select to_jsonb(t) from {table} as t where {of_game} {key} = %(key)s"


@dataclass(frozen=True)
class RowVersion:
    """A change of a row: ``operation`` added, changed or deleted; ``row`` is what it was after it (None: gone)."""

    version: int
    changed_at: datetime
    changed_by: str
    source_file: str | None
    reason: str | None
    operation: str
    cells: list[Cell]
    row: dict[str, Any] | None


def read_row_versions(connection: psycopg.Connection[Any], subject: Subject, table: str, key: str) -> list[RowVersion]:
    """Return each change of the row, the oldest first. Raises HistoryError if there never was such a row.

    What a change wrote is what the next one ended; after the last it is the row of the table.
    """
    parameters = subject.parameters | {"table": table, "key": key}
    with connection.transaction(), connection.cursor(row_factory=namedtuple_row) as cursor:
        cursor.execute("select set_config('timezone', 'UTC', true)")
        entries: list[Any] = cursor.execute(sql.SQL(ENTRIES).format(filter=subject.filter), parameters).fetchall()
        of_game = sql.SQL("t.game_id = %(game)s and" if subject.game_id is not None else "")
        names = {"table": sql.Identifier("public", table), "key": key_of(table, "t"), "of_game": of_game}
        found = cursor.execute(sql.SQL(NOW).format(**names), parameters).fetchone()
    now = None if found is None else found[0]
    if not entries and now is None:
        raise HistoryError(f"{table} never had a row {key}")
    states = [entry.content for entry in entries[1:]] + [now]
    return [_change(table, entry, after) for entry, after in zip(entries, states, strict=bool(entries))]


def _change(table: str, entry: Any, after: dict[str, Any] | None) -> RowVersion:
    old = entry.content
    if old is None or after is None:
        operation, cells = ("added" if old is None else "deleted"), []
    else:
        operation, cells = "changed", compare_row(table, old, after)
    row = None if after is None else content_of(table, after)
    about = (entry.version, entry.changed_at, entry.changed_by, entry.source_file, entry.reason)
    return RowVersion(*about, operation, cells, row)
