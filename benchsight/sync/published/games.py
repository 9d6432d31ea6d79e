"""Published rows of games, replaced over PostgreSQL: some games in one transaction, by COPY."""

from collections.abc import Collection, Mapping, Sequence

import psycopg
from psycopg import sql

from benchsight.backup.export import set_text_settings
from benchsight.sync.published.tables import CloudTable

NOTE = """
    insert into ops.sync_published (peer, name, mark) select %s, n.name, n.mark
    from unnest(cast(%s as text[]), cast(%s as text[])) as n (name, mark)
    on conflict (peer, name) do update set mark = excluded.mark, pushed_at = clock_timestamp()
"""
FORGET = "delete from ops.sync_published where peer = %s and name = any(%s)"


def replace_games(
    source: psycopg.Connection,
    target: psycopg.Connection,
    tables: Sequence[CloudTable],
    marks: Mapping[int, str],
    peer: str | None,
) -> int:
    """Give games there the published rows they have here; return how many. ``tables``: parents first.

    ``marks``: game to the build it is of; '' if it is gone. They are noted there under ``peer`` in the same
    transaction, unless it is None. ``source`` is in a transaction of one snapshot.
    """
    games, rows = list(marks), 0
    with target.transaction():
        set_text_settings(target)
        for table in reversed(tables):
            target.execute(
                sql.SQL("delete from public.{} where game_id = any(%s)").format(sql.Identifier(table.name)), (games,)
            )
        for table in tables:
            rows += _copy(source, target, table, games)
        if peer is not None:
            note_published(target, peer, {str(game): mark for game, mark in marks.items()})
    return rows


def note_published(connection: psycopg.Connection, peer: str, marks: Mapping[str, str]) -> None:
    """Note what a peer has: name to mark; '' for what is gone."""
    kept = {name: mark for name, mark in marks.items() if mark}
    connection.execute(NOTE, (peer, list(kept), list(kept.values())))
    connection.execute(FORGET, (peer, [name for name in marks if name not in kept]))


def _copy(source: psycopg.Connection, target: psycopg.Connection, table: CloudTable, games: Collection[int]) -> int:
    of, columns = sql.Identifier("public", table.name), sql.SQL(", ").join(map(sql.Identifier, table.names))
    out = sql.SQL("copy (select {} from {} where game_id = any({})) to stdout").format(
        columns, of, sql.Literal(list(games))
    )
    into = sql.SQL("copy {} ({}) from stdin").format(of, columns)
    with source.cursor() as reader, target.cursor() as writer:
        # a savepoint keeps the snapshot here if the other side fails
        with source.transaction(), reader.copy(out) as blocks, writer.copy(into) as there:
            for block in blocks:
                there.write(block)
        return max(0, writer.rowcount)
