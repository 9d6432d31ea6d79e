"""Runs a backfill: batch by batch, each in a transaction that also moves the cursor."""

import time
from collections.abc import Callable

import psycopg

from benchsight.errors import BenchSightError
from benchsight.inputs.backfill import state
from benchsight.inputs.backfill.registry import Backfill
from benchsight.inputs.backfill.state import BackfillState, Connection
from benchsight.inputs.backfill.statements import fill_batch, filled_columns

BATCH = 1000
PAUSE_SECONDS = 1.0  # before another pass over rows that were being written
Progress = Callable[[BackfillState], None]
# A record's text, and with it the content hash, must not depend on the session; the columns are no change of the input.
SETTINGS = """
    select
        set_config('timezone', 'UTC', true),
        set_config('datestyle', 'ISO, MDY', true),
        set_config('benchsight.backfilled_columns', %s, true)
"""


def no_progress(now: BackfillState) -> None:
    """Show nothing."""


def run_backfill(
    connection: Connection,
    backfill: Backfill,
    batch: int = BATCH,
    again: bool = False,
    progress: Progress = no_progress,
) -> BackfillState:
    """Run a backfill from where it stands to its end; nothing is left to do for a completed one, unless ``again``.

    ``connection`` must be idle: each batch of ``batch`` rows is a transaction. Runners at once take turns. Raises
    BenchSightError if a batch fails; psycopg.OperationalError if the database is lost.
    """
    if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        raise ValueError("the connection is in a transaction; a backfill needs its own")
    with connection.transaction():
        if again:
            state.forget(connection, backfill)
        state.begin(connection, backfill, batch)
    while True:
        before = _step(connection, backfill, batch)
        if before.status == "completed":
            return before
        progress(before)


def _step(connection: Connection, backfill: Backfill, batch: int) -> BackfillState:
    """Fill one batch, or end a pass; return the progress of the backfill."""
    try:
        with connection.transaction():
            now = state.lock(connection, backfill)
            if now.status == "completed":
                return now
            looked_at = _fill(connection, backfill, batch, now)
            if looked_at == 0:
                state.end_pass(connection, now)
            after = state.lock(connection, backfill)
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        reason = str(error).splitlines()[0]
        with connection.transaction():
            state.fail(connection, backfill, reason)
        raise BenchSightError(f"backfill {backfill.name} stopped, and can go on from there: {reason}") from error
    if after.passes > now.passes:
        time.sleep(PAUSE_SECONDS)
    return after


def _fill(connection: Connection, backfill: Backfill, batch: int, now: BackfillState) -> int:
    """Fill the rows behind the cursor and move it; how many rows were looked at."""
    connection.execute(SETTINGS, (",".join(filled_columns(backfill)),))
    keys = {f"cursor_{place}": value for place, value in enumerate(now.cursor or ())}
    statement = fill_batch(backfill, is_first=now.cursor is None)
    row = connection.execute(statement, keys | {"batch": batch}).fetchone()
    assert row is not None
    *counts, last = row
    if counts[0]:
        state.move(connection, backfill, batch, counts, last)
    return int(counts[0])
