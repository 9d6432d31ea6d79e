"""Row counts of staged and published tables."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

TABLES = """
    select tables.relname, coalesce(published.category, 'staging')
    from pg_catalog.pg_class as tables
    left join ops.published_tables as published on tables.relname = published.table_name
    where
        tables.relnamespace = 'public'::regnamespace and tables.relkind = 'r'
        and (published.table_name is not null or tables.relname ^@ 'staging_')
    order by coalesce(published.load_order, 0), tables.relname
"""


@dataclass(frozen=True)
class TableCount:
    """Stored table, its category (staging, dims, core_facts and so on) and its number of rows."""

    table: str
    category: str
    rows: int


def read_table_counts(connection: psycopg.Connection) -> list[TableCount]:
    """Count the rows of every staged and published table in one snapshot."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read")
        tables = connection.execute(TABLES).fetchall()
        counted = {name: _count(connection, name) for name, _ in tables}
    return [TableCount(name, category, counted[name]) for name, category in tables]


def _count(connection: psycopg.Connection, name: str) -> int:
    row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier("public", name))).fetchone()
    assert row is not None
    return int(row[0])
