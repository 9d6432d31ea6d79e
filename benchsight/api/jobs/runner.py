"""Has jobs done, one at a time, each by a process that outlives neither its job nor an orderly end of the server."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import psycopg

from benchsight.api.database import UNAVAILABLE, Database
from benchsight.api.jobs.store import Job, claim_job, reclaim_jobs
from benchsight.api.processes import start, stop

log = logging.getLogger("benchsight.api.jobs")

LOOK_SECONDS = 1.0
GRACE_SECONDS = 30.0
Sweep = Callable[[psycopg.Connection], None]
CHILD = [sys.executable, "-m", "benchsight.api.jobs.child"]


class Runner:
    """Claims jobs and starts a process for each. ``wake`` has it look at once.

    ``sweep`` removes what ended jobs leave behind.
    """

    def __init__(
        self, database: Database, sweep: Callable[[psycopg.Connection], None] = lambda connection: None
    ) -> None:
        self._database, self._sweep = database, sweep
        self._wake, self._stopping = asyncio.Event(), False

    def wake(self) -> None:
        """Look for jobs now."""
        self._wake.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do jobs meanwhile; at the end stop the one that runs, and return it to pending."""
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._stopping = True
            self.wake()
            await working

    async def _work(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                job = await self._database.run(self._look)
                if job is not None:
                    await self._do(job)
                    continue
            except UNAVAILABLE:
                pass  # readiness says so; jobs wait
            except Exception:
                log.exception("jobs cannot be done for now")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)

    def _look(self, connection: psycopg.Connection) -> Job | None:
        reclaim_jobs(connection)
        try:
            self._sweep(connection)
        except OSError:
            log.exception("what ended jobs left cannot be removed for now")
        return claim_job(connection)

    async def _do(self, job: Job) -> None:
        environment = {
            **os.environ,
            "BENCHSIGHT_DATABASE_URL": self._database.url,
            "BENCHSIGHT_USER": job.requested_by,
        }
        process = await start([*CHILD, str(job.job_id)], environment)
        ended = asyncio.create_task(process.wait())
        while not ended.done() and not self._stopping:
            waiting = asyncio.create_task(self._wake.wait())
            await asyncio.wait([ended, waiting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            self._wake.clear()
        if not await stop(process, GRACE_SECONDS):
            log.warning("job %s does not stop: killed", job.job_id)
        await ended
        with suppress(*UNAVAILABLE):
            await self._database.run(lambda connection: reclaim_jobs(connection, job.job_id))
