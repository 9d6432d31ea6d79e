"""Finds differences of schema between the tiers, mends them on request, and fills new columns from the local rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import psycopg

from benchsight.backup.schema import published_schema
from benchsight.builds.rebuild.tables import UnknownTable, published_tables
from benchsight.db.connections import connect
from benchsight.db.migrations import Migration, apply_migrations, pending_migrations, read_migrations
from benchsight.db.settings import Settings, load_settings
from benchsight.sync.connection import NAME
from benchsight.sync.drift import (
    Catalogue,
    Drift,
    cloud_drift,
    contracts_of,
    empty_drift,
    filled_columns,
    local_drift,
    migration_drift,
    read_catalogue,
    warehouse_drift,
)
from benchsight.sync.errors import SyncError
from benchsight.sync.exchange import Selection, push
from benchsight.sync.session import Session, unrecorded
from benchsight.sync.settings import CloudSettings, NoCloud, load_cloud_settings
from benchsight.sync.warehouse import fill_warehouse, warehouse_columns
from ingest.contract.tables import TABLES as STAGING


@dataclass
class Repair:
    """Differences found; with ``applied``, what was done about them.

    ``filled``: columns that got values (table.column, by tier); ``unfilled``: new or empty ones that have none here
    either. ``skipped``: tiers that were not looked at, and why.
    """

    drifts: list[Drift] = field(default_factory=list)
    applied: bool = False
    filled: dict[str, list[str]] = field(default_factory=dict)
    unfilled: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)


def repair(applies: bool = False, settings: CloudSettings | None = None) -> Repair:
    """Compare contracts, the local catalogue, the cloud and the warehouse; with ``applies``, mend and fill.

    Nothing is dropped or retyped: such differences are listed with what to do. The cloud needs a database URL, since a
    REST API has no DDL. Raises SyncError.
    """
    project = load_settings()
    found = Repair(applied=applies)
    cloud = _cloud_settings(settings, found)
    names = [*STAGING, *published_tables(project.project_root)]
    with connect(autocommit=True, application_name=NAME) as local:
        here = read_catalogue(local, names)
        found.drifts += local_drift(contracts_of(project.project_root), here)
        filled_here = filled_columns(local, here, [name for name in here.tables if name not in STAGING])
        if cloud is not None:
            with unrecorded(local, cloud) as session:
                _look_at_cloud(local, session, project, here, filled_here, found)
        _look_at_warehouse(here, filled_here, found)
        _list_unfilled(local, here, filled_here, found)
        if not applies:
            return found
        if cloud is not None:
            with unrecorded(local, cloud) as session:
                _mend(local, session, project, found.drifts)
    if cloud is not None and any(drift.tier == "cloud" and drift.fill for drift in found.drifts):
        _fill_cloud(cloud, found)
    if any(drift.tier == "warehouse" and drift.fill for drift in found.drifts):
        fill_warehouse()
        found.filled["warehouse"] = _names(found, "warehouse")
    return found


def _cloud_settings(settings: CloudSettings | None, found: Repair) -> CloudSettings | None:
    try:
        settings = settings or load_cloud_settings()
    except NoCloud as error:
        found.skipped["cloud"] = str(error)
        return None
    if settings.database_url is None:
        raise SyncError(
            "a REST API cannot show or change a schema: set BENCHSIGHT_CLOUD_URL for this command, or run "
            "`supabase db push` and the SQL of POST /api/upload/generate-schema"
        )
    return settings


def _look_at_cloud(
    local: psycopg.Connection,
    session: Session,
    project: Settings,
    here: Catalogue,
    filled_here: Mapping[str, Collection[str]],
    found: Repair,
) -> None:
    assert session.cloud is not None

    def look(there: psycopg.Connection) -> tuple[list[Drift], Catalogue, dict[str, set[str]]]:
        migrations, _ = migration_drift(there, project.migrations)
        catalogue = read_catalogue(there, list(here.tables))
        return migrations, catalogue, filled_columns(there, catalogue, list(filled_here))

    migrations, there, filled_there = session.cloud.run(look)
    found.drifts += migrations
    found.drifts += cloud_drift(here, there, local, project.project_root)
    known = {
        table: [name for name in there.tables[table] if name in here.tables[table] and name not in filled]
        for table, filled in filled_there.items()
    }
    found.drifts += empty_drift("cloud", filled_here, known)


def _look_at_warehouse(here: Catalogue, filled_here: Mapping[str, Collection[str]], found: Repair) -> None:
    columns = warehouse_columns()
    if columns is None:
        found.skipped["warehouse"] = "none is configured, or it is empty"
        return
    found.drifts += warehouse_drift(here, filled_here, columns)


def _list_unfilled(
    local: psycopg.Connection, here: Catalogue, filled_here: Mapping[str, Collection[str]], found: Repair
) -> None:
    new = {(drift.table, drift.column) for drift in found.drifts if drift.kind == "column" and drift.column}
    filled = {**filled_here, **filled_columns(local, here, {table for table, _ in new if table in STAGING})}
    found.unfilled = sorted(
        f"{table}.{column}" for table, column in new if column is not None and column not in filled.get(table, ())
    )


def _mend(local: psycopg.Connection, session: Session, project: Settings, drifts: list[Drift]) -> None:
    """Apply migrations, then add columns, tables and views in one transaction."""
    assert session.cloud is not None
    ours = [drift for drift in drifts if drift.tier == "cloud"]
    statements = [drift.ddl for drift in ours if drift.kind == "column" and drift.ddl is not None]
    if tables := [drift.table for drift in ours if drift.kind == "table"]:
        statements.append(published_schema(local, project.project_root, tables))

    def mend(there: psycopg.Connection) -> None:
        migrations: list[Migration] = read_migrations(project.migrations)
        if pending_migrations(there, migrations):
            apply_migrations(there, migrations)
        with there.transaction():
            for statement in statements:
                there.execute("\n".join(_lines(statement)).encode())

    session.cloud.run(mend)


def _lines(ddl: str) -> list[str]:
    """Return the statements without those of the transaction, which is ours."""
    return [line for line in ddl.splitlines() if line not in ("begin;", "commit;")]


def _fill_cloud(cloud: CloudSettings, found: Repair) -> None:
    """Send the published tables that got columns or were empty; staged rows with new values are in the outbox."""
    tables = {drift.table for drift in found.drifts if drift.tier == "cloud" and drift.fill}
    push(settings=cloud)
    published = tuple(sorted(tables - set(STAGING)))
    if published:
        try:
            push(Selection(tables=published), settings=cloud)
        except UnknownTable as error:
            raise SyncError(str(error)) from error
    found.filled["cloud"] = _names(found, "cloud")


def _names(found: Repair, tier: str) -> list[str]:
    names = {
        f"{drift.table}.{drift.column}" if drift.column else drift.table
        for drift in found.drifts
        if drift.tier == tier and drift.fill
    }
    return sorted(names - set(found.unfilled))
