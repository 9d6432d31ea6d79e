"""Jobs on the server: builds, rebuilds and deletions, followed to their end."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from benchsight.client.errors import ClientError
from benchsight.client.rows import Rows
from benchsight.client.transport import Transport

ENDED = ("completed", "failed", "cancelled")
POLL_SECONDS = 0.5
Mode = Literal["full", "incremental", "single", "test"]
Operation = Literal["replace", "upsert", "append"]
Category = Literal["dims", "core_facts", "stats_facts", "analytics_facts", "all_facts", "all"]


@dataclass(frozen=True)
class Job:
    """Job at one moment; ``progress`` is in percent, ``status`` pending, running, completed, failed or cancelled."""

    job_id: str
    kind: str
    status: str
    progress: int
    current_step: str | None
    result: Mapping[str, Any] | None
    error: str | None
    arguments: Mapping[str, Any]
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    cancel_requested: bool

    @property
    def has_ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in ENDED


class Jobs:
    """Work on the server. Each method that starts some returns the pending job; `wait` follows it."""

    _transport: Transport

    def trigger(
        self,
        mode: Mode = "incremental",
        game_ids: Sequence[int] = (),
        exclude_game_ids: Sequence[int] = (),
        wipe: bool = False,
        upload_to_supabase: bool = False,
    ) -> Job:
        """Build all games (full), due ones (incremental) or ``game_ids`` (single); test only plans."""
        options = {
            "wipe": wipe, "exclude_game_ids": list(exclude_game_ids), "upload_to_supabase": upload_to_supabase
        }  # fmt: skip
        body = {"mode": mode, "game_ids": list(game_ids), "options": options}
        return self._start("/api/etl/trigger", body)

    def rebuild_table(self, table: str, operation: Operation = "upsert", game_id: int | None = None) -> Job:
        """Rebuild a table and its inputs, for one game or all."""
        return self._start("/api/load/table", {"table": table, "operation": operation, "game_id": game_id})

    def rebuild_category(self, category: Category, operation: Operation = "upsert", game_id: int | None = None) -> Job:
        """Rebuild a category of tables, for one game or all."""
        return self._start("/api/load/category", {"category": category, "operation": operation, "game_id": game_id})

    def rebuild_game(self, game_id: int, operation: Operation = "replace") -> Job:
        """Rebuild the facts of a game."""
        return self._start("/api/load/game", {"game_id": game_id, "operation": operation})

    def full_refresh(self, confirm: bool) -> Job:
        """Rebuild every table from scratch; ``confirm`` must be true."""
        return self._start("/api/load/full-refresh", {"confirm": confirm})

    def delete_game(self, game_id: int, with_inputs: bool = False, confirm: bool = False) -> Job:
        """Delete the facts of a game; with ``with_inputs`` and ``confirm`` also its staged data."""
        query = {"with_inputs": with_inputs, "confirm": confirm}
        return job_of(self._transport.write("DELETE", f"/api/data/game/{game_id}", query=query))

    def queue(self, everything: bool = False) -> list[dict[str, Any]]:
        """Return queued requests; ``everything`` includes those that have ended."""
        found: list[dict[str, Any]] = self._transport.get_json("/api/etl/queue", {"everything": everything})
        return found

    def queue_game(self, game_id: int, priority: int = 5) -> dict[str, Any]:
        """Queue a game for a build by a worker; return the request."""
        body = {"game_id": game_id, "priority": priority}
        queued: dict[str, Any] = self._transport.write("POST", "/api/etl/queue", body)
        return queued

    def run_queued(self, queue_id: int) -> Job:
        """Run a queued request now, without a worker."""
        return self._start("/api/etl/run", {"queue_id": queue_id})

    def job(self, job_id: str) -> Job:
        """Return a job as it is now."""
        return job_of(self._transport.get_json(f"/api/etl/status/{job_id}"))

    def jobs(self) -> Rows:
        """Jobs, newest first."""
        return Rows(self._transport, "/api/etl/history", consistent=False)

    def cancel(self, job: Job | str) -> Job:
        """Cancel a pending job at once, or ask a running one to stop."""
        return job_of(self._transport.write("POST", f"/api/etl/cancel/{id_of(job)}"))

    def wait(
        self,
        job: Job | str,
        on_progress: Callable[[Job], object] | None = None,
        timeout: float | None = None,
        poll_seconds: float = POLL_SECONDS,
    ) -> Job:
        """Follow a job until it is completed, and return it.

        ``on_progress`` is called with the job at first and after each change of progress or step. Raise ClientError
        with the code ``job_failed``, ``job_cancelled``, or ``timeout`` after ``timeout`` seconds. The job does not
        stop if the wait does: `cancel` stops it.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        shown: tuple[object, ...] | None = None
        while True:
            now = self.job(id_of(job))
            if on_progress is not None and shown != (shown := (now.status, now.progress, now.current_step)):
                on_progress(now)
            if now.has_ended:
                return _completed(now)
            if deadline is not None and time.monotonic() >= deadline:
                raise ClientError(f"job {now.job_id} is still {now.status} after {timeout} seconds", "timeout")
            time.sleep(poll_seconds)

    def _start(self, path: str, body: Mapping[str, Any]) -> Job:
        return job_of(self._transport.write("POST", path, body))


def job_of(content: Mapping[str, Any]) -> Job:
    """Return the job of a response; fields that this client does not know are left out."""
    values = {each.name: content[each.name] for each in fields(Job)}
    for name in ("requested_at", "started_at", "completed_at"):
        values[name] = None if values[name] is None else datetime.fromisoformat(values[name])
    return Job(**values)


def _completed(job: Job) -> Job:
    if job.status == "completed":
        return job
    detail = f"job {job.job_id} ({job.kind}) {job.status if job.status == 'failed' else 'was cancelled'}"
    raise ClientError(f"{detail}: {job.error}" if job.error else detail, f"job_{job.status}")


def id_of(job: Job | str) -> str:
    """Return the id of a job."""
    return job.job_id if isinstance(job, Job) else job
