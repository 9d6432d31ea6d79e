"""The phases of a load, and their checkpoints in ingest_logs: started, completed, failed or skipped."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingest.contract.coerce import storable_text
from ingest.database.transient import first_line
from ingest.journal.summary import TableResult
from ingest.journal.versions import code_version

Rows = Cursor[tuple[Any, ...]]


class Phase(StrEnum):
    """The steps of a load, in their order."""

    FETCH = "fetch"
    VALIDATE = "validate"
    TRANSFORM = "transform"
    UPSERT_MEMBERS = "upsert_members"
    UPSERT_GAMES = "upsert_games"
    SNAPSHOT = "snapshot"
    STATS = "stats"


@dataclass
class Counts:
    """Counts of a step; None where they do not apply."""

    files: int | None = None
    rows_in: int | None = None
    rows_out: int | None = None
    rows_changed: int | None = None
    rows_unchanged: int | None = None
    rows_rejected: int | None = None
    bytes: int | None = None

    @classmethod
    def of(cls, tables: Iterable[TableResult]) -> "Counts":
        """Return the sums over the tables of a file."""
        counts = cls(0, 0, 0, 0, 0, 0)
        for table in tables:
            changed = table.inserted + table.updated
            out = changed + table.unchanged
            counts += cls(0, table.read, out, changed + table.deleted, table.unchanged, table.rejected)
        return counts

    def __iadd__(self, other: "Counts") -> "Counts":
        """Add another's counts to these."""
        for name, value in asdict(other).items():
            if value is not None:
                setattr(self, name, (getattr(self, name) or 0) + value)
        return self


@dataclass(frozen=True)
class Step:
    """One attempt at a phase, as a whole or for one file."""

    phase: Phase
    attempt: int
    source_file: str | None = None
    game_id: int | None = None
    payload_version: str | None = None


@dataclass
class Journal:
    """Writes the checkpoints of one run.

    ``attempts`` and ``outcomes`` hold those from before the run was resumed. ``outcomes`` maps phase and file (None:
    the whole phase) of finished steps to the reason why the file was refused (None: it was not).
    """

    run_id: UUID
    attempts: dict[tuple[str, str | None], int] = field(default_factory=dict)
    outcomes: dict[tuple[str, str | None], str | None] = field(default_factory=dict)

    def step(
        self, phase: Phase, source_file: str | None = None, game_id: int | None = None, payload: str | None = None
    ) -> Step:
        """Return the next attempt at a step."""
        attempt = self.attempts.get((phase, source_file), 0) + 1
        self.attempts[phase, source_file] = attempt
        return Step(phase, attempt, source_file, game_id, payload)

    def start(self, cursor: Rows, step: Step) -> None:
        """Record that the attempt has started."""
        self._insert(cursor, step, "started", Counts(), None)

    def complete(self, cursor: Rows, step: Step, counts: Counts) -> None:
        """Record that it has completed, in the transaction of its data if there is one."""
        self._close(cursor, step, "completed", counts, None)

    def fail(self, cursor: Rows, step: Step, error: dict[str, Any], counts: Counts | None = None) -> None:
        """Record why it failed."""
        self._close(cursor, step, "failed", counts or Counts(), error)

    def add(self, cursor: Rows, step: Step, status: str, error: dict[str, Any] | None = None) -> None:
        """Record a step that started and ended at once."""
        self._insert(cursor, step, status, Counts(), error)

    def _insert(self, cursor: Rows, step: Step, status: str, counts: Counts, error: dict[str, Any] | None) -> None:
        cursor.execute(_INSERT + " on conflict do nothing", self._values(step, status, counts, error))

    def _close(self, cursor: Rows, step: Step, status: str, counts: Counts, error: dict[str, Any] | None) -> None:
        cursor.execute(_INSERT + _ON_CONFLICT, self._values(step, status, counts, error))

    def _values(self, step: Step, status: str, counts: Counts, error: dict[str, Any] | None) -> dict[str, Any]:
        own = {"run": self.run_id, "status": status, "is_closed": status != "started", "code": code_version()}
        return asdict(step) | asdict(counts) | own | {"error": None if error is None else Jsonb(error)}


_INSERT = (
    "insert into public.ingest_logs as l (run_id, phase, attempt, status, source_file, game_id, payload_version,"
    " code_version, error, files, rows_in, rows_out, rows_changed, rows_unchanged, rows_rejected, bytes, completed_at,"
    " duration_ms)"
    " values (%(run)s, %(phase)s, %(attempt)s, %(status)s, %(source_file)s, %(game_id)s, %(payload_version)s, %(code)s,"
    " %(error)s, %(files)s, %(rows_in)s, %(rows_out)s, %(rows_changed)s, %(rows_unchanged)s, %(rows_rejected)s,"
    " %(bytes)s, case when %(is_closed)s then clock_timestamp() end, case when %(is_closed)s then 0 end)"
)
# A server that crashed may have lost the start of a step; its end is recorded anyway.
_ON_CONFLICT = (
    " on conflict (run_id, phase, source_file, game_id, attempt) do update set status = excluded.status,"
    " completed_at = excluded.completed_at, error = excluded.error, files = excluded.files,"
    " duration_ms = 1000 * extract(epoch from excluded.completed_at - l.started_at),"
    " payload_version = coalesce(excluded.payload_version, l.payload_version), bytes = excluded.bytes,"
    " rows_in = excluded.rows_in, rows_out = excluded.rows_out, rows_changed = excluded.rows_changed,"
    " rows_unchanged = excluded.rows_unchanged, rows_rejected = excluded.rows_rejected"
)


def error_payload(
    error: BaseException | str, file: str | None = None, is_transient: bool = False, kind: str = "FileRefused"
) -> dict[str, Any]:
    """Return an error as ingest_logs keeps it; a text is the reason why a file was refused, or of another ``kind``."""
    return {
        "type": kind if isinstance(error, str) else type(error).__name__,
        "message": storable_text(error if isinstance(error, str) else first_line(error)),
        "file": file,
        "sqlstate": error.sqlstate if isinstance(error, psycopg.Error) else None,
        "is_transient": is_transient,
    }
