"""Checkpoints of the phases of a run, written at start and end; and of files that do not reach landing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import psycopg

from ingest.database.session import Rows, Session
from ingest.journal.phases import Counts, Journal, Phase, Step, error_payload
from ingest.journal.summary import FileResult
from ingest.landing import audit
from ingest.landing.audit import FileLoad


@dataclass
class Running:
    """A running phase: its counts, and why it failed (None: it did not)."""

    counts: Counts = field(default_factory=Counts)
    problem: str | None = None


class Checkpoints:
    """Writes checkpoints to ingest_logs; ``payload`` is the version of the files loaded, once it is known."""

    def __init__(self, session: Session, journal: Journal) -> None:
        self._session, self._journal = session, journal
        self.payload: str | None = None

    def is_done(self, phase: Phase) -> bool:
        """Return whether a phase was completed before the run was resumed."""
        return (phase, None) in self._journal.outcomes

    @contextmanager
    def phase(self, phase: Phase) -> Iterator[Running]:
        """Write the checkpoint of a phase around the block, unless the phase is done."""
        running = Running()
        if self.is_done(phase):
            yield running
            return
        step = self._journal.step(phase, payload=self.payload)
        self._session.note(lambda cursor: self._journal.start(cursor, step))
        try:
            yield running
        except BaseException as error:
            self._fail(step, error, running)
            raise
        done = replace(step, payload_version=self.payload)
        if running.problem is None:
            self._session.note(lambda cursor: self._journal.complete(cursor, done, running.counts))
        else:
            payload = error_payload(running.problem, is_transient=True, kind="PhaseFailed")
            self._session.note(lambda cursor: self._journal.fail(cursor, done, payload, running.counts))

    def skip(self, phase: Phase, reason: str) -> None:
        """Record that a phase did not run, and why."""
        step = self._journal.step(phase, payload=self.payload)
        payload = error_payload(reason, kind="Skipped")
        self._session.note(lambda cursor: self._journal.add(cursor, step, "skipped", payload))

    def close(self, phase: Phase, load: FileLoad, result: FileResult) -> None:
        """Record in load_history and ingest_logs that a file goes no further than this phase."""
        step = self._journal.step(phase, load.source_file, result.game_id)
        error = error_payload(result.reason or "", str(result.path))

        def record(cursor: Rows) -> None:
            audit.add_closed(cursor, load, result)
            self._journal.add(cursor, step, str(result.status), error)

        self._session.write(record)

    def _fail(self, step: Step, error: BaseException, running: Running) -> None:
        """Record why a phase failed; without a connection, the loader that resumes the run records it."""
        payload = error_payload(error, is_transient=True)
        try:
            self._session.note_once(lambda cursor: self._journal.fail(cursor, step, payload, running.counts))
        except psycopg.Error:
            return
