"""The state of the configured database: whether it runs, what its schema lacks, how loading and building are."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from benchsight.db.connections import DATABASE, DEMO_DATABASE, embedded_server, open_connection
from benchsight.db.contents import Contents, read_contents, server_contents
from benchsight.db.migrations import applied_versions, changed_migrations, pending_migrations, read_migrations
from benchsight.db.server.place import Age, data_age
from benchsight.db.settings import Settings
from benchsight.errors import MigrationError


@dataclass
class SchemaStatus:
    """The migrations of a database; ``problem`` says why they do not fit this checkout, if they do not."""

    applied: int = 0
    pending: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    problem: str | None = None


@dataclass(frozen=True)
class Health:
    """The view ingestion_health: the last load, games due, failed and left out, unacknowledged open alerts."""

    last_load_id: UUID | None
    last_load_at: datetime | None
    last_load_duration_ms: int | None
    last_load_rows_affected: int | None
    due_games: int
    critical_alerts: int
    warning_alerts: int
    info_alerts: int
    monitored_at: datetime | None
    failed_games: int
    excluded_games: int = 0


@dataclass
class Status:
    """The configured database; the fields that describe a server process are None for an external one.

    ``is_made`` is False while the embedded server has no database of the user's, as after a demo; ``demo`` is what the
    demo's database beside it holds.
    """

    database: str
    running: bool
    project: Path
    home: Path
    url: str | None = None
    server_version: str | None = None
    pid: int | None = None
    started_at: datetime | None = None
    data: Path | None = None
    data_note: str | None = None
    log: Path | None = None
    schema: SchemaStatus | None = None
    health: Health | None = None
    contents: Contents | None = None
    data_age: Age | None = None
    is_made: bool = True
    demo: Contents | None = None


def read_status(settings: Settings) -> Status:
    """Look, and change nothing. Raises psycopg.OperationalError for an external database that does not answer."""
    if settings.external_url is not None:
        status = Status("external", True, settings.project_root, settings.home)
        _look_inside(status, settings.external_url, settings)
        return status
    server = embedded_server(settings)
    postmaster, place = server.running(), server.place
    status = Status("embedded", postmaster is not None, settings.project_root, settings.home, data=place.data)
    status.data_age = data_age(place.data)
    status.is_made = place.data.exists()
    if place.moved:
        status.data_note = (
            f"not below {settings.home}: user {place.account.name}, who runs the server, cannot get there"
        )
    if postmaster is not None:
        status.pid, status.log = postmaster.pid, place.log
        status.started_at = datetime.fromtimestamp(postmaster.started_at, UTC)
        held = {each.database: each for each in server_contents(server.url("postgres"))}
        status.is_made, status.demo = DATABASE in held, held.get(DEMO_DATABASE)
        if status.is_made:
            _look_inside(status, server.url(DATABASE), settings)
    return status


def read_schema(connection: psycopg.Connection, settings: Settings) -> SchemaStatus:
    """Compare the migrations of this checkout with the history of the database."""
    schema = SchemaStatus(applied=len(applied_versions(connection)))
    try:
        migrations = read_migrations(settings.migrations)
        schema.changed = [migration.path.name for migration in changed_migrations(connection, migrations)]
        schema.pending = [migration.path.name for migration in pending_migrations(connection, migrations)]
    except MigrationError as error:
        schema.problem = str(error)
    return schema


def read_health(connection: psycopg.Connection) -> Health | None:
    """Read the state of loading and building; None if the schema of the database is older."""
    row = connection.execute("select to_regclass('public.ingestion_health') is not null").fetchone()
    if row is None or not row[0]:
        return None
    with connection.cursor(row_factory=class_row(Health)) as cursor:
        return cursor.execute("select * from public.ingestion_health").fetchone()


def _look_inside(status: Status, url: str, settings: Settings) -> None:
    with open_connection(url, autocommit=True, application_name="benchsight status") as connection:
        info = connection.info
        status.url = f"postgresql://{info.user}@{info.host}:{info.port}/{info.dbname}"
        status.server_version = info.parameter_status("server_version")
        status.schema = read_schema(connection, settings)
        status.health = read_health(connection)
        status.contents = read_contents(url, info.dbname)
