"""Rows of load_history for rebuilds and deletions: one for each table, and game if games are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg

from ingest.database.session import user_name

TableScope = tuple[str, int | None]  # a table, and the game of its rows; None: all

TAKE_OVER = """
    update public.load_history
    set load_id = %(load)s, status = 'started', error_message = null, completed_at = null, duration_ms = null
    where queue_id = %(queue)s and status <> 'completed'
"""
START = """
    insert into public.load_history (load_id, table_name, operation, scope, game_id, queue_id, started_at, initiated_by)
    select %(load)s, place.table_name, %(operation)s, %(scope)s, place.game_id, %(queue)s, clock_timestamp(), %(who)s
    from unnest(%(tables)s::text[], %(games)s::integer[]) with ordinality as place (table_name, game_id, position)
    where not exists (
        select from public.load_history as noted
        where
            noted.load_id = %(load)s
            and noted.table_name = place.table_name
            and noted.game_id is not distinct from place.game_id
    )
    order by place.position
"""
COUNT = """
    update public.load_history set rows_inserted = %(inserted)s, rows_deleted = %(deleted)s
    where load_id = %(load)s and table_name = %(table)s and game_id is not distinct from %(game)s::integer
"""
DELETED = """
    insert into public.load_history (
        load_id, table_name, operation, scope, game_id, queue_id, rows_deleted, started_at, initiated_by
    )
    select load_id, %(table)s, operation, scope, %(game)s, queue_id, %(rows)s, started_at, initiated_by
    from public.load_history where load_id = %(load)s order by id limit 1
"""
END = """
    update public.load_history
    set
        status = %(status)s,
        completed_at = clock_timestamp(),
        duration_ms = 1000 * extract(epoch from clock_timestamp() - started_at),
        error_message = %(error)s
    where load_id = %(load)s and status = 'started'
"""


@dataclass(frozen=True)
class Rows:
    """Counts of the rows of a place; None if unknown."""

    inserted: int | None = None
    deleted: int | None = None


def start(
    connection: psycopg.Connection, operation: str, scope: str, places: Sequence[TableScope], queue_id: int | None
) -> UUID:
    """Record the start and return its load_id; rows that a function wrote for the queue are taken over."""
    load = uuid4()
    if queue_id is not None:
        connection.execute(TAKE_OVER, {"load": load, "queue": queue_id})
    parameters = {"load": load, "operation": operation, "scope": scope, "queue": queue_id, "who": user_name()[:100]}
    tables, games = [table for table, _ in places], [game for _, game in places]
    connection.execute(START, parameters | {"tables": tables, "games": games})
    return load


def end(
    connection: psycopg.Connection, load: UUID, status: str, rows: Mapping[TableScope, Rows], error: str | None = None
) -> None:
    """Record the end, and the counts of rows."""
    with connection.cursor() as cursor:
        cursor.executemany(
            COUNT,
            [
                {"load": load, "table": table, "game": game, "inserted": each.inserted, "deleted": each.deleted}
                for (table, game), each in rows.items()
            ],
        )
    connection.execute(END, {"load": load, "status": status, "error": error})


def add_deleted(connection: psycopg.Connection, load: UUID, game_id: int, deleted: Mapping[str, int]) -> None:
    """Record the rows that each table lost with a game."""
    with connection.cursor() as cursor:
        cursor.executemany(
            DELETED, [{"load": load, "table": table, "game": game_id, "rows": rows} for table, rows in deleted.items()]
        )
