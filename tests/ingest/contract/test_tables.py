"""The contract equals the migrations: columns, types, nullability and keys of every staging table."""

import re

import psycopg

from ingest.contract.tables import TABLES

BOOKKEEPING = {"content_hash", "source_file", "load_id", "processed", "created_at", "updated_at", "written_xid"}
CATALOGUE = """
    select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(a.attnum = any(i.indkey), false)
    from pg_attribute as a
    left join pg_index as i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = cast(%s as regclass) and a.attnum > 0 and not a.attisdropped
    order by a.attnum
"""
TYPES = {
    "integer": "int4",
    "smallint": "int2",
    "boolean": "bool",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
}
Catalogue = list[tuple[str, str, bool, bool]]


def catalogue(connection: psycopg.Connection, name: str) -> Catalogue:
    """Return name, type, not null, in primary key, of each column that files fill."""
    rows = connection.execute(CATALOGUE, (f"public.{name}",)).fetchall()
    return [row for row in rows if row[0] not in BOOKKEEPING]


def short(postgres_type: str) -> str:
    """Return the name of the type in the contract."""
    name = postgres_type.replace("character varying", "varchar").replace("character", "char")
    return TYPES.get(name, name)


def test_columns_and_types_are_those_of_the_database(connection: psycopg.Connection) -> None:
    for table in TABLES.values():
        expected = {name: short(kind) for name, kind, _, _ in catalogue(connection, table.name)}
        assert {name: column.postgres for name, column in table.columns.items()} == expected, table.name


def test_required_columns_are_those_that_the_database_wants_filled(connection: psycopg.Connection) -> None:
    for table in TABLES.values():
        required = {name for name, column in table.columns.items() if column.required}
        wanted = {name for name, _, not_null, _ in catalogue(connection, table.name) if not_null}
        assert required == wanted, table.name


def test_the_key_is_the_primary_key(connection: psycopg.Connection) -> None:
    for table in TABLES.values():
        in_key = {name for name, _, _, is_key in catalogue(connection, table.name) if is_key}
        assert set(table.key) == in_key, table.name


def test_a_parent_is_what_the_foreign_key_points_to_and_lands_first(connection: psycopg.Connection) -> None:
    statement = (
        "select c.conrelid::regclass::text, c.confrelid::regclass::text from pg_constraint as c"
        " where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid::regclass::text ~ 'staging'"
    )
    parents: dict[str, str] = dict(connection.execute(statement).fetchall())
    assert parents == {table.name: table.parent for table in TABLES.values() if table.parent}
    order = list(TABLES)
    assert all(order.index(parent) < order.index(child) for child, parent in parents.items())


def test_every_staging_table_has_a_contract(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'public' and table_name like 'staging%'"
    )
    assert {name for (name,) in found} - {"staging_rejects"} == set(TABLES)


def test_bounds_of_whole_numbers_are_the_check_constraints(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "select c.conrelid::regclass::text, pg_get_constraintdef(c.oid) from pg_constraint as c"
        " where c.contype = 'c' and c.connamespace = 'public'::regnamespace"
    ).fetchall()
    compared = 0
    for name, definition in found:
        bound = re.fullmatch(r"CHECK \(+(\w+) >=? ?(\d+)\)(?: AND \(\w+ <= (\d+)\))?\)+", definition)
        column = TABLES[name].columns[bound[1]] if bound and name in TABLES else None
        if bound and column and column.postgres in ("int4", "int2"):
            low = int(bound[2]) + (" > " in definition)
            least, most, *_ = column.checks[0][1:]
            assert least == low, definition
            assert bound[3] is None or most == int(bound[3]), definition
            compared += 1
    assert compared >= 35  # the expression above reads most of them
