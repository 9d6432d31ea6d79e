"""The versions of a game or table: one for each transaction that changed it, and how people name them."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

from benchsight.inputs.subject import HistoryError, Subject

CHANGES = """
    select
        cast(transaction_id as text) as transaction_id, table_name, input_version, operation, row_count, changed_at,
        load_id, source_file, changed_by, reason
    from ops.input_changes
    where {filter}
    order by input_version
"""
COUNTED_AS = {"insert": "inserted", "update": "updated", "delete": "deleted"}


@dataclass
class Counts:
    """Rows that statements touched."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Version:
    """A committed transaction. ``first`` to ``number`` are the input versions it counted; it is known by the last.

    ``is_begin``: history begins here; earlier states are not known.
    """

    number: int
    first: int
    changed_at: datetime
    changed_by: str
    load_id: UUID | None
    source_files: tuple[str, ...]
    reason: str | None
    is_begin: bool = False
    tables: dict[str, Counts] = field(default_factory=dict)


def read_versions(connection: psycopg.Connection[Any], subject: Subject) -> list[Version]:
    """Return all versions, the oldest first. Raises HistoryError where there are none."""
    statement = sql.SQL(CHANGES).format(filter=subject.filter)
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        rows: list[Any] = cursor.execute(statement, subject.parameters).fetchall()
    if not rows:
        raise HistoryError(f"nothing was ever staged of {subject.name}")
    return [_version(list(changes)) for _, changes in groupby(rows, lambda row: row.transaction_id)]


def read_built_version(connection: psycopg.Connection[Any], game_id: int) -> int | None:
    """Return the input version of the game's facts; None while they are being built, or if they are not built."""
    row = connection.execute(
        "select nullif(input_version, 0) from ops.game_builds where game_id = %s", (game_id,)
    ).fetchone()
    return None if row is None else row[0]


def resolve(versions: list[Version], point: str, subject: Subject) -> int:
    """Return the version that ``point`` means: a number, a time (ISO; the last version until then), or now.

    0 is the state before the first. Raises HistoryError for anything else, or a state that is not known.
    """
    if point == "now":
        return versions[-1].number
    number = int(point) if point.isdecimal() else _at_time(versions, point)
    if number > versions[-1].number:
        raise HistoryError(f"{subject.name} has no version {number} yet: the last is {versions[-1].number}")
    known = [version.number for version in versions if version.first <= number]
    if not known and versions[0].is_begin:
        begin = versions[0]
        raise HistoryError(
            f"the history of {subject.name} begins with version {begin.number} ({begin.changed_at:%Y-%m-%d %H:%M} UTC)"
        )
    return known[-1] if known else 0


def before(versions: list[Version], number: int) -> int:
    """Return the version before that one; 0 before the first."""
    earlier = [version.number for version in versions if version.number < number]
    return earlier[-1] if earlier else 0


def _at_time(versions: list[Version], point: str) -> int:
    try:
        time = datetime.fromisoformat(point).astimezone()
    except ValueError:
        expected = "expected a number, a time such as 2025-01-31T19:30, or now"
        raise HistoryError(f"{point} is no version: {expected}") from None
    return max((version.number for version in versions if version.changed_at <= time), default=0)


def _version(changes: list[Any]) -> Version:
    tables: dict[str, Counts] = {}
    for change in changes:
        if change.operation in COUNTED_AS:
            counts = tables.setdefault(change.table_name, Counts())
            name = COUNTED_AS[change.operation]
            setattr(counts, name, getattr(counts, name) + change.row_count)
    last = changes[-1]
    return Version(
        number=last.input_version,
        first=changes[0].input_version,
        changed_at=last.changed_at,
        changed_by=last.changed_by,
        load_id=last.load_id,
        source_files=tuple(dict.fromkeys(change.source_file for change in changes if change.source_file)),
        reason=last.reason,
        is_begin=last.operation == "begin",
        tables=tables,
    )
