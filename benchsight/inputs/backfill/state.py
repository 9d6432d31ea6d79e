"""Progress of backfills in ops.backfills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from benchsight.inputs.backfill.registry import BACKFILLS, Backfill
from benchsight.inputs.backfill.statements import count_rows

Connection = psycopg.Connection[Any]
READ = "select * from ops.backfills where name = any(%s)"
LOCK = "select * from ops.backfills where name = %s for update"
BEGIN = """
    insert into ops.backfills (name, batch_size, rows_total) select %(name)s, %(batch)s, ({count})
    on conflict (name) do nothing
"""
MOVE = """
    update ops.backfills set
        cursor = %(cursor)s, batch_size = %(batch)s, rows_done = rows_done + %(done)s, status = 'running',
        rows_changed = rows_changed + %(changed)s, rows_skipped = rows_skipped + %(skipped)s,
        rows_total = greatest(rows_total, rows_done + %(done)s), updated_at = clock_timestamp(), error_message = null
    where name = %(name)s
"""
NEXT_PASS = """
    update ops.backfills
    set cursor = null, rows_done = 0, rows_skipped = 0, passes = passes + 1, updated_at = clock_timestamp()
    where name = %s
"""  # nosec B105 # no password
COMPLETE = """
    update ops.backfills set
        status = 'completed', rows_total = rows_done, updated_at = clock_timestamp(),
        completed_at = clock_timestamp(), error_message = null
    where name = %s
"""
FAIL = """
    update ops.backfills set status = 'failed', updated_at = clock_timestamp(), error_message = %s where name = %s
"""
FORGET = "delete from ops.backfills where name = %s"


@dataclass(frozen=True)
class BackfillState:
    """A row of ops.backfills."""

    name: str
    cursor: list[Any] | None
    batch_size: int
    rows_total: int
    rows_done: int
    rows_changed: int
    rows_skipped: int
    passes: int
    status: str
    started_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    error_message: str | None


def read_states(connection: Connection) -> dict[str, BackfillState]:
    """Read the progress of each backfill that has begun, by name."""
    with connection.cursor(row_factory=class_row(BackfillState)) as cursor:
        cursor.execute(READ, ([backfill.name for backfill in BACKFILLS],))
        return {state.name: state for state in cursor}


def begin(connection: Connection, backfill: Backfill, batch: int) -> None:
    """Make the row of a backfill that has none."""
    if connection.execute("select from ops.backfills where name = %s", (backfill.name,)).rowcount == 0:
        statement = sql.SQL(BEGIN).format(count=count_rows(backfill))
        connection.execute(statement, {"name": backfill.name, "batch": batch})


def lock(connection: Connection, backfill: Backfill) -> BackfillState:
    """Lock the row of a backfill to the end of the transaction, so that one batch runs at a time."""
    with connection.cursor(row_factory=class_row(BackfillState)) as cursor:
        state = cursor.execute(LOCK, (backfill.name,)).fetchone()
    assert state is not None
    return state


def move(connection: Connection, backfill: Backfill, batch: int, counts: Sequence[int], last: list[Any]) -> None:
    """Move the cursor behind a batch; ``counts`` are rows looked at, locked and changed."""
    looked_at, locked, changed = counts
    moved = {"done": looked_at, "skipped": looked_at - locked, "changed": changed, "cursor": Jsonb(last)}
    connection.execute(MOVE, moved | {"name": backfill.name, "batch": batch})


def end_pass(connection: Connection, state: BackfillState) -> None:
    """Complete the backfill, or begin again where rows were skipped."""
    connection.execute(NEXT_PASS if state.rows_skipped else COMPLETE, (state.name,))


def fail(connection: Connection, backfill: Backfill, reason: str) -> None:
    """Note why a batch failed; the cursor stays before it."""
    connection.execute(FAIL, (reason, backfill.name))


def forget(connection: Connection, backfill: Backfill) -> None:
    """Restart the backfill."""
    connection.execute(FORGET, (backfill.name,))
