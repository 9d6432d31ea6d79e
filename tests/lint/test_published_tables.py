"""ops.published_tables, the names that the loading functions take, are the tables of the dbt project."""

from pathlib import Path

import psycopg

from benchsight.builds.rebuild.tables import published_tables

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_migrations_list_every_published_table_as_the_project_has_it(connection: psycopg.Connection) -> None:
    rows = connection.execute("select table_name, category, load_order, kind from ops.published_tables").fetchall()
    listed = {_line(*row) for row in rows}
    tables = published_tables(REPOSITORY).values()
    wanted = {_line(table.name, table.category, table.load_order, table.kind) for table in tables}
    missing, stale = sorted(wanted - listed), sorted(listed - wanted)
    assert not missing, "insert into ops.published_tables in a new migration:\n" + ",\n".join(missing)
    assert not stale, "delete from ops.published_tables in a new migration:\n" + ",\n".join(stale)


def _line(name: str, category: str, load_order: int, kind: str) -> str:
    return f"    ('{name}', '{category}', {load_order}, '{kind}')"
