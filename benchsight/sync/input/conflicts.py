"""Conflicts of a synchronisation: noted, listed, chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row

from benchsight.sync.errors import SyncError
from benchsight.sync.input.merge import Choice, Clash, Place, Row
from benchsight.sync.input.side import Change

NOTE = """
    insert into ops.sync_conflicts as known (
        peer, subject, table_name, key, base, local, remote,
        local_changed_at, local_changed_by, remote_changed_at, remote_changed_by
    )
    values (
        %(peer)s, %(subject)s, %(table)s, %(key)s, %(base)s, %(local)s, %(remote)s,
        %(local_at)s, %(local_by)s, %(remote_at)s, %(remote_by)s
    )
    on conflict (peer, subject, table_name, key) do update set
        base = excluded.base, local = excluded.local, remote = excluded.remote,
        local_changed_at = excluded.local_changed_at, local_changed_by = excluded.local_changed_by,
        remote_changed_at = excluded.remote_changed_at, remote_changed_by = excluded.remote_changed_by,
        noted_at = clock_timestamp(), take = null, resolved_by = null, resolved_at = null
    where (known.local, known.remote) is distinct from (excluded.local, excluded.remote) or known.take is not null
"""
FORGET = """
    delete from ops.sync_conflicts
    where peer = %(peer)s and subject = %(subject)s and (table_name || ' ' || key) <> all(%(kept)s)
"""
LIST = """
    select
        subject, table_name as table, key, base, local, remote, noted_at,
        local_changed_at, local_changed_by, remote_changed_at, remote_changed_by
    from ops.sync_conflicts
    where take is null and (cast(%(peer)s as uuid) is null or peer = %(peer)s)
        and (cast(%(subject)s as text) is null or subject = %(subject)s)
    order by ops.sync_game(subject) nulls first, subject, table_name, key
"""
CHOSEN = """
    select table_name, key, take, cast(local as text), cast(remote as text) from ops.sync_conflicts
    where peer = %s and subject = %s and take is not null
"""
TAKE = """
    update ops.sync_conflicts set take = %(take)s, resolved_by = %(who)s, resolved_at = clock_timestamp()
    where peer = %(peer)s and subject = %(subject)s and take is null
        and (cast(%(rows)s as text[]) is null or key = any(%(rows)s))
"""


@dataclass(frozen=True)
class Cell:
    """A column that differs: at the last synchronisation, here, and there."""

    column: str
    base: Any
    local: Any
    remote: Any


@dataclass(frozen=True)
class Conflict:
    """A row that was changed differently here and there. ``is_deleted_here``, ``…_there``: it is gone on that side."""

    subject: str
    table: str
    key: str
    cells: list[Cell]
    is_deleted_here: bool
    is_deleted_there: bool
    noted_at: Any
    local_changed_at: Any
    local_changed_by: str | None
    remote_changed_at: Any
    remote_changed_by: str | None
    base: Mapping[str, Any] | None = field(default=None, repr=False)
    local: Mapping[str, Any] | None = field(default=None, repr=False)
    remote: Mapping[str, Any] | None = field(default=None, repr=False)


def note_conflicts(
    connection: psycopg.Connection,
    peer: str,
    subject: str,
    clashes: Iterable[Clash],
    here: Mapping[Place, Change],
    there: Mapping[Place, Change],
) -> None:
    """Replace the conflicts of a subject by these; one that is noted already, and the same, stays as it is."""
    values = [_values(clash, here.get(clash.place), there.get(clash.place)) for clash in clashes]
    of = {"peer": peer, "subject": subject}
    with connection.transaction():
        kept = [f"{value['table']} {value['key']}" for value in values]
        connection.execute(FORGET, {**of, "kept": kept})
        with connection.cursor() as cursor:
            cursor.executemany(NOTE, [{**of, **value} for value in values])


def forget_conflicts(connection: psycopg.Connection, peer: str, subjects: Iterable[str]) -> None:
    """Delete the conflicts of subjects that are synchronised, decided or not."""
    connection.execute("delete from ops.sync_conflicts where peer = %s and subject = any(%s)", (peer, list(subjects)))


def read_conflicts(
    connection: psycopg.Connection, peer: str | None = None, subject: str | None = None
) -> list[Conflict]:
    """Return the conflicts that nobody has decided yet, by subject, table and key."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(LIST, {"peer": peer, "subject": subject})
        return [_conflict(row) for row in cursor]


def read_choices(connection: psycopg.Connection, peer: str, subject: str) -> dict[Place, Choice]:
    """Return what was decided and is not carried out yet."""
    return {
        Place(table, key): Choice(take == "local", _row(local), _row(remote))
        for table, key, take, local, remote in connection.execute(CHOSEN, (peer, subject))
    }


def choose(
    connection: psycopg.Connection,
    peer: str,
    subject: str,
    take: Literal["local", "remote"],
    who: str,
    rows: Iterable[str] = (),
) -> int:
    """Decide the conflicts of a subject, or of some ``rows`` of it by key. Raises SyncError if there are none."""
    keys = list(rows) or None
    parameters = {"peer": peer, "subject": subject, "take": take, "who": who, "rows": keys}
    decided = connection.execute(TAKE, parameters).rowcount
    if not decided:
        of = f" of row {', '.join(keys)}" if keys else ""
        raise SyncError(f"{subject} has no conflict{of} to decide: `benchsight sync status` lists them")
    return decided


def _conflict(row: dict[str, Any]) -> Conflict:
    sides = [row["base"], row["local"], row["remote"]]
    names = list(dict.fromkeys(name for side in sides if side is not None for name in side))
    base, local, remote = ((side or {}) for side in sides)
    cells = [
        Cell(name, base.get(name), local.get(name), remote.get(name))
        for name in names
        if local.get(name) != remote.get(name)
    ]
    return Conflict(**row, cells=cells, is_deleted_here=row["local"] is None, is_deleted_there=row["remote"] is None)


def _values(clash: Clash, here: Change | None, there: Change | None) -> dict[str, Any]:
    base, local, remote = (None if row is None else row.content for row in (clash.base, clash.local, clash.remote))
    return {
        "table": clash.place.table, "key": clash.place.key, "base": base, "local": local, "remote": remote,
        "local_at": here and here.changed_at, "local_by": here and here.changed_by,
        "remote_at": there and there.changed_at, "remote_by": there and there.changed_by,
    }  # fmt: skip


def _row(content: str | None) -> Row | None:
    return None if content is None else Row(content)
