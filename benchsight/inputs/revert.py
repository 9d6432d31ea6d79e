"""Brings an earlier state of a game or table back, as a new version: what is there now is kept in its turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import Cursor, errors

from benchsight.inputs import write_back
from benchsight.inputs.subject import HistoryError, Subject
from benchsight.inputs.versions import Counts, read_versions, resolve
from ingest.database.session import Session, lock_games

SETTINGS = """
    select
        set_config('benchsight.load_id', %(load)s, true), set_config('benchsight.source_file', '', true),
        set_config('benchsight.initiated_by', %(who)s, true), set_config('benchsight.reason', %(reason)s, true),
        set_config('timezone', 'UTC', true)
"""
RECORD = """
    insert into public.load_history (
        load_id, table_name, operation, scope, game_id, source_format, rows_inserted, rows_updated, rows_unchanged,
        rows_deleted, started_at, completed_at, duration_ms, status, initiated_by
    )
    select
        %(load)s, %(table)s, 'replace', %(scope)s, %(game)s, 'history', %(inserted)s, %(updated)s, %(unchanged)s,
        %(deleted)s, %(start)s, clock_timestamp(), 1000 * extract(epoch from clock_timestamp() - %(start)s),
        'completed', %(who)s
"""


@dataclass(frozen=True)
class Reverted:
    """The result of a revert: the game or table is as it was at ``version``; ``current`` is its new version."""

    game_id: int | None
    version: int
    current: int
    load_id: UUID
    tables: dict[str, Counts]

    @property
    def changed_anything(self) -> bool:
        """False if it was in that state already; there is no new version then."""
        return any(count for counts in self.tables.values() for count in vars(counts).values())


def revert(
    connection: psycopg.Connection[Any],
    what: int | Subject,
    point: str,
    who: str,
    reason: str = "",
    dry_run: bool = False,
) -> Reverted:
    """Write the rows of ``what``, a game or a table without games, as they were at ``point`` (see ``resolve``).

    It is one transaction. ``processed``, ``updated_at`` and ``written_xid`` tell of the rewriting; all other columns
    are those of the version. Columns that the tables did not have then keep their value, or have their default. Raises
    HistoryError.
    """
    session = Session(connection, dry_run)
    subject = what if isinstance(what, Subject) else Subject.of_game(what)
    load_id = uuid4()

    def attempt() -> Reverted:
        with session.transaction() as cursor:
            done = _revert(cursor, subject, point, who, reason, load_id)
            if dry_run:
                raise psycopg.Rollback
        return done

    try:
        return session.attempt(attempt)
    except errors.UniqueViolation as error:
        raise HistoryError(
            f"a row of that version has a key that another game has now: {error.diag.message_detail}"
        ) from error


def _revert(cursor: Cursor[Any], subject: Subject, point: str, who: str, reason: str, load_id: UUID) -> Reverted:
    lock_games(cursor, [subject.game_id or 0])
    # Loaders wait for the lock above; a tracker that writes live waits for this one, in the triggers of its tables.
    if subject.game_id is not None:
        cursor.execute("select from ops.game_inputs where game_id = %s for update", (subject.game_id,))
    else:
        cursor.execute("select from ops.table_inputs where table_name = %s for update", (subject.tables[0],))
    version = resolve(read_versions(cursor.connection, subject), point, subject)
    why = f"back to version {version}" + (f": {reason}" if reason else "")
    cursor.execute(SETTINGS, {"load": str(load_id), "who": who, "reason": why})
    start = _now(cursor)
    write_back.collect(cursor, subject, version)
    deleted = {table: write_back.delete_others(cursor, subject, table) for table in reversed(subject.tables)}
    tables = {}
    for table in subject.tables:
        updated = write_back.update(cursor, subject, table)
        counts = Counts(write_back.insert(cursor, subject, table), updated, deleted[table])
        tables[table] = counts
    done = Reverted(subject.game_id, version, read_versions(cursor.connection, subject)[-1].number, load_id, tables)
    if done.changed_anything:
        _record(cursor, done, start, who)
    return done


def _now(cursor: Cursor[Any]) -> datetime:
    cursor.execute("select clock_timestamp()")
    (moment,) = cursor.fetchall()[0]
    assert isinstance(moment, datetime)
    return moment


def _record(cursor: Cursor[Any], done: Reverted, start: datetime, who: str) -> None:
    """Record the change in load_history, a row for each table that changed."""
    scope = "table" if done.game_id is None else "game"
    common = {"load": done.load_id, "game": done.game_id, "scope": scope, "start": start, "who": who}
    changed: Iterable[tuple[str, Counts]] = (item for item in done.tables.items() if any(vars(item[1]).values()))
    for table, counts in changed:
        unchanged = write_back.count(cursor, table) - counts.inserted - counts.updated
        cursor.execute(RECORD, common | vars(counts) | {"table": table, "unchanged": unchanged})
