"""Loads files and folders into staging by a run of phases, and resumes a run that did not complete."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

from psycopg import Connection

from ingest.contract.codes_report import known_codes
from ingest.contract.extract import UnreadableFile
from ingest.database.session import Rows, Session
from ingest.journal.phases import Counts, Journal, Phase
from ingest.journal.summary import FileResult, LoadSummary, StatsResult, Status
from ingest.journal.versions import payload_version
from ingest.landing import audit, receipts
from ingest.landing.audit import FileLoad
from ingest.landing.file_landing import land_file
from ingest.landing.file_plan import FilePlan
from ingest.landing.receipts import Receipt
from ingest.runs import records
from ingest.runs.checkpoints import Checkpoints
from ingest.runs.lifecycle import begin, closing, held, take_over
from ingest.runs.options import LoadOptions, ResumeOptions
from ingest.runs.records import RunError
from ingest.runs.snapshot import take_snapshot
from ingest.runs.spool import CheckedFiles, opened_spool
from ingest.runs.upserts import Upserts, lands_in
from ingest.selection.choose import choose
from ingest.selection.fetching import FetchedFile, Progress, fetch, same_files, source_name
from ingest.selection.reading import check_file
from ingest.selection.ready import FileClosed, ReadyFile

__all__ = ["LoadOptions", "ResumeOptions", "load_paths", "resume_run"]

Stats = Callable[[], StatsResult]
UPSERTS = (Phase.UPSERT_MEMBERS, Phase.UPSERT_GAMES)


def no_progress(step: str, done: int, total: int) -> None:
    """Show nothing."""


def load_paths(
    connection: Connection[Any],
    paths: Iterable[Path],
    options: LoadOptions | None = None,
    progress: Progress = no_progress,
    stats: Stats | None = None,
) -> LoadSummary:
    """Load files and folders; a file lands whole or, depending on its rows and the options, in part or not at all.

    ``connection`` must be idle. ``progress`` is called with the current step, steps done and steps in all; ``stats``
    builds the statistics at the end, if the options ask for it. The content of a file never raises. Raise LoadStopped
    if the database is lost or the run's folder cannot be written: the run can be resumed.
    """
    options, paths = options or LoadOptions(), list(paths)
    session, journal = Session(connection, options.dry_run), Journal(uuid4())
    with closing(session), connection.transaction(force_rollback=True) if options.dry_run else nullcontext():
        lock_key = begin(session, journal.run_id, options, paths)
        return _Load(session, journal, options, progress).run(lock_key, paths, stats)


def resume_run(
    connection: Connection[Any],
    which: str,
    options: ResumeOptions | None = None,
    progress: Progress = no_progress,
    stats: Stats | None = None,
) -> LoadSummary:
    """Resume a run (its id or ``last``) after its last completed phase; files that have landed do not land again.

    Raise RunError if there is no such run, if it is complete, if its loader is alive, or if a file has changed since
    the run fetched it; LoadStopped as load_paths does.
    """
    session = Session(connection)
    with closing(session):
        run = take_over(connection, which)
        with session.transaction() as cursor:
            journal = records.take_up(cursor, run)
        folder = Path(run.arguments["folder"])
        paths = [folder / path for path in run.arguments["paths"]]
        again = LoadOptions.of_run(run.arguments, options or ResumeOptions())
        return _Load(session, journal, again, progress, folder).run(run.lock_key, paths, stats)


class _Load:
    """The phases of one run. ``resumed_in`` is the folder in which a resumed run was started."""

    def __init__(
        self,
        session: Session,
        journal: Journal,
        options: LoadOptions,
        progress: Progress,
        resumed_in: Path | None = None,
    ) -> None:
        self.session, self.journal, self.options, self.progress = session, journal, options, progress
        self.resumed_in = resumed_in
        self.codes = known_codes(options.vocabulary) if options.vocabulary else None
        self.spool = opened_spool(options.runs_folder, journal.run_id, options.rows_in_memory)
        self.files = CheckedFiles(self.spool, options.selection)
        self.receipts: dict[str, Receipt] = {}
        self.checkpoints = Checkpoints(session, journal)
        self.summary = LoadSummary(
            journal.run_id, session.dry_run, unknown_codes=None if self.codes is None else {}, strict=options.strict
        )

    def run(self, lock_key: int, paths: list[Path], stats: Stats | None) -> LoadSummary:
        """Run the phases, from the first that is not completed, and record how the run ended."""
        is_temporary = self.options.runs_folder is None
        with held(self.session, self.journal.run_id, lock_key, self.spool, is_temporary):
            self._run_phases(paths, stats if self.options.build else None)
            resumable = self.summary.resumable
            self.session.write(lambda cursor: records.finish(cursor, self.journal.run_id, resumable))
        if resumable is None or is_temporary:
            self.spool.remove()
        return self.summary

    def _run_phases(self, paths: list[Path], stats: Stats | None) -> None:
        order = self._transform(self._validate(self._fetch(paths)))
        upserts = Upserts(self.session, self.journal, self.options, self.files, order, self.codes, self.receipts)
        for phase in UPSERTS:
            self._upsert(phase, upserts)
        upserts.renew_receipts()
        self.summary.files += [result for file in order for result in upserts.results_of(file)]
        self.summary.landed_before = len(upserts.landed_before)
        if upserts.codes and self.summary.unknown_codes is not None:
            self.summary.unknown_codes = upserts.codes
        self._snapshot({game for file in order for game in file.info.all_games})
        self._stats(stats)

    def _fetch(self, paths: list[Path]) -> list[FetchedFile]:
        if self.checkpoints.is_done(Phase.FETCH):
            return self._fetched_before()
        with self.checkpoints.phase(Phase.FETCH) as running:
            files, closed = fetch(paths, self.progress, self.options.received_in)
            for result in closed:
                self._close(Phase.FETCH, result)
            self.session.write(lambda cursor: records.keep_files(cursor, self.journal.run_id, files))
            running.counts = Counts(files=len(files), bytes=sum(file.bytes for file in files))
            self.checkpoints.payload = payload_version(file.sha256 for file in files)
        return files

    def _fetched_before(self) -> list[FetchedFile]:
        """Return the files that the run fetched before it was resumed; raise RunError if one has changed since."""
        with self.session.transaction() as cursor:
            files = records.kept_files(cursor, self.journal.run_id)
            closed = audit.closed(cursor, self.journal.run_id)
        self.checkpoints.payload = payload_version(file.sha256 for file in files)
        paths = {file.source_file: file.path for file in files}
        for source, file_format, status, reason, game in closed:
            path, is_unused = paths.get(source, Path(source)), status == Status.SKIPPED and game is None
            self.summary.files.append(
                FileResult(path, file_format, Status(status), [], [], reason, game, is_unused=is_unused)
            )
        aside = {source for source, *_ in closed}
        files = [file for file in files if file.source_file not in aside]
        waiting = [file for file in files if not self._has_landed(file)]
        try:
            same = {file.source_file: file for file in same_files(waiting, self.resumed_in or Path.cwd())}
        except UnreadableFile as error:
            raise RunError(str(error)) from error
        return [same.get(file.source_file, file) for file in files]

    def _has_landed(self, file: FetchedFile) -> bool:
        """Return whether nothing of a file is left to land, or to be read."""
        known = self.files.known(file)
        if known is None:
            return False
        parts = [phase for phase in UPSERTS if lands_in(known, phase, self.options.strict)]
        return all((phase, file.source_file) in self.journal.outcomes for phase in parts)

    def _validate(self, files: list[FetchedFile]) -> list[ReadyFile]:
        ready = []
        with self.checkpoints.phase(Phase.VALIDATE) as running:
            self.session.write(lambda cursor: self._find_receipts(cursor, files))
            for done, file in enumerate(files):
                self.progress(f"reading {file.path.name}", len(files) + done, 3 * len(files))
                try:
                    ready.append(self._checked(file))
                except FileClosed as closed:
                    self._close(Phase.VALIDATE, closed.result)
                    continue
                running.counts += ready[-1].info.counts
            running.counts += Counts(files=len(ready), bytes=sum(file.fetched.bytes for file in ready))
        return ready

    def _find_receipts(self, cursor: Rows, files: list[FetchedFile]) -> None:
        self.receipts = receipts.find(cursor, files, self.options.selection, self.options.strict, self.codes)

    def _checked(self, file: FetchedFile) -> ReadyFile:
        """Return the file, checked now unless that was done before; raise FileClosed or SpoolError."""
        known, receipt = self.files.known(file), self.receipts.get(file.source_file)
        if known is not None:
            return known
        return (
            self.files.keep(file, *check_file(file, self.files.wanted))
            if receipt is None
            else ReadyFile(file, receipt.info)
        )

    def _transform(self, ready: list[ReadyFile]) -> list[ReadyFile]:
        with self.checkpoints.phase(Phase.TRANSFORM) as running:
            order, closed = choose(ready)
            for result in closed:
                self._close(Phase.TRANSFORM, result)
            for file in order:
                running.counts += Counts(files=1, rows_out=file.info.counts.rows_out)
            for file in ready:
                running.counts += Counts(rows_in=file.info.counts.rows_out)
        return order

    def _upsert(self, phase: Phase, upserts: Upserts) -> None:
        count = len(upserts.order)
        with self.checkpoints.phase(phase) as running:
            for file in upserts.of_phase(phase):
                self.progress(f"landing {file.fetched.path.name}", 2 * count + len(upserts.results), 3 * count)
                running.counts += self._land(file, phase, upserts)
            if upserts.results.waiting:
                running.problem = f"{upserts.results.waiting} files could not land for now"

    def _land(self, file: ReadyFile, phase: Phase, upserts: Upserts) -> Counts:
        planned = upserts.plan(file, phase)
        if planned is None:
            return Counts()
        if isinstance(planned, FilePlan):
            planned = upserts.note(file, land_file(self.session, self.journal, planned))
        return upserts.finish(file, phase, planned)

    def _snapshot(self, games: set[int]) -> None:
        with self.checkpoints.phase(Phase.SNAPSHOT) as running:

            def look(cursor: Rows) -> None:
                attempt = self.journal.attempts[Phase.SNAPSHOT, None]
                found = take_snapshot(cursor, self.journal.run_id, attempt, games)
                running.counts, running.problem = found.counts, found.problem

            self.session.write(look)
        self.summary.problem = running.problem

    def _stats(self, stats: Stats | None) -> None:
        """Build what is due, unless files wait: resuming the run lands them first."""
        if self.checkpoints.is_done(Phase.STATS):
            return
        waits = self.summary.resumable
        if stats is None or self.session.dry_run or waits:
            self.checkpoints.skip(Phase.STATS, f"not built: {waits or 'it was not asked for'}")
            return
        with self.checkpoints.phase(Phase.STATS) as running:
            self.progress("building", 0, 0)
            found = stats()
            running.counts, running.problem = Counts(rows_out=found.rows), found.problem
        self.summary.problem = running.problem

    def _close(self, phase: Phase, result: FileResult) -> None:
        """Record a file that does not land."""
        self.summary.files.append(result)
        source, options = source_name(result.path, self.options.received_in), self.options
        load = FileLoad(self.journal.run_id, source, result.file_format, options.operation, options.user)
        self.checkpoints.close(phase, load, result)
