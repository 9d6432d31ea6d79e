"""Checks the foreign keys of copied rows: one statement for each key, where PostgreSQL would look up row by row."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from benchsight.builds.statements import TableStatements
from benchsight.engines.by_index import by_index

# What later versions have (periods, keys that are not enforced), and what is checked when a transaction ends, is left
# to PostgreSQL, as are tables with other triggers.
KEYS = """
    select
        t.conname,
        n.nspname,
        p.relname,
        array(select a.attname from unnest(t.conkey) with ordinality as k (number, place)
            join pg_attribute as a on a.attrelid = t.conrelid and a.attnum = k.number order by k.place)::text[],
        array(select a.attname from unnest(t.confkey) with ordinality as k (number, place)
            join pg_attribute as a on a.attrelid = t.confrelid and a.attnum = k.number order by k.place)::text[],
        t.confmatchtype = 's' and not t.condeferred and t.conparentid = 0
            and to_jsonb(t) ->> 'conperiod' is distinct from 'true'
            and to_jsonb(t) ->> 'conenforced' is distinct from 'false' as is_plain
    from pg_constraint as t
    join pg_class as p on t.confrelid = p.oid
    join pg_namespace as n on p.relnamespace = n.oid
    where t.contype = 'f' and t.conrelid = cast(%s as regclass)
    order by t.conname
"""
HAS_OTHER_TRIGGERS = """
    select exists (
        select from pg_trigger as g
        left join pg_constraint as t on g.tgconstraint = t.oid and t.contype = 'f'
        where g.tgrelid = cast(%s as regclass) and (not g.tgisinternal or t.oid is null)
    )
"""
# A parent that is found stays until the transaction ends, as if each row had been checked. Rows are looked for game by
# game: of a list of games the planner may take another index, for its order, and go through all of the table.
MISSING = """
    with named as materialized (
        select distinct of_game.* from unnest(cast({games} as integer[])) as of_batch (game_id)
        cross join lateral (
            select distinct {columns} from {child} as child
            where child.game_id = of_batch.game_id and ({columns}) is not null
        ) as of_game
    ),
    found as materialized (
        select 1 from only {parent} as parent where ({parent_columns}) in (select {columns} from named) for key share
    )
    select (select count(*) from named) > (select count(*) from found)
"""
FOR_COPY, AS_EVER = (f"set local session_replication_role = {role}" for role in ("replica", "origin"))


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key of a table: ``columns`` refer to ``parent_columns`` of ``parent``."""

    name: str
    table: TableStatements
    columns: Sequence[str]
    parent: sql.Identifier
    parent_columns: Sequence[str]

    def check(self, connection: psycopg.Connection, games: Collection[int]) -> None:
        """Raise ForeignKeyViolation if a row of one of the games names a parent that is not there."""
        names, parent_names = (
            sql.SQL(", ").join(map(sql.Identifier, each)) for each in (self.columns, self.parent_columns)
        )
        missing = sql.SQL(MISSING).format(
            columns=names,
            child=self.table.table,
            games=sql.Literal(list(games)),
            parent=self.parent,
            parent_columns=parent_names,
        )
        with by_index(connection):
            is_missing = connection.execute(missing).fetchone() == (True,)
        if is_missing:
            raise psycopg.errors.ForeignKeyViolation(
                f'rows of table "{self.table.name}" violate foreign key constraint "{self.name}"'
            )


def keys_to_check(connection: psycopg.Connection, tables: Collection[TableStatements]) -> dict[str, list[ForeignKey]]:
    """Return the foreign keys by table that are checked after copying; of a table that is not there, PostgreSQL checks.

    None are if the role of the session may not keep triggers from firing.
    """
    if not _may_keep_triggers_off(connection):
        return {}
    found = {}
    for table in tables:
        name = table.table.as_string(connection)
        rows = connection.execute(KEYS, (name,)).fetchall()
        other_triggers = connection.execute(HAS_OTHER_TRIGGERS, (name,)).fetchone() == (True,)
        if rows and not other_triggers and all(is_plain for *_, is_plain in rows):
            found[table.name] = [
                ForeignKey(key, table, columns, sql.Identifier(schema, parent), parent_columns)
                for key, schema, parent, columns, parent_columns, _ in rows
            ]
    return found


@contextmanager
def unchecked_keys(connection: psycopg.Connection) -> Iterator[None]:
    """Keep triggers, and so the checks of foreign keys, from firing in the block."""
    connection.execute(FOR_COPY)
    yield
    connection.execute(AS_EVER)


def _may_keep_triggers_off(connection: psycopg.Connection) -> bool:
    try:
        with connection.transaction(), unchecked_keys(connection):
            return True
    except psycopg.errors.InsufficientPrivilege:
        return False
