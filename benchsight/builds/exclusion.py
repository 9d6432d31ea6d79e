"""Excludes games from builds, and includes them again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from benchsight.builds.delete_game import DeleteOptions, delete_game
from benchsight.db.connections import connect
from benchsight.errors import BenchSightError

EXCLUDED = "select game_id, reason, excluded_by, excluded_at from ops.excluded_games order by game_id"


@dataclass(frozen=True)
class Exclusion:
    """A game that is left out: why, by whom, since when; ``rows_deleted`` of it were published until then."""

    game_id: int
    reason: str
    excluded_by: str
    excluded_at: datetime
    rows_deleted: int = 0


def excluded_games(connection: psycopg.Connection) -> list[Exclusion]:
    """Return the games that are left out, by number."""
    with connection.cursor(row_factory=class_row(Exclusion)) as cursor:
        return cursor.execute(EXCLUDED).fetchall()


def exclude(games: Sequence[int], because: str, wait: bool, on_wait: Callable[[str], None]) -> list[Exclusion]:
    """Exclude games from builds and delete their published rows; staged rows stay.

    Raises BenchSightError, with nothing changed, for a game that is not known; Busy, with the games left out but still
    published, if a build runs and ``wait`` is off.
    """
    wanted = sorted(set(games))
    try:
        with connect(application_name="benchsight exclude") as connection:
            for game_id in wanted:
                connection.execute("select ops.leave_out(%s, %s)", (game_id, because))
    except psycopg.errors.RaiseException as error:
        raise BenchSightError(f"{error.diag.message_primary}; no game was left out") from error
    deleted = {
        game_id: delete_game(game_id, DeleteOptions(wait=wait), on_wait).total_rows_deleted for game_id in wanted
    }
    with connect(application_name="benchsight exclude") as connection:
        return [
            Exclusion(e.game_id, e.reason, e.excluded_by, e.excluded_at, deleted[e.game_id])
            for e in excluded_games(connection)
            if e.game_id in deleted
        ]


def include(games: Sequence[int], connection: psycopg.Connection | None = None, who: str | None = None) -> list[int]:
    """Include games again: they are due, and queued. Raises BenchSightError for one that is not excluded.

    ``who`` asks for it on the connection of a server, else the user of this process.
    """
    if connection is None:
        with connect(application_name="benchsight include") as own:
            return include(games, own)
    wanted = sorted(set(games))
    with connection.transaction():
        if who is not None:
            connection.execute("select set_config('benchsight.initiated_by', %s, true)", (who,))
        for game_id in wanted:
            row = connection.execute("select public.include_game(%s)", (game_id,)).fetchone()
            assert row is not None
            if not row[0]["success"]:
                raise BenchSightError(f"{row[0]['error']}; no game was brought back")
    return wanted
