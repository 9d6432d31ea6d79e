"""Push, pull, resolve: what `benchsight sync` and the API call."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

from psycopg import Connection

from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.inputs.subject import LEAGUE_TABLES
from benchsight.sync.connection import NAME
from benchsight.sync.errors import SyncError
from benchsight.sync.input.conflicts import Conflict, choose, read_conflicts
from benchsight.sync.input.run import Direction, InputSync, InputSynced
from benchsight.sync.published.push import push as push_copies
from benchsight.sync.published.run import PublishedSync, PublishedSynced
from benchsight.sync.published.tables import Mode
from benchsight.sync.session import Session, opened
from benchsight.sync.settings import CloudSettings, load_cloud_settings
from ingest.contract.tables import TABLES
from ingest.database.session import user_name

Reaches = Callable[[str, int, int], None]
GAMES_OF_SEASON = """
    select game_id from public.staging_schedule where season_id = any(%(seasons)s) or season = any(%(seasons)s)
"""
PUBLISHED_DUE = "select count(*) from ops.sync_outbox(%s) where kind = 'published'"


@dataclass(frozen=True)
class Selection:
    """What to synchronise: some tables, games, seasons; nothing named: everything."""

    tables: tuple[str, ...] = ()
    games: tuple[int, ...] = ()
    seasons: tuple[str, ...] = ()


@dataclass
class SyncSummary:
    """Outcome of a push or pull. ``published`` is None where only input was synchronised."""

    direction: Direction
    way: str
    place: str
    input: InputSynced
    published: PublishedSynced | None = None
    conflicts: list[Conflict] = field(default_factory=list)


def push(
    selection: Selection | None = None,
    full: bool = False,
    reaches: Reaches = lambda step, done, total: None,
    settings: CloudSettings | None = None,
    first_wait: float = 1.0,
) -> SyncSummary:
    """Send input and published tables to the cloud: what changed since the last push, or with ``full`` everything.

    Rows that the cloud changed meanwhile are left alone; a game whose rows were changed differently here and there is
    not sent, but listed. Each game is one transaction; run it again to resume. Raises NoCloud, CloudError, SyncError.
    """
    selection, settings = selection or Selection(), settings or load_cloud_settings()
    with opened(settings, first_wait) as session:
        sync = _input(session)
        wanted = _wanted(session.local, selection)
        input_done = sync.run("push", wanted.subjects, full, reaches)
        published = _push_published(session, sync, wanted, full, reaches)
        return _summary("push", session, sync, input_done, published)


def pull(
    selection: Selection | None = None,
    full: bool = False,
    reaches: Reaches = lambda step, done, total: None,
    settings: CloudSettings | None = None,
    first_wait: float = 1.0,
) -> SyncSummary:
    """Take input that was written in the cloud; the next build computes what is published from it.

    Rows that changed here meanwhile stay; conflicts are listed, as by ``push``. Raises as ``push``, and SyncError for
    a published table.
    """
    selection, settings = selection or Selection(), settings or load_cloud_settings()
    with opened(settings, first_wait) as session:
        sync = _input(session)
        wanted = _wanted(session.local, selection)
        if wanted.tables:
            raise SyncError(f"{wanted.tables[0]} is computed from input: pull the input, then `benchsight build`")
        return _summary("pull", session, sync, sync.run("pull", wanted.subjects, full, reaches))


def resolve(
    subject: str,
    take: Literal["local", "remote"],
    rows: Collection[str] = (),
    settings: CloudSettings | None = None,
    first_wait: float = 1.0,
) -> list[SyncSummary]:
    """Decide the conflicts of a game or table, or of some rows by key, then pull and push it.

    Rows of it without a conflict are merged. Both sides keep the other version in their history. If the cloud cannot
    be reached, the decision stands and the next push or pull carries it out. Raises as ``push``.
    """
    settings = settings or load_cloud_settings()
    with connect(autocommit=True, application_name=NAME) as local:
        peers = {str(peer) for (peer,) in local.execute("select peer from ops.sync_conflicts where take is null")}
        for peer in peers:
            if any(conflict.subject == subject for conflict in read_conflicts(local, peer, subject)):
                choose(local, peer, subject, take, user_name(), rows)
                break
        else:
            raise SyncError(f"{subject} has no conflict to decide: `benchsight sync status` lists them")
    with opened(settings, first_wait) as session:
        sync = _input(session)
        pulled = _summary("pull", session, sync, sync.run("pull", [subject], full=True))
        sync = _input(session)
        return [pulled, _summary("push", session, sync, sync.run("push", [subject]))]


@dataclass(frozen=True)
class _Wanted:
    """``subjects``: of the input; ``tables``, ``games``: of what is published, None for none of it."""

    subjects: list[str] | None
    tables: tuple[str, ...] = ()
    games: list[int] | None = None
    has_published: bool = True


def _wanted(local: Connection, selection: Selection) -> _Wanted:
    staged = [name for name in selection.tables if name.startswith("staging_")]
    if unknown := [name for name in staged if name not in TABLES]:
        raise SyncError(f"there is no staging table {unknown[0]}")
    if of_games := [name for name in staged if name not in LEAGUE_TABLES]:
        raise SyncError(f"{of_games[0]} is synchronised game by game: name games or seasons")
    published = tuple(name for name in selection.tables if name not in staged)
    if not selection.games and not selection.seasons:
        if not selection.tables:
            return _Wanted(None)
        return _Wanted(staged, published, None, bool(published))
    games = {*selection.games, *_of_seasons(local, selection.seasons)}
    subjects = [*staged, *(str(game) for game in games)]
    # what a game refers to is part of it
    subjects = [*LEAGUE_TABLES, *subjects] if not selection.tables else subjects if staged else []
    return _Wanted(subjects, published, sorted(games), not selection.tables or bool(published))


def _of_seasons(local: Connection, seasons: Collection[str]) -> set[int]:
    if not seasons:
        return set()
    games = {game for (game,) in local.execute(GAMES_OF_SEASON, {"seasons": list(seasons)})}
    if not games:
        raise SyncError(f"no game of the schedule is of season {', '.join(seasons)}")
    return games


def _input(session: Session) -> InputSync:
    sync = InputSync(session.local, session.remote, session.writer)
    session.peer = sync.peer
    return sync


def _push_published(
    session: Session, sync: InputSync, wanted: _Wanted, full: bool, reaches: Reaches
) -> PublishedSynced | None:
    if not wanted.has_published or session.local.execute("select from ops.build_runs limit 1").fetchone() is None:
        return None
    if session.cloud is not None:
        published = PublishedSync(session.local, session.cloud, load_settings().project_root, sync.initiator, sync.peer)
        return published.run(wanted.tables, wanted.games, full, reaches)
    row = session.local.execute(PUBLISHED_DUE, (sync.peer,)).fetchone()
    if not full and not wanted.tables and row is not None and not row[0]:
        return PublishedSynced()
    return _push_in_batches(session, sync, wanted, reaches)


def _push_in_batches(session: Session, sync: InputSync, wanted: _Wanted, reaches: Reaches) -> PublishedSynced:
    """Copy published tables over REST, where a request is the largest transaction: whole tables, in batches."""
    built: dict[str, str] = dict(session.local.execute("select name, mark from ops.sync_built()").fetchall())
    copied = push_copies(Mode.ALL, wanted.tables, reaches=reaches, settings=session.settings)
    if not wanted.tables:
        from benchsight.sync.published.games import note_published

        note_published(session.local, sync.peer, built)
    return PublishedSynced(
        games=sorted(int(name) for name in built if name.isdecimal()),
        tables=[table.table for table in copied.tables],
        rows=sum(table.rows_written for table in copied.tables),
        rows_deleted=sum(table.rows_deleted for table in copied.tables),
    )


def _summary(
    direction: Direction,
    session: Session,
    sync: InputSync,
    input_done: InputSynced,
    published: PublishedSynced | None = None,
) -> SyncSummary:
    conflicts = read_conflicts(session.local, sync.peer)
    return SyncSummary(direction, session.way, session.place, input_done, published, conflicts)
