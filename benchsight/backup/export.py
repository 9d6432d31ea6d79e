"""Exports tables to files, as of one instant, while others write."""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.backup.catalog import Catalog, Relation, model_names, read_catalog
from benchsight.backup.errors import BackupError
from benchsight.backup.manifest import Manifest, ViewDefinition, write_manifest
from benchsight.backup.selection import to_export
from benchsight.backup.table_file import write_table
from benchsight.builds.dbt.project import code_version
from benchsight.db.connections import connect_to_export
from benchsight.db.migrations import applied_versions
from benchsight.db.settings import load_settings
from benchsight.errors import require_extra

ATTEMPTS = 10  # a build that recreates tables may swap one before our lock
# Every value as text that means the same everywhere; names with their schema.
TEXT_SETTINGS = {
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "client_encoding": "UTF8",
    "search_path": "",
    "jit": "off",  # compiling a statement over hundreds of columns takes longer than running it
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ExportRequest:
    """A request to export ``tables`` and ``games`` (none: all), as parquet or csv, to a new folder."""

    folder: Path
    tables: tuple[str, ...] = ()
    games: tuple[int, ...] = ()
    file_format: str = "parquet"


@dataclass
class ExportSummary:
    """The result of an export: rows and bytes by table."""

    folder: Path
    file_format: str
    is_complete: bool
    games: list[int]
    rows: dict[str, int] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


class Moved(Exception):
    """A table was swapped for another after the snapshot was taken."""


def export(request: ExportRequest, progress: Progress = lambda name, done, total: None) -> ExportSummary:
    """Export to a new folder. ``progress`` gets each table's name, tables done and tables in all.

    Raises BackupError for unknown tables, a folder that is taken or a disk that is full; then no file is left.
    """
    started = time.monotonic()
    if request.file_format == "parquet":
        require_extra("parquet", "pyarrow", "the format parquet needs pyarrow (csv does not)")
    with _new_folder(request.folder), connect_to_export("benchsight export") as connection:
        for _ in range(ATTEMPTS):
            try:
                manifest = _export(connection, request, progress)
                break
            except Moved:
                continue
        else:
            raise BackupError("a build is recreating the tables: try again later")
        write_manifest(request.folder, manifest)
    return ExportSummary(
        request.folder,
        manifest.file_format,
        manifest.is_complete,
        list(request.games),
        {table.name: table.rows for table in manifest.tables},
        {table.name: table.bytes for table in manifest.tables},
        round(time.monotonic() - started, 2),
    )


def set_text_settings(connection: psycopg.Connection) -> None:
    """Make values read and written alike on every server, for this transaction."""
    for name, value in TEXT_SETTINGS.items():
        connection.execute("select set_config(%s, %s, true)", (name, value))


def _export(connection: psycopg.Connection, request: ExportRequest, progress: Progress) -> Manifest:
    root = load_settings().project_root
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        set_text_settings(connection)
        catalog = read_catalog(connection, model_names(root))
        chosen = to_export(catalog, request.tables, request.games)
        lock_relations(connection, [relation for relation in chosen if not relation.is_view])
        tables = []
        for done, relation in enumerate(chosen):
            progress(relation.full_name, done, len(chosen))
            tables.append(write_table(connection, relation, request.folder, request.file_format, request.games))
        is_complete = not request.tables and not request.games
        return Manifest(
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            file_format=request.file_format,
            is_complete=is_complete,
            games=sorted(set(request.games)) or None,
            code_version=code_version(root),
            benchsight_version=version("benchsight"),
            server_version=connection.info.parameter_status("server_version") or "",
            database=connection.info.dbname,
            migrations=applied_versions(connection),
            tables=tables,
            views=list(_views(catalog)) if is_complete else [],
        )


def lock_relations(connection: psycopg.Connection, tables: Iterable[Relation]) -> None:
    """Keep tables from being dropped, and those that a view reads; raise Moved for one that is not of the snapshot."""
    for table in tables:
        try:
            with connection.transaction():
                connection.execute(sql.SQL("lock table {} in access share mode").format(table.identifier))
        except psycopg.errors.UndefinedTable:
            raise Moved from None
        name = table.identifier.as_string(connection)
        row = connection.execute("select to_regclass(%s)::oid", (name,)).fetchone()
        if row is None or row[0] != table.oid:
            raise Moved


def _views(catalog: Catalog) -> Iterator[ViewDefinition]:
    for relation in catalog.values():
        if relation.is_view and relation.is_derived and relation.definition is not None:
            yield ViewDefinition(relation.full_name, relation.definition, list(relation.options))


@contextmanager
def _new_folder(folder: Path) -> Iterator[None]:
    """Make the folder, and remove what is in it again if the export fails."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is taken: an export goes to a folder of its own, new or empty")
    was_there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException as error:
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        if not was_there and folder.is_dir():
            folder.rmdir()
        if isinstance(error, OSError):
            raise BackupError(f"cannot write to {folder}: {error.strerror or error}; nothing is left there") from error
        raise
