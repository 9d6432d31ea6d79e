"""The rows that break a test of the data: their games and contents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from benchsight.builds.dbt.process import NodeResult
from benchsight.builds.failures import SHOWN_COLUMNS, Row

SHOWN_ROWS = 5
KEYS = ("game_id", "venue", "team_id", "player_id")  # first, in this order; then other columns that identify a row
# json keeps the order of the columns. Keys of games are compared as text: a test may call anything game_id.
LOOK = """
    with broken as materialized (select row_to_json(broken) as line from ({}
    ) as broken)
    select
        array(select distinct line ->> 'game_id' from broken where line ->> 'game_id' ~ '^[0-9]{{1,9}}$'),
        array(select line from broken order by lpad(coalesce(line ->> 'game_id', ''), 9, '0') limit {})
"""


@dataclass(frozen=True)
class Broken:
    """Rows that break a test: their games (none if the rows name none), and some of the rows."""

    games: Sequence[int] = ()
    rows: Sequence[Row] = field(default_factory=list)


def look_for(connection: psycopg.Connection, test: NodeResult, tested: Sequence[int]) -> Broken:
    """Read the rows of a failed test again, while its games are in scope; nothing if that is not possible.

    Where its rows do not name their game, each game is looked at alone. Games that were not tested are left out, unless
    no other break it.
    """
    if test.sql is None:
        return Broken()
    query, column = sql.SQL(LOOK).format(sql.SQL(test.sql), SHOWN_ROWS), _column(test)
    try:
        with connection.transaction():
            found = _read(connection, query, column)
            if found.games or not found.rows:
                return Broken(sorted(set(found.games) & set(tested)) or found.games, found.rows)
            apart = _by_game(connection, query, column, tested)
    except (psycopg.DataError, psycopg.ProgrammingError):
        return Broken()
    rows = [row for game in apart.values() for row in game]
    return Broken(sorted(apart), rows[:SHOWN_ROWS] or found.rows)


def _read(connection: psycopg.Connection, query: sql.Composed, column: str | None) -> Broken:
    row = connection.execute(query).fetchone()
    assert row is not None
    return Broken(sorted(map(int, row[0])), [_short(line, column) for line in row[1]])


def _by_game(
    connection: psycopg.Connection, query: sql.Composed, column: str | None, games: Sequence[int]
) -> dict[int, list[Row]]:
    """Find by bisection the games that break a test alone, with their rows; none if it fails without any game."""

    def rows(scope: Sequence[int]) -> Sequence[Row]:
        with connection.transaction(force_rollback=True):
            connection.execute("delete from ops.test_scope")
            connection.execute("insert into ops.test_scope select unnest(%s::integer[])", (list(scope),))
            return _read(connection, query, column).rows

    def look(part: Sequence[int]) -> dict[int, list[Row]]:
        if not (found := rows(part)):
            return {}
        if len(part) == 1:
            return {part[0]: [{"game_id": part[0], **row} for row in found]}
        half = len(part) // 2
        return look(part[:half]) | look(part[half:])

    return {} if not games or rows([]) else look(games)


def _column(test: NodeResult) -> str | None:
    """Return the column that a generic test is about."""
    return None if test.test is None else test.test["arguments"].get("column_name")


def _short(row: Row, column: str | None) -> Row:
    """Return the columns that identify the row and show the fault: keys first, without NULL."""
    keys = (*KEYS, *(name for name in row if name.endswith(("_key", "_id", "_index"))))
    first = [name for name in keys if name in row]
    names = dict.fromkeys([*first, *([column] if column is not None and column in row else []), *row])
    shown = {name: row[name] for name in names if row[name] is not None or name == column}
    return dict(list(shown.items())[: SHOWN_COLUMNS + 1])
