"""The load of an upload, by the process of its job: a new run, or the one that an earlier attempt began or ended."""

import time
from collections.abc import Callable, Mapping
from contextlib import chdir
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from benchsight.api.uploads.outcome import keep_problems, result_of
from benchsight.api.uploads.spool import FOLDER, Spool
from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError
from benchsight.inputs.load import load_options
from ingest.journal.summary import LoadSummary, Status
from ingest.runs.load import LoadOptions, ResumeOptions, load_paths, resume_run
from ingest.runs.recorded import recorded_summary
from ingest.runs.records import Run, RunError, find_run

NAME = "benchsight upload"
PATIENCE = 60.0  # seconds for the session of a killed attempt to end
RUN_OF_FOLDER = """
    select cast(run_id as text) from ops.ingest_runs where arguments ->> 'received_in' = %s
    order by started_at desc limit 1
"""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class LoadedUpload:
    """Outcome of the load: its result, and the reason if a file could not be loaded."""

    result: Mapping[str, Any]
    error: str | None


def load_upload(arguments: Mapping[str, Any], progress: Progress) -> LoadedUpload:
    """Load the received files of a job, or only validate them (``preview``); keep the problems found.

    Raise BenchSightError if the files are gone or the load cannot go on, OperationalError if the database is lost: the
    next attempt resumes the run.
    """
    job_id, settings = UUID(arguments["upload_id"]), load_settings()
    folder = Spool(settings.home / FOLDER).keep(job_id).resolve()
    preview = arguments["preview"]
    options = load_options(
        settings,
        arguments["operation"],
        arguments["games"],
        arguments["tables"],
        arguments["columns"],
        preview,
        arguments["strict"],
        arguments["force"],
    )
    paths = [Path(file["name"]) for file in arguments["files"]]
    with connect(application_name=NAME) as connection, chdir(folder):  # names without the server's folders
        summary = _load(connection, replace(options, received_in=folder), paths, progress)
    with connect(autocommit=True, application_name=NAME) as connection:
        keep_problems(connection, job_id, summary)
    return LoadedUpload(result_of(summary), None if preview else _failure(summary))


def _load(connection: psycopg.Connection, options: LoadOptions, paths: list[Path], progress: Progress) -> LoadSummary:
    try:
        run = _earlier_run(connection, str(options.received_in))
        if run is None:
            return load_paths(connection, paths, options, progress)
        if run.status == "completed":  # its process died before it could record the outcome
            return recorded_summary(connection, run)
        return resume_run(connection, str(run.run_id), ResumeOptions(runs_folder=options.runs_folder), progress)
    except RunError as error:
        if isinstance(error.__cause__, psycopg.OperationalError):
            raise error.__cause__ from error
        raise BenchSightError(str(error)) from error


def _earlier_run(connection: psycopg.Connection, folder: str) -> Run | None:
    """Return the run that an earlier attempt began, once its loader has ended; None if there is none."""
    found = connection.execute(RUN_OF_FOLDER, (folder,)).fetchone()
    connection.rollback()
    if found is None:
        return None
    deadline = time.monotonic() + PATIENCE
    while (run := find_run(connection, found[0])).is_held:
        if time.monotonic() > deadline:
            raise BenchSightError("an earlier attempt is still loading these files")
        time.sleep(0.2)
    return run


def _failure(summary: LoadSummary) -> str | None:
    """Return why a file, or the whole load, failed; rejected rows are no failure."""
    failed = next((result.reason for result in summary.of(Status.FAILED)), None)
    return failed or summary.problem or summary.why_nothing
