"""What is staged of a game, deleted under the loaders' lock; the input history keeps it."""

from uuid import UUID

import psycopg
from psycopg import sql

from ingest.contract.tables import TABLES
from ingest.database.session import lock_games, user_name

SETTINGS = """
    select
        set_config('benchsight.load_id', %(load)s, true),
        set_config('benchsight.source_file', '', true),
        set_config('benchsight.initiated_by', %(who)s, true),
        set_config('benchsight.reason', 'game deleted', true)
"""
CLOSE_REQUESTS = """
    with closed as (
        update public.etl_queue
        set status = 'cancelled', completed_at = clock_timestamp(), error_message = 'the game was deleted'
        where game_id = %(game)s and status = 'pending' and id is distinct from %(queue)s
        returning id
    ), noted as (
        update public.load_history
        set status = 'skipped', completed_at = clock_timestamp(), error_message = 'the game was deleted'
        where status = 'started' and queue_id in (select id from closed)
    )
    select count(*) from closed
"""


def delete_inputs(connection: psycopg.Connection, game_id: int, load: UUID) -> dict[str, int]:
    """Delete every staged row of the game, and its rejected ones; rows by table. Waits for a load of the game."""
    with connection.cursor() as cursor:
        lock_games(cursor, [game_id])
        cursor.execute(SETTINGS, {"load": str(load), "who": user_name()[:100]})
        deleted = {}
        for table in [*_tables_of_games(), "staging_rejects"]:
            statement = sql.SQL("delete from {} where game_id = %s").format(sql.Identifier("public", table))
            deleted[table] = cursor.execute(statement, (game_id,)).rowcount
    return deleted


def close_requests(connection: psycopg.Connection, game_id: int, queue_id: int | None) -> int:
    """Call off what waits in the queue for the game, but for the request that is being served; how many."""
    row = connection.execute(CLOSE_REQUESTS, {"game": game_id, "queue": queue_id}).fetchone()
    return 0 if row is None else int(row[0])


def _tables_of_games() -> list[str]:
    """Staging tables with a column game_id, each before the table that its rows depend on."""
    return [table.name for table in reversed(TABLES.values()) if table.of_games]
