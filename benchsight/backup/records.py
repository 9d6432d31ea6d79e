"""Bookkeeping of a restore: the audit trail, and which games are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import psycopg

from benchsight.backup.rows import RestoredTable
from benchsight.backup.selection import RestoreSelection

RECORD = """
    insert into public.load_history (load_id, table_name, operation, scope, game_id, source_file, source_format,
        rows_read, rows_inserted, rows_updated, rows_unchanged, rows_deleted, rows_rejected, started_at, completed_at,
        duration_ms, status, initiated_by)
    values (%(load)s, %(table)s, 'replace', %(scope)s, %(game)s, %(file)s, 'export', %(read)s, %(inserted)s,
        %(updated)s, %(unchanged)s, %(deleted)s, 0, transaction_timestamp(), clock_timestamp(),
        1000 * extract(epoch from clock_timestamp() - transaction_timestamp()), 'completed', %(who)s)
"""
# Like a game that a build has claimed and not completed.
RUN = """
    insert into ops.build_runs (completed_at, status, code_version, input_snapshot, game_count, selection, initiated_by)
    values (clock_timestamp(), 'completed', %s, pg_current_snapshot(), %s, 'restore', %s) returning build_id
"""
DUE = """
    insert into ops.game_builds (game_id, built_at, build_id, input_version, code_version)
    select unnest(cast(%s as integer[])), clock_timestamp(), %s, 0, ''
    on conflict (game_id) do update set build_id = excluded.build_id, input_version = 0, code_version = ''
"""


@dataclass(frozen=True)
class RestoreOrigin:
    """The source of restored rows, and the user who restores them."""

    load_id: UUID
    manifest: str
    initiated_by: str
    code_version: str

    def announce(self, connection: psycopg.Connection) -> None:
        """Tell the triggers of this transaction, as a load does."""
        settings = {"load_id": self.load_id, "source_file": self.manifest, "initiated_by": self.initiated_by}
        for name, value in settings.items():
            connection.execute("select set_config(%s, %s, true)", (f"benchsight.{name}", str(value)))


def record(
    connection: psycopg.Connection, origin: RestoreOrigin, results: Iterable[RestoredTable], selection: RestoreSelection
) -> None:
    """Record the restore in load_history, a row for each table."""
    game = selection.games[0] if len(selection.games) == 1 else None
    with connection.cursor() as cursor:
        cursor.executemany(
            RECORD,
            [
                {
                    "load": origin.load_id,
                    "table": result.name.removeprefix("public.")[:63],
                    "scope": "all" if selection.is_complete else "game" if selection.games else "table",
                    "game": game,
                    "file": origin.manifest,
                    "who": origin.initiated_by,
                    "read": result.read,
                    "inserted": result.inserted,
                    "updated": result.updated,
                    "unchanged": result.unchanged,
                    "deleted": result.deleted,
                }
                for result in results
            ],
        )


def mark_due(connection: psycopg.Connection, origin: RestoreOrigin, games: set[int], every_game: bool) -> set[int]:
    """Mark restored games as due, since no build made their published rows; all built games if ``every_game``."""
    if every_game:
        games = games | {game for (game,) in connection.execute("select game_id from ops.game_builds")}
    if not games:
        return games
    row = connection.execute(RUN, (origin.code_version, len(games), origin.initiated_by)).fetchone()
    assert row is not None
    connection.execute(DUE, (sorted(games), row[0]))
    connection.execute("select ops.note_changed_games(%s)", (sorted(games),))
    return games


def forget_builds(connection: psycopg.Connection) -> None:
    """Forget builds of other inputs: the next build makes everything again."""
    connection.execute("update ops.build_runs set models_built = false, league_version = null")
    connection.execute("update ops.game_builds set input_version = 0, code_version = ''")
