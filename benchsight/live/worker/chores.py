"""What a worker looks after beside the requests: its lease, games that changed unasked, the monitor."""

import time

import psycopg

from benchsight.live.queue.lease import Lease, renew
from benchsight.live.worker.log import Log
from benchsight.live.worker.periodic import Periodic
from benchsight.quality.monitor import run_monitor

SWEEP_SECONDS = 5.0
MONITOR_SECONDS = 60.0


class Sweep:
    """Queues the games whose input changed unasked, once it is at rest for ``quiet`` seconds."""

    def __init__(self, log: Log, quiet: float) -> None:
        self._log, self._quiet = log, quiet
        self._swept: float | None = None

    def do(self, connection: psycopg.Connection) -> None:
        """Look for such games, unless that was done a moment ago."""
        now = time.monotonic()
        if self._swept is not None and now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        query = "select ops.enqueue_changed_games(make_interval(secs => %s))"
        row = connection.execute(query, (self._quiet,)).fetchone()
        if row is not None and row[0]:
            self._log.info("queued", changed_games=row[0])


def heartbeat(claim: Lease, lease: float, log: Log) -> Periodic:
    """Renews the lease three times in its length; work that is shorter than that needs no help."""

    def beat(connection: psycopg.Connection) -> bool:
        if renew(connection, claim, lease):
            return True
        log.warning("lease lost", requests=claim.ids)
        return False

    return Periodic("heartbeat", lease / 3, beat, log)


def monitoring(log: Log) -> Periodic:
    """Runs the monitor about once a minute."""

    def look(connection: psycopg.Connection) -> bool:
        monitor(connection, log)
        return True

    return Periodic("monitor", MONITOR_SECONDS, look, log)


def monitor(connection: psycopg.Connection, log: Log) -> None:
    """Run the monitor, and say if it raised or resolved an alert."""
    result = run_monitor(connection)
    if result.raised or result.resolved:
        log.info("alerts", raised=result.raised, resolved=result.resolved)
