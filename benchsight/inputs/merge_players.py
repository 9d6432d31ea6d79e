"""Makes two ids of one person one: in rosters, official results, the tracker's events and the list of players."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from benchsight.errors import BenchSightError
from ingest.database.session import lock_games

# Keys that contain the id, after a colon.
KEYED = {"staging_game_rosters": "roster_key", "staging_official_player_games": "official_key"}
NAMES = "select player_id, player_name from public.staging_players where player_id = any(%s)"
GAMES = """
    select distinct game_id from (
        select game_id from public.staging_game_rosters where player_id = %(other)s
        union all
        select game_id from public.staging_official_player_games where player_id = %(other)s
        union all
        select game_id from public.staging_event_players where player_id = %(other)s
    ) as found
    order by game_id
"""
TOGETHER = """
    select game_id, string_agg(distinct coalesce('#' || player_number, player_id), ' and ') as numbers
    from public.staging_game_rosters
    where player_id in (%(keep)s, %(other)s)
    group by game_id
    having count(distinct player_id) = 2
    order by game_id
"""
SETTINGS = """
    select
        set_config('benchsight.load_id', %(load)s, true), set_config('benchsight.source_file', '', true),
        set_config('benchsight.initiated_by', %(who)s, true), set_config('benchsight.reason', %(reason)s, true)
"""
# Without its hash a row is compared whole by the next load.
REPLACE = """
    update public.{table}
    set
        player_id = %(keep)s, content_hash = null,
        {key} = left({key}, position(':' in {key})) || %(keep)s
            || substr({key}, position(':' in {key}) + 1 + length(%(other)s))
    where player_id = %(other)s
"""
REPLACE_EVENTS = """
    update public.staging_event_players set player_id = %(keep)s, content_hash = null where player_id = %(other)s
"""
RECORD = """
    insert into public.load_history (
        load_id, table_name, operation, scope, source_format, rows_updated, rows_deleted, started_at, completed_at,
        duration_ms, status, initiated_by
    )
    values (
        %(load)s, %(table)s, 'merge', 'table', 'request', %(updated)s, %(deleted)s, now(), clock_timestamp(),
        1000 * extract(epoch from clock_timestamp() - now()), 'completed', %(who)s
    )
"""


class CannotMerge(BenchSightError):
    """Two ids that are not of one person."""


@dataclass(frozen=True)
class MergedPlayers:
    """What was changed: rows by table, and the games that are due."""

    keep: str
    other: str
    name: str | None
    load_id: UUID
    games: list[int]
    rows: dict[str, int] = field(default_factory=dict)


def merge_players(connection: psycopg.Connection, keep: str, other: str, who: str) -> MergedPlayers:
    """Give everything staged of player ``other`` to player ``keep``, in one transaction; the games are due then.

    The history of each game takes it back. A later load of a file with the other id brings that id back: mend the file
    too. Raise CannotMerge for an unknown player, or two who are on the roster of one game.
    """
    load, ids = uuid4(), {"keep": keep, "other": other}
    with connection.transaction(), connection.cursor() as cursor:
        names: dict[str, str | None] = dict(cursor.execute(NAMES, ([keep, other],)).fetchall())
        if keep == other or len(names) != 2:
            unknown = next((each for each in (keep, other) if each not in names), None)
            raise CannotMerge(f"there is no player {unknown}" if unknown else "name two players, not one twice")
        games = [int(game) for (game,) in cursor.execute(GAMES, ids).fetchall()]
        lock_games(cursor, [0, *games])
        together = cursor.execute(TOGETHER, ids).fetchone()
        if together is not None:
            raise CannotMerge(
                f"{keep} and {other} are two persons: both are on the roster of game {together[0]}, as {together[1]}"
            )
        cursor.execute(SETTINGS, {"load": str(load), "who": who, "reason": f"player {other} is player {keep}"})
        rows = {
            table: cursor.execute(
                sql.SQL(REPLACE).format(table=sql.Identifier(table), key=sql.Identifier(key)), ids
            ).rowcount
            for table, key in KEYED.items()
        }
        rows["staging_event_players"] = cursor.execute(REPLACE_EVENTS, ids).rowcount
        rows["staging_players"] = cursor.execute(
            "delete from public.staging_players where player_id = %(other)s", ids
        ).rowcount
        for table, count in rows.items():
            gone = table == "staging_players"
            values = {"updated": 0 if gone else count, "deleted": count if gone else 0}
            cursor.execute(RECORD, {"load": load, "table": table, "who": who[:100], **values})
    return MergedPlayers(keep, other, names[keep], load, games, rows)
