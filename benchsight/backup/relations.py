"""Makes the tables and views that dbt made, for a database that was never built; and holds triggers back."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql

from benchsight.backup.catalog import Catalog, Relation
from benchsight.backup.manifest import ExportedTable, ViewDefinition

ENABLE = {"O": "enable trigger", "R": "enable replica trigger", "A": "enable always trigger"}
TRIGGERS = """
    select tgname, tgenabled from pg_trigger
    where tgrelid = %s and not tgisinternal and tgenabled <> 'D' order by tgname
"""


def make_tables(connection: psycopg.Connection, tables: Iterable[ExportedTable]) -> None:
    """Make tables with the columns of the export; their indexes come after the rows."""
    for table in tables:
        schema, name = table.name.split(".", 1)
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}{}").format(
                sql.Identifier(column.name), _verbatim(column.type), sql.SQL(" not null" if column.not_null else "")
            )
            for column in table.columns
        )
        connection.execute(sql.SQL("create table {} ({})").format(sql.Identifier(schema, name), columns))


def make_indexes(connection: psycopg.Connection, tables: Iterable[ExportedTable]) -> None:
    """Make the indexes and keys of tables that were just made; foreign keys when all others are there."""
    statements = [statement for table in tables for statement in table.indexes]
    for statement in sorted(statements, key=lambda statement: " FOREIGN KEY " in statement):
        connection.execute(_verbatim(statement))


def publish(connection: psycopg.Connection, names: Iterable[str]) -> None:
    """Say who may read what was just made, as dbt does when it makes it."""
    for name in names:
        schema, relation = name.split(".", 1)
        if schema == "public":
            connection.execute(
                "select ops.publish(cast(format('%%I.%%I', %s::text, %s::text) as regclass))", (schema, relation)
            )


def make_views(connection: psycopg.Connection, views: Sequence[ViewDefinition], catalog: Catalog) -> int:
    """Make the views that are not there, in the order of the export; how many."""
    missing = [view for view in views if view.name not in catalog]
    for view in missing:
        schema, name = view.name.split(".", 1)
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
        options = _verbatim(f" with ({', '.join(view.options)})" if view.options else "")
        connection.execute(
            sql.SQL("create view {}{} as {}").format(sql.Identifier(schema, name), options, _verbatim(view.definition))
        )
    publish(connection, [view.name for view in missing])
    return len(missing)


@contextmanager
def without_triggers(connection: psycopg.Connection, tables: Sequence[Relation]) -> Iterator[None]:
    """Disable the triggers of the tables: rows are not stamped, counted, queued or kept as earlier versions."""
    held = []
    for table in tables:
        for name, enabled in connection.execute(TRIGGERS, (table.oid,)).fetchall():
            _alter(connection, table, "disable trigger", name)
            held.append((table, name, ENABLE[enabled]))
    yield
    for table, name, action in held:
        _alter(connection, table, action, name)


def _alter(connection: psycopg.Connection, table: Relation, action: str, trigger: str) -> None:
    connection.execute(
        sql.SQL("alter table {} {} {}").format(table.identifier, _verbatim(action), sql.Identifier(trigger))
    )


def _verbatim(text: str) -> sql.SQL:
    """Return SQL as the export has it: an export is trusted like a dump of pg_dump."""
    return sql.SQL(text)
