"""The audit trail of a load: load_history per file and table, and staging_rejects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ingest.contract.coerce import json_text, storable_text
from ingest.contract.extract import Origin, Problem
from ingest.contract.work import Operation, TableWork
from ingest.journal.summary import FileResult, TableResult

WHOLE_FILE = "*"
Rows = Cursor[tuple[Any, ...]]


@dataclass(frozen=True)
class FileLoad:
    """One file of one load; ``source_file`` is its absolute path, by which a second load of it is recognised."""

    load_id: UUID
    source_file: str
    source_format: str | None
    operation: Operation
    initiated_by: str

    @property
    def key(self) -> dict[str, Any]:
        """The parameters that find the history rows of this file."""
        return {"load": self.load_id, "file": self.source_file}


def start(cursor: Rows, load: FileLoad, work: Iterable[TableWork]) -> None:
    """Write one started row per table, unless there is one; it stays as it is if the loader is killed."""
    cursor.executemany(
        "insert into public.load_history"
        " (load_id, table_name, operation, scope, game_id, source_file, source_format, initiated_by, started_at)"
        " select %(load)s, cast(%(table)s as text), %(operation)s, %(scope)s, cast(%(game)s as int4),"
        " cast(%(file)s as text), %(format)s, %(who)s, clock_timestamp()"
        " where not exists (select from public.load_history where load_id = %(load)s and status = 'started'"
        " and source_file = cast(%(file)s as text) and table_name = cast(%(table)s as text))",
        [
            load.key
            | {
                "table": each.rows.table.name,
                "operation": each.operation,
                "scope": _scope(each),
                "game": _only(each.rows.games),
                "format": load.source_format,
                "who": load.initiated_by,
            }
            for each in work
        ],
    )


def complete(cursor: Rows, load: FileLoad, results: Iterable[TableResult]) -> None:
    """Write the counts of each table, in the transaction that lands them."""
    cursor.executemany(
        "update public.load_history set status = 'completed', completed_at = clock_timestamp(),"
        " duration_ms = 1000 * extract(epoch from clock_timestamp() - started_at),"
        " rows_read = %(read)s, rows_inserted = %(inserted)s, rows_updated = %(updated)s,"
        " rows_unchanged = %(unchanged)s, rows_deleted = %(deleted)s, rows_rejected = %(rejected)s"
        " where load_id = %(load)s and source_file = %(file)s and table_name = %(table)s and status = 'started'",
        [load.key | vars(result) for result in results],
    )


def completed(cursor: Rows, load: FileLoad, tables: Iterable[str]) -> list[TableResult]:
    """Return the counts of these tables if they have landed in this load; else an empty list."""
    cursor.execute(
        "select table_name, operation, rows_read, rows_inserted, rows_updated, rows_unchanged, rows_deleted,"
        " rows_rejected from public.load_history where load_id = %(load)s and source_file = %(file)s"
        " and status = 'completed' and table_name = any(%(tables)s) order by id",
        load.key | {"tables": list(tables)},
    )
    return [TableResult(*row) for row in cursor]


def rejected_origins(cursor: Rows, load: FileLoad) -> set[tuple[str, Origin]]:
    """Return table and origin of the rows that this load rejected of a file."""
    cursor.execute(
        "select table_name, sheet, row_number from public.staging_rejects"
        " where load_id = %(load)s and source_file = %(file)s",
        load.key,
    )
    return {(table, Origin(sheet, row)) for table, sheet, row in cursor}


def rejects(cursor: Rows, load: FileLoad, path: Path) -> list[Problem]:
    """Return the rows that this load rejected of a file, as problems without the raw row."""
    cursor.execute(
        "select sheet, row_number, table_name, column_name, value, expected, reason, game_id"
        " from public.staging_rejects where load_id = %(load)s and source_file = %(file)s order by id",
        load.key,
    )
    return [
        Problem(str(path), Origin(sheet, row), table, column, value, expected, reason, True, game)
        for sheet, row, table, column, value, expected, reason, game in cursor
    ]


def closed(cursor: Rows, load_id: UUID) -> list[tuple[str, str | None, str, str, int | None]]:
    """Return file, format, status, reason and game of files that did not reach their tables, in order."""
    cursor.execute(
        "select source_file, source_format, status, error_message, game_id from public.load_history"
        " where load_id = %s and table_name = %s order by id",
        (load_id, WHOLE_FILE),
    )
    return cursor.fetchall()


def fail(cursor: Rows, load: FileLoad, reason: str) -> None:
    """Close the started rows of a file whose landing was rolled back."""
    cursor.execute(
        "update public.load_history set status = 'failed', completed_at = clock_timestamp(),"
        " duration_ms = 1000 * extract(epoch from clock_timestamp() - started_at), error_message = %(reason)s"
        " where load_id = %(load)s and source_file = %(file)s and status = 'started'",
        load.key | {"reason": storable_text(reason)},
    )


def add_closed(cursor: Rows, load: FileLoad, result: FileResult) -> None:
    """Write a row, once per load, for a file that did not reach its tables."""
    cursor.execute(
        "insert into public.load_history"
        " (load_id, table_name, operation, game_id, source_file, source_format, initiated_by, started_at,"
        " completed_at, duration_ms, status, error_message)"
        " select %(load)s, cast(%(table)s as text), %(operation)s, cast(%(game)s as int4), cast(%(file)s as text),"
        " %(format)s, %(who)s,"
        " clock_timestamp(), clock_timestamp(), 0, %(status)s, %(reason)s"
        " where not exists (select from public.load_history where load_id = %(load)s"
        " and source_file = cast(%(file)s as text) and table_name = cast(%(table)s as text))",
        load.key
        | {
            "table": WHOLE_FILE,
            "operation": load.operation,
            "game": result.game_id,
            "format": load.source_format,
            "who": load.initiated_by,
            "status": result.status,
            "reason": storable_text(result.reason or ""),
        },
    )


def replace_rejects(cursor: Rows, load: FileLoad, rejects: Sequence[Problem]) -> None:
    """Write the rejected rows of this file; delete those of earlier loads, and of the same tables of this load."""
    cursor.execute(
        "delete from public.staging_rejects where source_file = %(file)s"
        " and (load_id <> %(load)s or table_name = any(%(tables)s))",
        load.key | {"tables": sorted({problem.table for problem in rejects})},
    )
    if not rejects:
        return
    statement = (
        "copy public.staging_rejects (load_id, table_name, game_id, source_file, sheet, row_number, column_name,"
        " value, expected, reason, raw) from stdin"
    )
    with cursor.copy(statement) as copy:
        for problem in rejects:
            copy.write_row(_reject_row(load, problem))


def _reject_row(load: FileLoad, problem: Problem) -> tuple[Any, ...]:
    return (
        load.load_id,
        problem.table,
        problem.game_id,
        load.source_file,
        problem.origin.sheet,
        problem.origin.row,
        problem.column,
        None if problem.value is None else storable_text(str(problem.value)),
        problem.expected,
        problem.reason,
        None if problem.raw is None else json_text(problem.raw),
    )


def _scope(work: TableWork) -> str:
    if work.scope is None:
        return "file"
    return "table" if work.scope.games is None else "game"


def _only(games: set[int]) -> int | None:
    return min(games) if len(games) == 1 else None
