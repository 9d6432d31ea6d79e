"""One rebuild: the build that makes the tables asked for, and its rows in load_history."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from benchsight.builds import BuildOptions, BuildSummary, build, load_history
from benchsight.builds.load_history import Rows, TableScope
from benchsight.builds.rebuild.request import CannotRebuild, RebuildOperation, make_request
from benchsight.builds.rebuild.tables import CATEGORIES, PublishedTable, TableKind, members, published_tables
from benchsight.builds.run import OnWait, Progress
from benchsight.db.connections import connect
from benchsight.db.settings import load_settings


@dataclass(frozen=True)
class RebuildOptions:
    """Whether to test the data and to wait for a build that runs; and the request of etl_queue that asks for it."""

    tests: bool = True
    wait: bool = True
    queue_id: int | None = None


@dataclass(frozen=True)
class RebuiltTable:
    """A table of the request, for one game or (None) all, and the rows written; None for a view."""

    table: str
    category: str
    kind: str
    game_id: int | None
    rows: int | None


@dataclass
class RebuildSummary:
    """The outcome of a rebuild; ``status`` is completed, failed or nothing (nothing was due, or nothing is stored).

    ``also``: other published tables that were written, since those of the request are made of them.
    """

    status: str
    operation: str
    names: list[str]
    games: list[int]
    load_id: UUID | None = None
    tables: list[RebuiltTable] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    build: BuildSummary | None = None
    seconds: float = 0.0


def rebuild(
    names: Sequence[str],
    games: Sequence[int] = (),
    operation: str = RebuildOperation.UPSERT,
    options: RebuildOptions | None = None,
    on_wait: OnWait = lambda text: None,
    progress: Progress = lambda step, total, node: None,
) -> RebuildSummary:
    """Rebuild tables and categories, for some games or all; the summary names models that failed.

    Raises UnknownTable or CannotRebuild for a request that makes no sense, Busy if a build runs and ``wait`` is off,
    BuildError for games or tables that cannot be built.
    """
    began = time.monotonic()
    options = options or RebuildOptions()
    tables = published_tables(load_settings().project_root)
    asked = members(names, tables)
    games = sorted(set(games))
    request = make_request(asked, tables, games, _operation(operation))
    summary = RebuildSummary("nothing", operation, list(names), games)
    with connect(autocommit=True, application_name="benchsight rebuild") as connection:
        places = _places(asked, games, names)
        summary.load_id = load_history.start(connection, operation, _scope(names, games), places, options.queue_id)
        try:
            summary.build = build(BuildOptions(request, options.tests, options.wait), on_wait, progress)
        except BaseException as error:
            _note_failure(connection, summary, str(error) or type(error).__name__)
            raise
        _take_in(connection, summary, asked, places)
    summary.seconds = round(time.monotonic() - began, 2)
    return summary


def check_rebuild(project_root: Path, names: Sequence[str], games: Sequence[int], operation: str) -> None:
    """Raise UnknownTable or CannotRebuild for a request that makes no sense, as ``rebuild`` would."""
    tables = published_tables(project_root)
    make_request(members(names, tables), tables, games, _operation(operation))


def _operation(name: str) -> RebuildOperation:
    if name == "merge":
        raise CannotRebuild("merge is for inputs (`benchsight load`): the rows of a derived table are computed")
    try:
        return RebuildOperation(name)
    except ValueError:
        raise CannotRebuild(f"operation is one of {', '.join(RebuildOperation)}, not {name!r}") from None


def _scope(names: Sequence[str], games: Sequence[int]) -> str:
    if games:
        return "game"
    if "all" in names:
        return "all"
    return "category" if any(name in CATEGORIES for name in names) else "table"


def _places(asked: Sequence[PublishedTable], games: Sequence[int], names: Sequence[str]) -> list[TableScope]:
    """List the rows to write to load_history: stored tables, and views only if they were named."""
    places: list[TableScope] = []
    for table in asked:
        if table.kind == TableKind.WHOLE or not games:
            places.append((table.name, None))
        else:
            places += [(table.name, game) for game in games]
    views = {table.name for table in asked if table.kind == TableKind.VIEW} - set(names)
    return [place for place in places if place[0] not in views]


def _take_in(
    connection: psycopg.Connection,
    summary: RebuildSummary,
    asked: Sequence[PublishedTable],
    places: Sequence[TableScope],
) -> None:
    """Add the outcome of the build to the summary: status, rows of each place, other tables written."""
    made = summary.build
    assert made is not None and summary.load_id is not None
    summary.status = made.status
    if made.status == "failed":
        _note_failure(connection, summary, made.first_failure())
        return
    kinds = {table.name: table for table in asked}
    written = {table.name: table.written for table in made.tables}
    rows = {place: _rows(connection, place, kinds[place[0]].kind, made, written) for place in places}
    load_history.end(connection, summary.load_id, "skipped" if made.status == "nothing" else "completed", rows)
    summary.tables = [
        RebuiltTable(name, kinds[name].category, kinds[name].kind, game, each.inserted)
        for (name, game), each in rows.items()
    ]
    summary.also = sorted(written.keys() - kinds.keys())


def _rows(
    connection: psycopg.Connection, place: TableScope, kind: TableKind, made: BuildSummary, written: dict[str, int]
) -> Rows:
    """Return rows written; of a named game they are counted, since dbt only knows those of all games together."""
    table, game = place
    if made.status == "nothing":
        return Rows(0)
    if kind == TableKind.GAME and game is not None:
        if game not in made.games_built:
            return Rows(0)
        query = sql.SQL("select count(*) from {} where game_id = %s").format(sql.Identifier("public", table))
        row = connection.execute(query, (game,)).fetchone()
        return Rows(None if row is None else row[0])
    return Rows(None if kind == TableKind.VIEW else written.get(table))


def _note_failure(connection: psycopg.Connection, summary: RebuildSummary, error: str) -> None:
    # The database itself may be what failed: then the row stays started, as after a kill.
    with suppress(psycopg.OperationalError):
        assert summary.load_id is not None
        load_history.end(connection, summary.load_id, "failed", {}, error)
