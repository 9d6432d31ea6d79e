"""Many games at once over PostgreSQL, where only the source changed them: COPY, then one statement per table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from benchsight.backup.export import set_text_settings
from benchsight.sync.input.states import Mark, mark_of

NotedStates = dict[str, dict[str, Any]]
StateOf = Callable[[str, Mark], dict[str, Any]]  # subject and mark of the source to the state to note

TABLES = "select table_name, key_columns, columns from ops.sync_tables() where of_games order by place"
MARKS = "select s, ops.sync_mark(s) from unnest(cast(%s as text[])) as s"
LOCK = "select ops.sync_lock(%s)"
NOTE = "select ops.sync_note(%s)"
NOTED = """
    select subject, to_jsonb(s) from ops.sync_states as s where initiator = %s and peer = %s and subject = any(%s)
"""
SETTINGS = """
    select
        set_config('benchsight.load_id', '', true), set_config('benchsight.source_file', '', true),
        set_config('benchsight.initiated_by', %s, true), set_config('benchsight.reason', 'sync', true)
"""
ALONG = ("source_file", "content_hash")


@dataclass(frozen=True)
class Table:
    """A staging table of games: its key and all columns that are copied."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def identifier(self) -> sql.Identifier:
        """Its name for a statement."""
        return sql.Identifier("public", self.name)


@dataclass(frozen=True)
class Game:
    """A game to send: its subject and the mark that the target is expected to be at; None: it is new there."""

    subject: str
    expected: Mark | None

    @property
    def game_id(self) -> int:
        """Number of the game."""
        return int(self.subject)


@dataclass(frozen=True)
class Sent:
    """What a batch came to: states as noted, games that were changed meanwhile, and rows copied."""

    states: NotedStates
    moved: list[str]
    rows: int


def read_tables(connection: psycopg.Connection) -> list[Table]:
    """Return the tables of games, parents first."""
    return [Table(name, tuple(key), (*columns, *ALONG)) for name, key, columns in connection.execute(TABLES)]


def send_games(
    source: psycopg.Connection,
    target: psycopg.Connection,
    tables: Sequence[Table],
    games: Sequence[Game],
    state_of: StateOf,
    writer: str,
) -> Sent:
    """Give games there the rows they have here, in one transaction of the target. Games that moved are left alone."""
    subjects = [game.subject for game in games]
    with source.transaction(), target.transaction():
        source.execute("set transaction isolation level repeatable read, read only")
        for connection in (source, target):
            set_text_settings(connection)
        target.execute(SETTINGS, (writer,))
        target.execute(LOCK, (subjects,))
        there, here = _marks(target, subjects), _marks(source, subjects)
        moved = [game.subject for game in games if there.get(game.subject) != game.expected]
        kept = [game for game in games if game.subject not in moved and here.get(game.subject) is not None]
        rows = _write(source, target, tables, kept)
        states = [state_of(game.subject, mark) for game in kept if (mark := here[game.subject]) is not None]
        target.execute(NOTE, (Jsonb(states),))
        target.execute("delete from ops.game_inputs where game_id = any(%s) and input_version = 0", (_ids(games),))
        noted = _noted(target, states)
    return Sent(noted, moved, rows)


def note(connection: psycopg.Connection, states: Iterable[dict[str, Any]]) -> None:
    """Note states as they are on the other side."""
    connection.execute(NOTE, (Jsonb([{**state, "fill": []} for state in states]),))


def _marks(connection: psycopg.Connection, subjects: Sequence[str]) -> dict[str, Mark | None]:
    return {subject: mark_of(mark) for subject, mark in connection.execute(MARKS, (list(subjects),))}


def _noted(target: psycopg.Connection, states: Sequence[dict[str, Any]]) -> NotedStates:
    if not states:
        return {}
    one = states[0]
    subjects = [state["subject"] for state in states]
    return dict(target.execute(NOTED, (one["initiator"], one["peer"], subjects)).fetchall())


def _write(
    source: psycopg.Connection, target: psycopg.Connection, tables: Sequence[Table], games: Sequence[Game]
) -> int:
    new, known = ([game for game in games if (game.expected is None) is is_new] for is_new in (True, False))
    rows = 0
    for table in tables if new else ():
        rows += _copy(source, target, table, table.identifier, _ids(new))
    if known:
        for table in tables:
            landing = sql.Identifier("pg_temp", f"sync_{table.name}")
            target.execute(
                sql.SQL("create temporary table {} on commit drop as select {} from {} with no data").format(
                    sql.Identifier(f"sync_{table.name}"), _names(table.columns), table.identifier
                )
            )
            rows += _copy(source, target, table, landing, _ids(known))
            target.execute(sql.SQL("analyze {}").format(landing))
        for table in reversed(tables):
            target.execute(_delete(table), {"games": _ids(known)})
        for table in tables:
            target.execute(_update(table), {"games": _ids(known)})
            target.execute(_insert(table))
    return rows


def _copy(
    source: psycopg.Connection,
    target: psycopg.Connection,
    table: Table,
    into: sql.Identifier,
    games: list[int],
) -> int:
    """Copy the rows of games; return how many."""
    out = sql.SQL("copy (select {} from {} where game_id = any({})) to stdout").format(
        _names(table.columns), table.identifier, sql.Literal(games)
    )
    with source.cursor() as reader, target.cursor() as writer:
        with (
            reader.copy(out) as blocks,
            writer.copy(sql.SQL("copy {} ({}) from stdin").format(into, _names(table.columns))) as there,
        ):
            for block in blocks:
                there.write(block)
        return max(0, writer.rowcount)


def _delete(table: Table) -> sql.Composed:
    return sql.SQL(
        "delete from {} as t where t.game_id = any(%(games)s) and not exists (select from {} as n where {})"
    ).format(table.identifier, _landing(table), _same_key(table))


def _update(table: Table) -> sql.Composed:
    compared = [name for name in table.columns if name not in (*table.key, *ALONG)]
    written = [name for name in table.columns if name not in table.key]
    return sql.SQL(
        "update {} as t set {} from {} as n where t.game_id = any(%(games)s) and {} and ({}) is distinct from ({})"
    ).format(
        table.identifier,
        sql.SQL(", ").join(sql.SQL("{0} = n.{0}").format(sql.Identifier(name)) for name in written),
        _landing(table),
        _same_key(table),
        _of("t", compared),
        _of("n", compared),
    )


def _insert(table: Table) -> sql.Composed:
    return sql.SQL("insert into {} ({}) select {} from {} as n where not exists (select from {} as t where {})").format(
        table.identifier,
        _names(table.columns),
        _of("n", table.columns),
        _landing(table),
        table.identifier,
        _same_key(table),
    )


def _same_key(table: Table) -> sql.Composed:
    return sql.SQL(" and ").join(sql.SQL("t.{0} = n.{0}").format(sql.Identifier(name)) for name in table.key)


def _landing(table: Table) -> sql.Identifier:
    return sql.Identifier("pg_temp", f"sync_{table.name}")


def _names(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _of(alias: str, names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(alias, name) for name in names)


def _ids(games: Sequence[Game]) -> list[int]:
    return [game.game_id for game in games]
