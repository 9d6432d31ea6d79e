"""Restores tables from an export: all of it in one transaction, or nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from benchsight.backup.catalog import Catalog, model_names, read_catalog
from benchsight.backup.check import check_columns, check_files, check_migrations
from benchsight.backup.errors import BackupError
from benchsight.backup.export import set_text_settings
from benchsight.backup.manifest import NAME, Manifest, read_manifest
from benchsight.backup.records import RestoreOrigin, forget_builds, mark_due, record
from benchsight.backup.relations import make_indexes, make_tables, make_views, publish
from benchsight.backup.rows import RestoredTable, Rewrite, empty
from benchsight.backup.selection import RestoreSelection, select
from benchsight.builds.lock import hold_build_lock
from benchsight.db.migrations import applied_versions, read_migrations
from benchsight.db.settings import load_settings
from benchsight.errors import Busy, require_extra
from ingest.database.session import EVERY_GAME, LOADER_LOCK, lock_games, user_name

ATTEMPTS = 3
LOCK_TIMEOUT = "60s"

OnWait = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class RestoreRequest:
    """A request to restore ``tables`` and ``games`` (none: all) from an export.

    ``inputs_only`` leaves out the tables that dbt makes.
    """

    folder: Path
    tables: tuple[str, ...] = ()
    games: tuple[int, ...] = ()
    inputs_only: bool = False


@dataclass
class RestoreSummary:
    """The result of a restore by table, and what is left to do."""

    folder: Path
    load_id: str
    is_complete: bool
    tables: list[RestoredTable] = field(default_factory=list)
    due_games: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


def restore(
    request: RestoreRequest, on_wait: OnWait = lambda text: None, progress: Progress = lambda name, done, total: None
) -> RestoreSummary:
    """Restore from an export. ``on_wait`` is called before waiting for a build, ``progress`` for each table.

    Raises BackupError, with nothing changed, for an export that is damaged or does not fit the database.
    """
    started = time.monotonic()
    manifest = read_manifest(request.folder)
    if manifest.file_format == "parquet":
        require_extra("parquet", "pyarrow", "this export is in the format parquet, which needs pyarrow")
    selection = select(manifest, request.tables, request.games, request.inputs_only)
    check_files(request.folder, selection.tables, progress)
    with hold_build_lock(True, on_wait) as session:
        check_migrations(manifest, applied_versions(session.connection), read_migrations(load_settings().migrations))
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(max=2),
            retry=retry_if_exception_type(psycopg.errors.DeadlockDetected),
            reraise=True,
        )
        work = _Restore(session.connection, request, manifest, selection, progress)
        summary = retrying(work.attempt)
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


class _Restore:
    """A restore under the build lock."""

    def __init__(
        self,
        connection: psycopg.Connection,
        request: RestoreRequest,
        manifest: Manifest,
        selection: RestoreSelection,
        progress: Progress,
    ) -> None:
        self.connection, self.request, self.progress = connection, request, progress
        self.manifest, self.selection = manifest, selection
        self.origin = RestoreOrigin(
            uuid4(), str((request.folder / NAME).resolve()), user_name()[:100], manifest.code_version
        )

    def attempt(self) -> RestoreSummary:
        """Restore in one transaction."""
        try:
            with self.connection.transaction():
                return self._restore()
        except psycopg.errors.LockNotAvailable as error:
            raise Busy(
                f"other sessions have been writing for {LOCK_TIMEOUT}: nothing was restored, try again later"
            ) from error
        except (psycopg.errors.IntegrityError, psycopg.errors.DataError) as error:
            reason = str(error).splitlines()[0]
            raise BackupError(f"the rows do not fit what is in the database: {reason}; nothing was restored") from error

    def _restore(self) -> RestoreSummary:
        connection, selection = self.connection, self.selection
        set_text_settings(connection)
        connection.execute("select set_config('lock_timeout', %s, true)", (LOCK_TIMEOUT,))
        connection.execute("set constraints all deferred")  # tables are written in any order
        self._keep_loaders_out()
        self.origin.announce(connection)
        models = model_names(load_settings().project_root)
        catalog = read_catalog(connection, models)
        check_columns(selection.tables, catalog)
        new = [table for table in selection.tables if table.name not in catalog]
        make_tables(connection, new)
        if new:
            catalog = read_catalog(connection, models | {table.name.split(".", 1)[1] for table in new})
        rewrite = Rewrite(connection, self.request.folder, self.manifest.file_format, selection, catalog, self.progress)
        summary = RestoreSummary(self.request.folder, str(self.origin.load_id), selection.is_complete)
        summary.tables = rewrite.run()
        make_indexes(connection, new)
        publish(connection, [table.name for table in new])
        if selection.is_complete:
            self._finish_complete(catalog, rewrite, summary)
        else:
            self._finish_part(rewrite, summary)
        record(connection, self.origin, summary.tables, selection)
        return summary

    def _keep_loaders_out(self) -> None:
        with self.connection.cursor() as cursor:
            if self.selection.games:
                lock_games(cursor, self.selection.games)
            else:
                cursor.execute("select pg_advisory_xact_lock(%s, %s)", (LOADER_LOCK, EVERY_GAME))

    def _finish_complete(self, catalog: Catalog, rewrite: Rewrite, summary: RestoreSummary) -> None:
        exported = {table.name for table in self.manifest.tables}
        self.connection.execute("delete from ops.build_scope")
        if later := rewrite.later_loads:
            what = "1 load or restore" if later == 1 else f"{later} loads or restores"
            summary.notes.append(f"what {what} since the export brought is gone; load_history still names them")
        if self.request.inputs_only:
            forget_builds(self.connection)
            summary.notes.append("what is published does not fit these inputs: run `benchsight build`")
            return
        left = [
            table
            for table in catalog.values()
            if table.is_derived and not table.is_view and table.full_name not in exported
        ]
        summary.tables += [empty(self.connection, table) for table in left]
        if made := make_views(self.connection, self.manifest.views, catalog):
            summary.notes.append(f"{made} views were made that were not there")

    def _finish_part(self, rewrite: Rewrite, summary: RestoreSummary) -> None:
        games = mark_due(self.connection, self.origin, rewrite.stale_games, rewrite.is_all_stale)
        inputs = {game for game in rewrite.input_games if game is not None}
        summary.due_games = sorted(games | inputs)
        if summary.due_games or rewrite.league_changed:
            summary.notes.append(_due_note(summary.due_games))


def _due_note(games: list[int]) -> str:
    shown = ", ".join(map(str, games[:5])) + (f" and {len(games) - 5} more" if len(games) > 5 else "")
    what = f"game {shown} is due" if len(games) == 1 else f"games {shown} are due" if games else "dimensions are due"
    return f"{what}: run `benchsight build`, which also makes the tables over many games again"
