"""Copies the tables of a mode to the configured project."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from benchsight.backup.export import set_text_settings
from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.errors import require_extra
from benchsight.sync.connection import CloudConnection
from benchsight.sync.published.place import Place
from benchsight.sync.published.tables import CloudTable, Mode, cloud_tables
from benchsight.sync.session import translated
from benchsight.sync.settings import CloudError, CloudSettings, load_cloud_settings

Reaches = Callable[[str, int, int], None]  # the step that has begun, rows done, all rows
# Also games that were deleted here: they are ours to delete there.
KNOWN_GAMES = """
    select game_id from public.staging_events union select game_id from public.staging_shifts
    union select game_id from public.load_history where game_id is not null
    union select game_id from ops.excluded_games
"""
DDL = "POST /api/upload/generate-schema returns the SQL that makes published tables, `benchsight migrate` staged ones"


@dataclass(frozen=True)
class TablePushed:
    """Outcome of a table: rows here, rows sent (REST) or changed (PostgreSQL), and rows deleted there."""

    table: str
    rows: int
    rows_written: int
    rows_deleted: int


@dataclass(frozen=True)
class PushSummary:
    """Outcome of a push. ``way`` is postgres or rest; ``games_kept`` are games there that are unknown here."""

    mode: str
    way: str
    tables: list[TablePushed] = field(default_factory=list)
    games_kept: int = 0


def push(
    mode: Mode,
    only: Collection[str] = (),
    batch_rows: int = 1000,
    reaches: Reaches = lambda step, done, total: None,
    settings: CloudSettings | None = None,
    first_wait: float = 1.0,
) -> PushSummary:
    """Copy the tables of a mode, as of one instant, to the configured project; running it again resumes it.

    Rows there that are gone here are deleted, except of games that are unknown here, and of staged tables. While the
    project has such games, tables without a game keep all of their rows. Raises NoCloud, UnknownTable, and CloudError,
    which names all that is missing there, before anything is written.
    """
    settings = settings or load_cloud_settings()
    require_extra("sync", "tenacity", "the copy to Supabase needs tenacity")
    root = load_settings().project_root
    with connect(autocommit=True, application_name="benchsight cloud") as source, source.transaction():
        source.execute("set transaction isolation level repeatable read, read only")
        set_text_settings(source)
        source.execute("set local timezone = 'UTC'")
        tables = cloud_tables(source, root, mode, only)
        with _opened(settings, source, batch_rows, first_wait) as (way, place):
            return _push(source, place, tables, PushSummary(mode, way), reaches)


def _push(
    source: psycopg.Connection, place: Place, tables: list[CloudTable], summary: PushSummary, reaches: Reaches
) -> PushSummary:
    missing = [what for table in tables if (what := place.lacks(table)) is not None]
    if missing:
        raise CloudError(f"nothing was copied: the project lacks {'; '.join(missing)}. {DDL}")
    counts = {table.name: _count(source, table.name) for table in tables}
    total, done = sum(counts.values()) + len(tables), 0
    written: dict[str, int] = {}
    deleted: dict[str, int] = dict.fromkeys(counts, 0)
    for table in tables:
        reaches(f"copy: {table.name}", done, total)
        before = done

        def report(rows: int, table: CloudTable = table) -> None:
            nonlocal done
            done += rows
            reaches(f"copy: {table.name}", done, total)

        written[table.name] = place.write(table, report)
        done = before + counts[table.name]
    games = _known_games(source)
    theirs = place.games() if not all(table.is_staged for table in tables) else set()
    kept = len(theirs - games) if theirs is not None else 0
    for table in reversed(tables):  # those that refer to others first
        reaches(f"delete: {table.name}", done, total)
        if not table.is_staged and (table.is_by_game or (theirs is not None and not kept)):
            deleted[table.name] = place.delete_gone(table, games)
        done += 1
    outcomes = [TablePushed(name, counts[name], written[name], deleted[name]) for name in counts]
    return PushSummary(summary.mode, summary.way, outcomes, kept)


@contextmanager
def _opened(
    settings: CloudSettings, source: psycopg.Connection, batch_rows: int, first_wait: float
) -> Iterator[tuple[str, Place]]:
    """Open the project; turn its errors into CloudError, without credentials."""
    if settings.database_url is not None:
        from benchsight.sync.published.database import DatabasePlace

        place: Place = DatabasePlace(source, CloudConnection(source, settings.database_url, first_wait))
        way = "postgres"
    else:
        require_extra("sync", "supabase", "the copy to a project URL needs the supabase client")
        from benchsight.sync.published.rest import ProjectClient, RestPlace

        project = ProjectClient(settings.project_url or "", settings.service_key or "")
        place, way = RestPlace(source, project, batch_rows, first_wait), "rest"
    try:
        with translated(settings, source):
            yield way, place
    finally:
        place.close()


def _count(source: psycopg.Connection, table: str) -> int:
    row = source.execute(sql.SQL("select count(*) from public.{}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def _known_games(source: psycopg.Connection) -> set[int]:
    known = {game for (game,) in source.execute(KNOWN_GAMES)}
    if source.execute("select to_regclass('public.dim_schedule')").fetchone() != (None,):
        known |= {game for (game,) in source.execute("select game_id from public.dim_schedule")}
    return known
