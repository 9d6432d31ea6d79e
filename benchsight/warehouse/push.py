"""Fills a warehouse: writes files of partitions whose rows changed, then swaps the manifest."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg

from benchsight.backup.export import ATTEMPTS, Moved, lock_relations, set_text_settings
from benchsight.builds.dbt.project import code_version
from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.errors import Busy
from benchsight.warehouse.duckdb_file import write_duckdb_file
from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.manifest import (
    DataFile,
    GameVersion,
    Manifest,
    RetiredFile,
    WarehouseTable,
    read_manifest,
    write_manifest,
)
from benchsight.warehouse.relations import Published, partitions, read_published, view_sources
from benchsight.warehouse.store import Store
from benchsight.warehouse.write import columns_of, write_partitions

BUCKETS = 16
KEEP_RETIRED = timedelta(hours=1)  # for readers of the manifest before
UNFINISHED = "unfinished"
LOCK = "select pg_try_advisory_lock(hashtext('benchsight warehouse'), hashtext(%s))"
SOURCE = "select system_identifier || '/' || current_database() from pg_control_system()"
GAMES = """
    select b.game_id, s.season_id, b.input_version, b.build_id, b.code_version, cast(b.built_at as text)
    from ops.game_builds as b
    left join public.dim_schedule as s on b.game_id = s.game_id
    order by b.game_id
