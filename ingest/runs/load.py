"""Loads files and folders into staging by a run of phases, and resumes a run that did not come to its end."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import Connection, errors

from ingest.contract.codes_report import known_codes
from ingest.contract.coerce import storable_text
from ingest.contract.work import Operation
from ingest.database.session import Session, user_name
from ingest.database.transient import first_line
from ingest.journal.phases import Journal
from ingest.journal.summary import LoadSummary
from ingest.landing.plausibility import Limits
from ingest.runs import records
from ingest.runs.checked_files import CheckedFiles
from ingest.runs.pipeline import Pipeline, Stats
from ingest.runs.records import LoadStopped, Run, RunError
from ingest.runs.spool import Spool, SpoolError, remove_old
from ingest.runs.upserting import LandingOptions
from ingest.selection.fetching import Progress
from ingest.selection.reading import Selection

ROWS_IN_MEMORY = 100_000


@dataclass(frozen=True)
class LoadOptions:
    """How to load. ``games`` and ``tables`` (empty: all) limit it to their rows; ``vocabulary`` is the folder of codes.

    ``columns`` (empty: all that a file has a value for) are those that a merge may write.
    Checked rows wait for their turn in a folder of the run below ``runs_folder`` (None: a temporary one), up to
    ``rows_in_memory`` in memory. ``build``: the run ends with a build, for which it is given the means.
    ``force`` lands what is no plausible version of the staged games, and takes more away than ``limits`` allow.
    """

    operation: Operation = Operation.UPSERT
    games: frozenset[int] = frozenset()
    dry_run: bool = False
    strict: bool = False
    vocabulary: Path | None = None
    initiated_by: str = field(default_factory=user_name)
    columns: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    build: bool = False
    runs_folder: Path | None = None
    rows_in_memory: int = ROWS_IN_MEMORY
    force: bool = False
    limits: Limits = field(default_factory=Limits)

    def as_arguments(self, paths: Iterable[Path]) -> dict[str, Any]:
        """What a run must know to be resumed, as plain values."""
        return {
            "paths": [storable_text(str(path)) for path in paths],
            "folder": storable_text(str(Path.cwd())),
            "operation": str(self.operation),
            "games": sorted(self.games),
            "columns": sorted(self.columns),
            "tables": sorted(self.tables),
            "strict": self.strict,
            "build": self.build,
            "force": self.force,
            "limits": asdict(self.limits),
            "vocabulary": None if self.vocabulary is None else str(self.vocabulary),
        }


@dataclass(frozen=True)
class ResumeOptions:
    """How to resume a run, beyond what the run itself knows."""

    initiated_by: str = field(default_factory=user_name)
    runs_folder: Path | None = None
    rows_in_memory: int = ROWS_IN_MEMORY


def no_progress(step: str, done: int, total: int) -> None:
    """Show nothing."""


def load_paths(
    connection: Connection[Any],
    paths: Iterable[Path],
    options: LoadOptions | None = None,
    progress: Progress = no_progress,
    stats: Stats | None = None,
) -> LoadSummary:
    """Load files and folders; each file lands whole or, as its rows and the options demand, in part or not at all.

    ``connection`` must be idle. ``progress`` is called with what is being done, steps done and steps in all;
    ``stats`` builds the statistics at the end, if the options ask for it. What a file holds never raises; LoadStopped
    is raised when the database is lost for good or the run's folder cannot be written: the run can be resumed.
    """
    options, paths = options or LoadOptions(), list(paths)
    session = Session(connection, options.dry_run)
    run_id = uuid4()
    with _closing(session), connection.transaction(force_rollback=True) if options.dry_run else nullcontext():
        lock_key = _begin(session, run_id, options, paths)
        return _run(session, Journal(run_id), lock_key, options, progress, stats, paths, None)


def resume_run(
    connection: Connection[Any],
    which: str,
    options: ResumeOptions | None = None,
    progress: Progress = no_progress,
    stats: Stats | None = None,
) -> LoadSummary:
    """Go on with a run (its id or ``last``) from its last good phase; files that have landed are not landed again.

    Raises RunError where there is no such run, where it is complete, where its loader lives, or where a file has
    changed since the run fetched it; LoadStopped as load_paths does.
    """
    options = options or ResumeOptions()
    session = Session(connection)
    with _closing(session):
        run = _take_over(connection, which)
        with session.transaction() as cursor:
            journal = records.take_up(cursor, run)
        folder = Path(run.arguments["folder"])
        paths = [folder / path for path in run.arguments["paths"]]
        again = _options_of(run.arguments, options)
        return _run(session, journal, run.lock_key, again, progress, stats, paths, folder)


def _take_over(connection: Connection[Any], which: str) -> Run:
    """The run to resume, which is ours from now on."""
    found = records.find_run(connection, which)
    try:
        records.hold(connection, found.lock_key)
    except errors.LockNotAvailable as error:
        raise RunError(f"run {found.run_id} is being loaded by another process") from error
    run = records.find_run(connection, str(found.run_id))  # its loader may have come to the end a moment ago
    if run.status == "completed":
        records.release(connection, run.lock_key)
        raise RunError(f"run {run.run_id} is complete: there is nothing to resume")
    return run


def _options_of(arguments: dict[str, Any], options: ResumeOptions) -> LoadOptions:
    vocabulary = arguments["vocabulary"]
    return LoadOptions(
        operation=Operation(arguments["operation"]),
        games=frozenset(arguments["games"]),
        columns=frozenset(arguments["columns"]),
        tables=frozenset(arguments.get("tables", ())),  # runs of older code have none
        strict=arguments["strict"],
        build=arguments["build"],
        force=arguments.get("force", False),
        limits=Limits(**arguments.get("limits", {})),
        vocabulary=None if vocabulary is None else Path(vocabulary),
        initiated_by=options.initiated_by,
        runs_folder=options.runs_folder,
        rows_in_memory=options.rows_in_memory,
    )


def _begin(session: Session, run_id: UUID, options: LoadOptions, paths: list[Path]) -> int:
    """Note the run and hold it; its lock key."""

    def begin() -> int:
        with session.transaction() as cursor:
            return records.begin(cursor, run_id, options.as_arguments(paths), storable_text(options.initiated_by[:100]))

    lock_key = session.attempt(begin)
    if not options.dry_run:
        records.hold(session.connection, lock_key)
    return lock_key


def _run(
    session: Session,
    journal: Journal,
    lock_key: int,
    options: LoadOptions,
    progress: Progress,
    stats: Stats | None,
    paths: list[Path],
    resumed_in: Path | None,
) -> LoadSummary:
    """Run the phases and note how that ended."""
    known = known_codes(options.vocabulary) if options.vocabulary else None
    landing = LandingOptions(
        journal.run_id,
        options.operation,
        options.strict,
        options.initiated_by,
        known,
        options.force,
        options.limits,
        bool(options.games),
    )
    spool = _spool(options, journal.run_id)
    if not options.dry_run:
        session.connected = lambda new: records.hold(new, lock_key)
    try:
        with _noting_failure(session, journal.run_id):
            files = CheckedFiles(spool, Selection(options.games, options.operation, options.columns, options.tables))
            pipeline = Pipeline(session, journal, landing, files, progress, resumed_in)
            summary = pipeline.run(paths, stats if options.build else None)
            session.write(lambda cursor: records.finish(cursor, journal.run_id, summary.resumable))
    except BaseException:
        if options.dry_run or options.runs_folder is None:
            spool.remove()
        raise
    finally:
        if not options.dry_run:
            _try(lambda: records.release(session.connection, lock_key))
    if summary.resumable is None or options.runs_folder is None:
        spool.remove()
    return summary


def _spool(options: LoadOptions, run_id: UUID) -> Spool[Any, Any]:
    if options.runs_folder is None:
        return Spool(None, options.rows_in_memory)
    remove_old(options.runs_folder)
    return Spool(options.runs_folder / str(run_id), options.rows_in_memory)


@contextmanager
def _noting_failure(session: Session, run_id: UUID) -> Iterator[None]:
    """Note why a run stopped, where the database still listens; what is no fault of the program raises LoadStopped."""
    try:
        yield
    except BaseException as error:
        reason = "interrupted" if isinstance(error, KeyboardInterrupt) else first_line(error)
        _try(lambda: session.note_once(lambda cursor: records.finish(cursor, run_id, reason)))
        if isinstance(error, psycopg.Error | SpoolError):
            raise (RunError(reason) if session.dry_run else LoadStopped(reason, run_id)) from error
        raise


def _try(work: Callable[[], None]) -> None:
    """Do what can be done without; the error that led here is the one to tell."""
    try:
        work()
    except psycopg.Error:
        return


@contextmanager
def _closing(session: Session) -> Iterator[None]:
    """Close what the session opened itself."""
    try:
        yield
    finally:
        session.close()
