"""One run of the loader, phase by phase, from the files to the statistics."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from ingest.contract.extract import UnreadableFile
from ingest.database.session import Rows, Session
from ingest.journal.phases import Counts, Journal, Phase, Step, error_payload
from ingest.journal.summary import FileResult, LoadSummary, StatsResult, Status
from ingest.journal.versions import payload_version
from ingest.landing import audit
from ingest.runs import records
from ingest.runs.checked_files import CheckedFiles
from ingest.runs.records import RunError
from ingest.runs.snapshot import take_snapshot
from ingest.runs.upserting import LandingOptions, Upserter, lands_in
from ingest.selection.fetching import FetchedFile, Progress, fetch, same_files, source_name
from ingest.selection.reading import FileClosed, ReadyFile, choose

Stats = Callable[[], StatsResult]
UPSERTS = (Phase.UPSERT_MEMBERS, Phase.UPSERT_GAMES)


@dataclass
class Running:
    """A phase that runs: what it has counted, and why it failed if it did."""

    counts: Counts = field(default_factory=Counts)
    problem: str | None = None


class Pipeline:
    """The phases of one run. ``resumed_in`` is the folder where a resumed run was started first."""

    def __init__(
        self,
        session: Session,
        journal: Journal,
        options: LandingOptions,
        files: CheckedFiles,
        progress: Progress,
        resumed_in: Path | None = None,
    ) -> None:
        self.session, self.journal, self.options, self.files = session, journal, options, files
        self.progress = progress
        self.resumed_in = resumed_in
        self.payload: str | None = None
        self.summary = LoadSummary(
            options.load_id,
            session.dry_run,
            unknown_codes=None if options.known_codes is None else {},
            strict=options.strict,
        )

    def run(self, paths: list[Path], stats: Stats | None) -> LoadSummary:
        """Go through the phases, from the first that has not been completed."""
        ready = self._validate(self._fetch(paths))
        order = self._transform(ready)
        upserter = Upserter(self.session, self.journal, self.options, self.files, order)
        for phase in UPSERTS:
            self._upsert(phase, upserter)
        upserter.renew_receipts()
        self.summary.files += [result for file in order for result in upserter.results_of(file)]
        self.summary.landed_before = len(upserter.landed_before)
        if upserter.codes and self.summary.unknown_codes is not None:
            self.summary.unknown_codes = upserter.codes
        self._snapshot(upserter)
        self._stats(stats)
        return self.summary

    def _fetch(self, paths: list[Path]) -> list[FetchedFile]:
        if self._is_done(Phase.FETCH):
            return self._fetched_before()
        with self._phase(Phase.FETCH) as running:
            files, closed = fetch(paths, self.progress)
            for result in closed:
                self._close(Phase.FETCH, result)
            self.session.write(lambda cursor: records.keep_files(cursor, self.journal.run_id, files))
            running.counts = Counts(files=len(files), bytes=sum(file.bytes for file in files))
            self.payload = payload_version(file.sha256 for file in files)
        return files

    def _fetched_before(self) -> list[FetchedFile]:
        """The files that a run has fetched before it was resumed; raises RunError where one has changed since."""
        with self.session.transaction() as cursor:
            files = records.kept_files(cursor, self.journal.run_id)
            closed = audit.closed(cursor, self.journal.run_id)
        self.payload = payload_version(file.sha256 for file in files)
        paths = {file.source_file: file.path for file in files}
        for source, file_format, status, reason, game in closed:
            path = paths.get(source, Path(source))
            is_unused = status == Status.SKIPPED and game is None
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
        """Whether nothing of a file is left to do, nor anything of it left to be read."""
        known = self.files.known(file)
        if known is None:
            return False
        parts = [phase for phase in UPSERTS if lands_in(known, phase, self.options.strict)]
        return all((phase, file.source_file) in self.journal.outcomes for phase in parts)

    def _validate(self, files: list[FetchedFile]) -> list[ReadyFile]:
        ready = []
        options = self.options
        with self._phase(Phase.VALIDATE) as running:
            self.session.write(lambda cursor: self.files.recall(cursor, files, options.strict, options.known_codes))
            for done, file in enumerate(files):
                self.progress(f"reading {file.path.name}", len(files) + done, 3 * len(files))
                try:
                    ready.append(self.files.check(file))
                except FileClosed as closed:
                    self._close(Phase.VALIDATE, closed.result)
                    continue
                running.counts += ready[-1].info.counts
            running.counts += Counts(files=len(ready), bytes=sum(file.fetched.bytes for file in ready))
        return ready

    def _transform(self, ready: list[ReadyFile]) -> list[ReadyFile]:
        with self._phase(Phase.TRANSFORM) as running:
            order, closed = choose(ready)
            for result in closed:
                self._close(Phase.TRANSFORM, result)
            for file in order:
                running.counts += Counts(files=1, rows_out=file.info.counts.rows_out)
            for file in ready:
                running.counts += Counts(rows_in=file.info.counts.rows_out)
        return order

    def _upsert(self, phase: Phase, upserter: Upserter) -> None:
        order = [file for file in upserter.order if lands_in(file, phase, self.options.strict)]
        count = len(upserter.order)
        with self._phase(phase) as running:
            for file in order:
                done = 2 * count + len(upserter.results)
                self.progress(f"landing {file.fetched.path.name}", done, 3 * count)
                running.counts += upserter.land(file, phase)
            waiting = sum(result.is_transient for result in upserter.results.values())
            if waiting:
                running.problem = f"{waiting} files could not land for now"

    def _snapshot(self, upserter: Upserter) -> None:
        games = {game for file in upserter.order for game in file.info.all_games}
        with self._phase(Phase.SNAPSHOT) as running:

            def look(cursor: Rows) -> None:
                attempt = self.journal.attempts[Phase.SNAPSHOT, None]
                found = take_snapshot(cursor, self.journal.run_id, attempt, games)
                running.counts, running.problem = found.counts, found.problem

            self.session.write(look)
        self.summary.problem = running.problem

    def _stats(self, stats: Stats | None) -> None:
        """Build what is due; not while files wait, which another attempt at the run will land first."""
        if self._is_done(Phase.STATS):
            return
        waits = self.summary.resumable
        if stats is None or self.session.dry_run or waits:
            step = self.journal.step(Phase.STATS, payload=self.payload)
            reason = error_payload(f"not built: {waits or 'it was not asked for'}", kind="Skipped")
            self.session.note(lambda cursor: self.journal.add(cursor, step, "skipped", reason))
            return
        with self._phase(Phase.STATS) as running:
            self.progress("building", 0, 0)
            found = stats()
            running.counts, running.problem = Counts(rows_out=found.rows), found.problem
        self.summary.problem = running.problem

    def _is_done(self, phase: Phase) -> bool:
        return (phase, None) in self.journal.outcomes

    @contextmanager
    def _phase(self, phase: Phase) -> Iterator[Running]:
        """Keep the checkpoint of a phase; one that was completed before the run was resumed keeps its own."""
        running = Running()
        if self._is_done(phase):
            yield running
            return
        step = self.journal.step(phase, payload=self.payload)
        self.session.note(lambda cursor: self.journal.start(cursor, step))
        try:
            yield running
        except BaseException as error:
            self._fail(step, error, running)
            raise
        done = replace(step, payload_version=self.payload)
        if running.problem is None:
            self.session.note(lambda cursor: self.journal.complete(cursor, done, running.counts))
        else:
            payload = error_payload(running.problem, is_transient=True, kind="PhaseFailed")
            self.session.note(lambda cursor: self.journal.fail(cursor, done, payload, running.counts))

    def _fail(self, step: Step, error: BaseException, running: Running) -> None:
        """Note why a phase failed, if the database still listens; if not, the run's next loader notes it."""
        payload = error_payload(error, is_transient=True)
        try:
            self.session.note_once(lambda cursor: self.journal.fail(cursor, step, payload, running.counts))
        except psycopg.Error:
            return

    def _close(self, phase: Phase, result: FileResult) -> None:
        """A file that goes no further, in the summary, in load_history and in ingest_logs."""
        self.summary.files.append(result)
        load = self.options.file_load(source_name(result.path), result.file_format)
        step = self.journal.step(phase, load.source_file, result.game_id)
        error = error_payload(result.reason or "", str(result.path))

        def record(cursor: Rows) -> None:
            audit.add_closed(cursor, load, result)
            self.journal.add(cursor, step, str(result.status), error)

        self.session.write(record)