"""

Progress = Callable[[str, int, int], None]


@dataclass
class PushSummary:
    """Outcome of a push. ``tables`` are rows by table; ``written`` are files by table that have changed.

    ``new_columns`` are columns by table that the warehouse lacked or had with another type, ``filled_columns`` those
    that now have their first values there; ``games_gone`` are in it no more.
    """

    url: str
    generation: int = 0
    changed: bool = False
    tables: dict[str, int] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    bytes_written: int = 0
    new_columns: dict[str, list[str]] = field(default_factory=dict)
    filled_columns: dict[str, list[str]] = field(default_factory=dict)
    games: int = 0
    games_gone: list[int] = field(default_factory=list)
    seconds: float = 0.0


def push(
    store: Store,
    full: bool = False,
    progress: Progress = lambda name, done, total: None,
    keep_retired: timedelta = KEEP_RETIRED,
) -> PushSummary:
    """Bring a warehouse up to date with the configured database, as of one instant; ``full`` writes every file.

    Readers see the manifest before or the one after. A push that was cut short changes nothing, and the next one
    removes its files. Raises WarehouseError, Busy while another push to the same place runs.
    """
    started = time.monotonic()
    with connect(autocommit=True, application_name="benchsight warehouse") as connection:
        _take_turn(connection, store)
        before = read_manifest(store)
        before = _clean(store, before, keep_retired) if before else None
        for _ in range(ATTEMPTS):
            try:
                with _unfinished(store, before) as note:
                    after, summary = _fill(connection, store, before, full, progress, note)
                    if after != before or full:
                        _swap(store, before, after)
                        summary.changed = True
                break
            except Moved:
                continue
        else:
            raise WarehouseError("a build is recreating the tables: try again later")
    write_duckdb_file(store, after)
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


def _fill(
    connection: psycopg.Connection,
    store: Store,
    before: Manifest | None,
    full: bool,
    progress: Progress,
    note: Callable[[list[str]], None],
) -> tuple[Manifest, PushSummary]:
    """Write what changed; return the next manifest."""
    root = load_settings().project_root
    with connection.transaction(), TemporaryDirectory(prefix="benchsight-warehouse-") as folder:
        connection.execute("set transaction isolation level repeatable read, read only")
        set_text_settings(connection)
        published = read_published(connection, root)
        lock_relations(connection, [table.relation for table in published])
        source = _source(connection, before, full, store)
        known = before.by_name if before else {}
        sources = view_sources(connection, published)
        summary = PushSummary(store.url, before.generation if before else 0)
        tables = []
        for done, table in enumerate(published):
            progress(table.name, done, len(published))
            held = None if full else known.get(table.name)
            same = bool(held and before and before.sources.get(table.name, "") == sources.get(table.name, " "))
            files = _files(connection, store, table, held, same, Path(folder), summary, note)
            tables.append(_described(table, files))
            if (former := known.get(table.name)) is not None:
                _note_columns(summary, former, tables[-1])
            summary.tables[table.name] = tables[-1].rows
        games = [GameVersion(*row) for row in connection.execute(GAMES)]
    gone = {game.game_id for game in before.games} - {game.game_id for game in games} if before else set()
    summary.games, summary.games_gone = len(games), sorted(gone)
    after = Manifest(
        generation=before.generation if before else 0,
        created_at=before.created_at if before else "",
        source=source,
        code_version=code_version(root),
        benchsight_version=version("benchsight"),
        buckets=BUCKETS,
        tables=tables,
        games=games,
        sources=sources,
        retired=before.retired if before else [],
    )
    if after != before or full:
        after = _next(before, after)
        summary.generation = after.generation
    return after, summary


def _files(
    connection: psycopg.Connection,
    store: Store,
    table: Published,
    held: WarehouseTable | None,
    is_same_view: bool,
    folder: Path,
    summary: PushSummary,
    note: Callable[[list[str]], None],
) -> list[DataFile]:
    """Return the files of a table: those held whose rows and columns have not changed, and new ones."""
    if held is not None and _without_text(_described(table, [])) != _without_text(held):
        held = None  # another column or type: every file is written again
    if held is not None and is_same_view and table.relation.is_view:
        return held.files
    there = {(file.season, file.bucket): file for file in held.files} if held else {}
    kept, changed = [], []
    for partition in partitions(connection, table, BUCKETS):
        file = there.get((partition.season, partition.bucket))
        if file is not None and file.fingerprint == partition.fingerprint:
            kept.append(file)
        else:
            changed.append(partition)
    named = {file.path for file in there.values()}
    written = list(write_partitions(connection, table, changed, folder)) if changed else []
    new = [(path, file) for path, file in written if file.path not in named]
    if new:
        note([file.path for _, file in new])
    for path, file in new:
        store.put(path, file.path)
        summary.bytes_written += file.bytes
    if new:
        summary.written[table.name] = len(new)
    for path, file in written:
        kept.append(file)
        path.unlink()
    return sorted(kept, key=lambda file: file.path)


def _described(table: Published, files: list[DataFile]) -> WarehouseTable:
    key = list(table.key)
    return WarehouseTable(table.name, table.kind.value, table.description, key, columns_of(table), files)


def _without_text(table: WarehouseTable) -> list[tuple[str, str, str]]:
    """Return what makes files of a table differ besides their rows."""
    return [(column.name, column.type, column.stored_as) for column in table.columns]


def _note_columns(summary: PushSummary, before: WarehouseTable, after: WarehouseTable) -> None:
    had = {(column.name, column.type) for column in before.columns}
    new = [column.name for column in after.columns if (column.name, column.type) not in had]
    without_values = {*new, *before.empty_columns} - set(after.empty_columns)
    filled = [column.name for column in after.columns if column.name in without_values]
    if new:
        summary.new_columns[after.name] = new
    if filled:
        summary.filled_columns[after.name] = filled


def _next(before: Manifest | None, after: Manifest) -> Manifest:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    retired = {file.path: file for file in after.retired}
    if before is not None:
        retired |= {path: RetiredFile(path, now) for path in before.files}
    retired = {path: file for path, file in retired.items() if path not in after.files}
    return replace(after, generation=after.generation + 1, created_at=now, retired=list(retired.values()))


def _swap(store: Store, before: Manifest | None, after: Manifest) -> None:
    found = read_manifest(store)
    if (found.generation if found else 0) != (before.generation if before else 0):
        raise WarehouseError(f"another push changed {store.url} meanwhile: run it again")
    write_manifest(store, after)


def _take_turn(connection: psycopg.Connection, store: Store) -> None:
    row = connection.execute(LOCK, (store.url,)).fetchone()
    if row is None or not row[0]:
        raise Busy(f"another push to {store.url} is running: try again when it has ended")


def _source(connection: psycopg.Connection, before: Manifest | None, full: bool, store: Store) -> str:
    """Return the name of the database; raises WarehouseError if the warehouse was filled from another one."""
    row = connection.execute(SOURCE).fetchone()
    assert row is not None
    if before is not None and before.source != row[0] and not full:
        raise WarehouseError(
            f"{store.url} was filled from another database: `benchsight warehouse push --full` replaces all of it, "
            "BENCHSIGHT_WAREHOUSE names another place"
        )
    return str(row[0])


def _clean(store: Store, manifest: Manifest, keep: timedelta) -> Manifest:
    """Remove files that the manifest has named as retired long enough; return it without them."""
    until = datetime.now(UTC) - keep
    due = {file.path for file in manifest.retired if datetime.fromisoformat(file.since) <= until}
    for path in due - manifest.files.keys():
        store.remove(path)
    return replace(manifest, retired=[file for file in manifest.retired if file.path not in due])


@contextmanager
def _unfinished(store: Store, before: Manifest | None) -> Iterator[Callable[[list[str]], None]]:
    """Give a function that notes files before they are put; files that pushes before left unfinished are removed."""
    named: Mapping[str, object] = before.files if before else {}
    for name in store.names(UNFINISHED):
        left = json.loads(store.read(name) or b"[]")
        for path in set(left) - named.keys() - {file.path for file in (before.retired if before else ())}:
            store.remove(path)
        store.remove(name)
    name, noted = f"{UNFINISHED}/{uuid4().hex}.json", list[str]()

    def note(paths: list[str]) -> None:
        noted.extend(paths)
        store.swap(name, json.dumps(noted).encode())

    yield note
    store.remove(name)
