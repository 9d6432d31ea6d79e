"""The tiers side by side, what waits to be pushed or pulled, and conflicts: what `benchsight sync status` shows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from benchsight.builds.rebuild.tables import TableKind, published_tables
from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError
from benchsight.sync.connection import NAME
from benchsight.sync.input.conflicts import Conflict, read_conflicts
from benchsight.sync.input.run import InputSync
from benchsight.sync.session import Session, place_of, unrecorded
from benchsight.sync.settings import CloudSettings, NoCloud, load_cloud_settings
from benchsight.sync.warehouse import Tier, warehouse_tier

OUTBOX = "select kind, subject, since from ops.sync_outbox(%s)"
PEER = """
    select cast(peer as text) as peer, attempted_at, succeeded_at, failures, error_message
    from ops.sync_peers where place = %s
"""
TABLES = """
    select c.relname, count(a.attname)
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = cast('public' as regnamespace) and c.relkind in ('r', 'p') and c.relname = any(%s)
    group by c.relname order by c.relname
"""
GAMES = """
    select
        (select count(*) from ops.game_inputs as g where exists (
            select from public.staging_events as e where e.game_id = g.game_id
        ) or exists (select from public.staging_shifts as s where s.game_id = g.game_id)),
        (select max(changed_at) from ops.sync_marks()),
        (select sum(mark[1]) from ops.sync_marks())
"""


@dataclass(frozen=True)
class Waiting:
    """A game or table that the cloud has not got. ``kind``: input or published; ``*``: all tables without games."""

    kind: str
    subject: str
    since: datetime


@dataclass(frozen=True)
class LastSync:
    """The attempts so far; ``failures``: since the last success."""

    peer: str | None
    attempted_at: datetime
    succeeded_at: datetime | None
    failures: int
    error_message: str | None


@dataclass(frozen=True)
class SyncStatus:
    """State of the synchronisation: ``last`` is None before the first, ``to_pull`` if the cloud was not reached."""

    tiers: list[Tier]
    waiting: list[Waiting] = field(default_factory=list)
    to_pull: list[str] | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    last: LastSync | None = None


def read_status(asks_cloud: bool = True, settings: CloudSettings | None = None) -> SyncStatus:
    """Return the state of all tiers; without ``asks_cloud`` only what is known here, which never waits.

    A cloud or warehouse that is not configured or cannot be reached is a tier that says so; nothing is changed.
    """
    problem = None
    try:
        settings = settings or load_cloud_settings()
    except NoCloud as error:
        problem = str(error)
    with connect(autocommit=True, application_name=NAME) as local:
        names = staging_and_published()
        tiers = [database_tier("local", local.info.dbname, local, names)]
        if settings is None:
            return SyncStatus([*tiers, Tier("cloud", None, "not configured", problem=problem), warehouse_tier()])
        place = place_of(settings)
        last = _last(local, place)
        peer = None if last is None else last.peer
        to_pull = None
        cloud = Tier("cloud", place, "not asked")
        if asks_cloud:
            cloud, to_pull, found = _look(local, settings, names)
            peer = found or peer  # another database may be in that place now
        with local.cursor(row_factory=class_row(Waiting)) as cursor:
            waiting = cursor.execute(OUTBOX, (peer,)).fetchall()
        conflicts = read_conflicts(local, peer) if peer is not None else []
        return SyncStatus([*tiers, cloud, warehouse_tier()], waiting, to_pull, conflicts, last)


def staging_and_published() -> list[str]:
    """Return the tables that are counted: those of the contract of staging, and published ones that are no views."""
    from ingest.contract.tables import TABLES as STAGING

    published = published_tables(load_settings().project_root).values()
    return [*STAGING, *(table.name for table in published if table.kind is not TableKind.VIEW)]


def database_tier(name: str, place: str, connection: psycopg.Connection, tables: list[str]) -> Tier:
    """Return the numbers of a database that has the schema."""
    found = connection.execute(TABLES, (tables,)).fetchall()
    counts = sql.SQL(" + ").join(
        sql.SQL("(select count(*) from public.{})").format(sql.Identifier(table)) for table, _ in found
    )
    row = connection.execute(sql.SQL("select {}").format(counts)).fetchone() if found else (0,)
    games = connection.execute(GAMES).fetchone()
    assert row is not None and games is not None
    changed_at = games[1]
    return Tier(
        name, place, "reached", rows=int(row[0]), games=int(games[0]), tables=len(found),
        columns=sum(columns for _, columns in found), newest=None if games[2] is None else str(games[2]),
        changed_at=changed_at, age_seconds=age(changed_at),
    )  # fmt: skip


def age(changed_at: datetime | None) -> float | None:
    """Return seconds since a change."""
    return None if changed_at is None else (datetime.now(UTC) - changed_at).total_seconds()


def _last(local: psycopg.Connection, place: str) -> LastSync | None:
    with local.cursor(row_factory=class_row(LastSync)) as cursor:
        return cursor.execute(PEER, (place,)).fetchone()


def _look(
    local: psycopg.Connection, settings: CloudSettings, names: list[str]
) -> tuple[Tier, list[str] | None, str | None]:
    try:
        with unrecorded(local, settings) as session:
            sync = InputSync(local, session.remote, session.writer)
            return _cloud(session, sync, names), sync.due("pull"), sync.peer
    except BenchSightError as error:
        return Tier("cloud", place_of(settings), "offline", problem=str(error)), None, None


def _cloud(session: Session, sync: InputSync, names: list[str]) -> Tier:
    if session.cloud is not None:
        tier: Tier = session.cloud.run(lambda there: database_tier("cloud", session.place, there, names))
        return tier
    # over REST only what the functions of the schema tell: nothing counts rows
    marks, columns = sync.there.marks, sync.there.columns
    newest = max((mark[1] for mark in marks.values()), default=None)
    changed_at = None if newest is None else datetime.fromtimestamp(newest / 1_000_000, UTC)
    return Tier(
        "cloud", session.place, "reached", games=sum(subject.isdecimal() for subject in marks), tables=len(columns),
        columns=sum(map(len, columns.values())), newest=str(sum(mark[0] for mark in marks.values())),
        changed_at=changed_at, age_seconds=age(changed_at),
    )  # fmt: skip
