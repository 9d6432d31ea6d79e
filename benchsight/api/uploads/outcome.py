"""The outcome of an upload: counts of each file and table in the job, its problems in ops.upload_problems."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from ingest.contract.coerce import storable_text
from ingest.contract.extract import Origin, Problem
from ingest.journal.summary import FileResult, LoadSummary, Status

COLUMNS = "reason, file_name, sheet, row_number, table_name, game_id, column_name, value, expected"
COPY = f"copy ops.upload_problems (job_id, problem_number, is_reject, {COLUMNS}) from stdin"  # nosec B608 # constants
READ = f"""
    select is_reject, {COLUMNS} from ops.upload_problems
    where job_id = %(job)s and (is_reject or %(notes)s) order by problem_number limit %(limit)s
"""  # nosec B608 # constants


@dataclass(frozen=True)
class UploadProblem:
    """Problem of a row or value: where it is, what was found, and what was expected."""

    is_reject: bool
    reason: str
    file_name: str
    sheet: str | None
    row_number: int | None
    table_name: str | None
    game_id: int | None
    column_name: str | None
    value: str | None
    expected: str | None


def result_of(summary: LoadSummary) -> dict[str, Any]:
    """Return the summary without its problems, as plain values for JSON."""
    return {
        "load_id": str(summary.load_id),
        "preview": summary.dry_run,
        "ok": summary.ok,
        "problem": summary.problem or summary.why_nothing,
        "rejects": sum(len(result.rejects) for result in summary.files),
        "notes": sum(len(result.notes) for result in summary.files),
        "problems_left_out": sum(result.problems_left_out for result in summary.files),
        "files": [_file(result) for result in summary.files],
        "unknown_codes": summary.unknown_codes or {},
    }


def keep_problems(connection: psycopg.Connection, job_id: UUID, summary: LoadSummary) -> None:
    """Store the problems of an upload, in place of those of an earlier attempt: rejected rows first."""
    with connection.transaction():
        connection.execute("delete from ops.upload_problems where job_id = %s", (job_id,))
        with connection.cursor().copy(COPY) as copy:
            for number, problem in enumerate(_problems(summary), start=1):
                copy.write_row((job_id, number, *_row(problem)))


def read_problems(
    connection: psycopg.Connection, job_id: UUID, with_notes: bool = False, limit: int | None = None
) -> Sequence[UploadProblem]:
    """Return the problems of an upload in order; only rejected rows unless ``with_notes``."""
    with connection.cursor(row_factory=class_row(UploadProblem)) as cursor:
        return cursor.execute(READ.encode(), {"job": job_id, "notes": with_notes, "limit": limit}).fetchall()


def _file(result: FileResult) -> dict[str, Any]:
    return {
        "file": str(result.path),
        "format": result.file_format,
        "games": [*result.games],
        "status": str(result.status),
        "reason": result.reason,
        "tables": [asdict(table) for table in result.tables],
        "rejects": len(result.rejects),
        "notes": len(result.notes),
        "removed": result.removed,
    }


def _problems(summary: LoadSummary) -> Iterator[Problem]:
    for result in summary.files:
        yield from _of_file(result, Status.FAILED)
        yield from result.rejects
    for result in summary.files:
        yield from _of_file(result, Status.SKIPPED)
        yield from result.notes


def _of_file(result: FileResult, status: Status) -> Iterator[Problem]:
    """Yield why a whole file failed or was skipped, unless one of its rows says so."""
    if result.status is status and result.reason and all(str(each) != result.reason for each in result.rejects):
        yield Problem(
            str(result.path), Origin(), "", None, None, "", result.reason, status is Status.FAILED, result.game_id
        )


def _row(problem: Problem) -> tuple[Any, ...]:
    texts = (problem.reason, problem.file, problem.origin.sheet)
    place = (problem.origin.row, problem.table or None, problem.game_id, problem.column)
    value = None if problem.value is None else storable_text(str(problem.value))
    return (problem.fatal, *map(_storable, texts), *place, value, _storable(problem.expected or None))


def _storable(text: str | None) -> str | None:
    return None if text is None else storable_text(text)
