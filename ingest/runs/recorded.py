"""The outcome of a run that came to its end, from the audit trail: for who did not live to see it."""

from pathlib import Path
from typing import Any

from psycopg import Connection, Cursor

from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.journal.summary import FileResult, LoadSummary, Status
from ingest.landing import audit
from ingest.landing.audit import FileLoad
from ingest.runs.records import Run, kept_files

FAILURE = """
    select source_format, error_message from public.load_history
    where load_id = %(load)s and source_file = %(file)s and status = 'failed' order by id limit 1
"""


def recorded_summary(connection: Connection[Any], run: Run) -> LoadSummary:
    """Return the outcome of a run with counts and rejected rows; notes and unknown codes are not recorded."""
    summary = LoadSummary(run.run_id, strict=run.arguments["strict"])
    with connection.transaction(), connection.cursor() as cursor:
        paths = {file.source_file: file.path for file in kept_files(cursor, run.run_id)}
        for source, file_format, status, reason, game in audit.closed(cursor, run.run_id):
            path = paths.pop(source, Path(source))
            summary.files.append(FileResult(path, file_format, Status(status), reason=reason, game_id=game))
        for source, path in paths.items():
            load = FileLoad(run.run_id, source, None, Operation(run.arguments["operation"]), run.initiated_by)
            summary.files.append(_result(cursor, load, path))
    return summary


def _result(cursor: Cursor[tuple[Any, ...]], load: FileLoad, path: Path) -> FileResult:
    rejects = audit.rejects(cursor, load, path)
    failure = cursor.execute(FAILURE, load.key).fetchone()
    if failure is not None:
        return FileResult(path, failure[0], Status.FAILED, problems=rejects, reason=failure[1])
    return FileResult(path, None, Status.COMPLETED, audit.completed(cursor, load, TABLES), rejects)
