"""Differences of schema between the tiers: contracts and the local catalogue against the cloud and the warehouse."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.backup.schema import published_schema
from benchsight.db.migrations import Migration, pending_migrations, read_migrations
from benchsight.reads.published.contract import Contract, read_contracts
from benchsight.sync.warehouse import WarehouseColumns
from ingest.contract.tables import TABLES as STAGING

COLUMNS = """
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), c.relkind
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum and a.attgenerated = ''
    where c.relnamespace = cast('public' as regnamespace) and c.relkind in ('r', 'p', 'v') and c.relname = any(%s)
    order by c.relname, a.attnum
"""


@dataclass(frozen=True)
class Column:
    """A column in a catalogue: its type, and the expression of its default."""

    type: str
    default: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """Tables with their columns; ``views`` are those of them that store nothing."""

    tables: Mapping[str, Mapping[str, Column]]
    views: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drift:
    """A difference of a tier. ``kind``: migration, table, column, type, empty, extra or contract.

    ``ddl``: what mends it; without it ``hint`` says what to do. ``fill``: its values come from here.
    """

    tier: str
    table: str
    column: str | None
    kind: str
    ddl: str | None = None
    hint: str | None = None
    fill: bool = False


def read_catalogue(connection: psycopg.Connection, names: Collection[str]) -> Catalogue:
    """Read the columns of tables and views of schema public."""
    tables: dict[str, dict[str, Column]] = {}
    views = set()
    for table, column, kind, default, relkind in connection.execute(COLUMNS, (list(names),)):
        tables.setdefault(table, {})[column] = Column(kind, default)
        if relkind == "v":
            views.add(table)
    return Catalogue(tables, frozenset(views))


def contracts_of(root: Path) -> dict[str, Contract]:
    """Return the contracts of published tables."""
    return read_contracts(root)


def local_drift(contracts: Mapping[str, Contract], here: Catalogue) -> Iterator[Drift]:
    """Yield columns that a contract has and the local table lacks: a build adds them."""
    for name, contract in contracts.items():
        columns = here.tables.get(name)
        for column in contract.columns if columns is not None else ():
            if columns is not None and column.name not in columns:
                hint = "`benchsight build --full-refresh` makes the table by its contract"
                yield Drift("local", name, column.name, "contract", hint=hint)


def migration_drift(there: psycopg.Connection, folder: Path) -> tuple[list[Drift], list[Migration]]:
    """Return the migrations that the cloud lacks."""
    pending = pending_migrations(there, read_migrations(folder))
    return [Drift("cloud", "", None, "migration", ddl=migration.path.name) for migration in pending], pending


def cloud_drift(here: Catalogue, there: Catalogue, local: psycopg.Connection, root: Path) -> Iterator[Drift]:
    """Yield tables and columns that the cloud lacks, with the statements that add them, and those only it has.

    The first table has the statements of all that are missing: they refer to each other.
    """
    missing = [table for table in here.tables if table not in there.tables and table not in STAGING]
    ddl = published_schema(local, root, missing) if missing else None
    for table in missing:  # those of staging come by migrations
        yield Drift("cloud", table, None, "table", ddl=ddl, fill=table not in here.views)
        ddl = None
    for table in here.tables:
        if table in there.tables and table not in there.views:
            yield from _columns(table, here.tables[table], there.tables[table])


def _columns(table: str, here: Mapping[str, Column], there: Mapping[str, Column]) -> Iterator[Drift]:
    for name, column in here.items():
        if name not in there:
            yield Drift("cloud", table, name, "column", ddl=_add(table, name, column), fill=True)
        elif column.type != there[name].type:
            hint = f"{there[name].type} there, {column.type} here: change it there by hand, it may lose values"
            yield Drift("cloud", table, name, "type", hint=hint)
    for name in there:
        if name not in here:
            hint = "only there: left alone" + (", but input cannot be pulled" if table in STAGING else "")
            yield Drift("cloud", table, name, "extra", hint=hint)


def _add(table: str, name: str, column: Column) -> str:
    default = f" default {column.default}" if column.default else ""
    statement = sql.SQL("alter table {} add column {} {}{};").format(
        sql.Identifier("public", table), sql.Identifier(name), sql.SQL(column.type), sql.SQL(default)
    )
    return statement.as_string(None)


def empty_drift(
    tier: str, filled_here: Mapping[str, Collection[str]], empty_there: Mapping[str, Collection[str]]
) -> Iterator[Drift]:
    """Yield columns that have values here and none there."""
    for table, columns in empty_there.items():
        for column in columns:
            if column in filled_here.get(table, ()):
                yield Drift(tier, table, column, "empty", fill=True)


def warehouse_drift(
    here: Catalogue, filled_here: Mapping[str, Collection[str]], there: WarehouseColumns
) -> Iterator[Drift]:
    """Yield columns that the warehouse lacks, or that are empty there and not here; a push rewrites its files."""
    for table, columns in there.columns.items():
        for column in here.tables.get(table, ()):
            if column not in columns:
                yield Drift("warehouse", table, column, "column", fill=True)
    yield from empty_drift("warehouse", filled_here, there.empty)


def filled_columns(
    connection: psycopg.Connection, catalogue: Catalogue, tables: Collection[str]
) -> dict[str, set[str]]:
    """Return the columns that have a value in some row, of tables that have rows."""
    found: dict[str, set[str]] = {}
    for table in tables:
        columns = list(catalogue.tables.get(table, ()))
        if not columns or table in catalogue.views:
            continue
        counts = sql.SQL(", ").join(sql.SQL("count({})").format(sql.Identifier(name)) for name in columns)
        statement = sql.SQL("select count(*), {} from {}").format(counts, sql.Identifier("public", table))
        row = connection.execute(statement).fetchone()
        assert row is not None
        if row[0]:
            found[table] = {name for name, count in zip(columns, row[1:], strict=True) if count}
    return found
