"""Connections to the configured database: BENCHSIGHT_DATABASE_URL, or the embedded server, started when needed."""

from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchsight.db.migrations import applied_versions, apply_migrations, pending_migrations, read_migrations
from benchsight.db.server import EmbeddedServer
from benchsight.db.server.place import data_age, is_found_again, remember
from benchsight.db.settings import Settings, load_settings
from benchsight.errors import ConfigurationError, MigrationError, ReplacedHistory
from benchsight.terminal.console import tell

DATABASE = "benchsight"
DEMO_DATABASE = "benchsight_demo"
TRANSACTION_POOLER_PORT = "6543"
# Seconds, unless the URL sets them: a server that vanished is noticed within a minute.
LIVELINESS: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


def database_url() -> str:
    """Return URL of a database that is there and has every migration; holds the password, so never log it.

    The embedded server is started and migrated as needed. Raises MigrationError for an external database with
    migrations pending, ConfigurationError or ServerError where there is none to be had.
    """
    settings = load_settings()
    if settings.external_url is not None:
        _require_migrated(settings)
        return settings.external_url
    return start_embedded(settings)[0]


def connect(autocommit: bool = False, application_name: str = "benchsight") -> psycopg.Connection:
    """Open a connection to ``database_url()``, for the caller to close (`with connect() as connection:`)."""
    return open_connection(database_url(), autocommit, application_name)


def connect_to_export(application_name: str) -> psycopg.Connection:
    """Open a connection in autocommit, also to a database whose migrations this version replaced."""
    settings = load_settings()
    try:
        url = database_url()
    except ReplacedHistory:
        url = settings.external_url or embedded_server(settings).url(DATABASE)
    return open_connection(url, True, application_name)


def open_connection(url: str, autocommit: bool = False, application_name: str = "benchsight") -> psycopg.Connection:
    """Open a connection to a URL, unprepared. Raises psycopg.OperationalError if that fails."""
    check_url(url)
    lively = make_conninfo(**(LIVELINESS | conninfo_to_dict(url)))
    return psycopg.connect(lively, autocommit=autocommit, application_name=application_name)


def dbt_environment(url: str | None = None) -> dict[str, str]:
    """Return the environment of dbt's profile to connect to ``url`` (default: ``database_url()``): BENCHSIGHT_PG_*."""
    with open_connection(url or database_url()) as connection:
        info = connection.info  # the driver's values, from the URL, PG* variables and ~/.pgpass
        parameters = info.get_parameters()
        return {
            "BENCHSIGHT_PG_HOST": info.host,
            "BENCHSIGHT_PG_PORT": str(info.port),
            "BENCHSIGHT_PG_USER": info.user,
            "BENCHSIGHT_PG_PASSWORD": info.password,
            "BENCHSIGHT_PG_DBNAME": info.dbname,
            "BENCHSIGHT_PG_SSLMODE": parameters.get("sslmode", "prefer"),
        }


def embedded_server(settings: Settings) -> EmbeddedServer:
    """Return the embedded server of these settings, running or not."""
    return EmbeddedServer(settings.home, settings.postgres_programs, settings.server_user)


def start_server(settings: Settings) -> tuple[EmbeddedServer, list[str]]:
    """Start the embedded server; what had to be repaired, one line each.

    A database outside the checkout that an earlier one at the same path left is announced once, on stderr.
    """
    server = embedded_server(settings)
    is_found = is_found_again(settings.home, server.place)
    age = data_age(server.place.data)
    done = server.start()
    if is_found:
        from benchsight.db.contents import server_contents

        held = "; ".join(each.sentence() for each in server_contents(server.url("postgres"))) or "empty"
        tell(
            f"found a database that an earlier checkout at this path left in {server.place.folder} ({age}): {held}. "
            "It is used from here on; `benchsight remove-database` removes it."
        )
    remember(settings.home, server.place)
    return server, done


def start_embedded(settings: Settings) -> tuple[str, list[str]]:
    """Start the embedded server with a migrated database; its URL, and what was done, one line each."""
    server, done = start_server(settings)
    url = server.url(DATABASE)
    try:
        done += _make_and_migrate(url, settings)
    except psycopg.OperationalError as error:
        if "password authentication failed" not in str(error):
            raise
        server.reset_password()
        url = server.url(DATABASE)
        done += ["the password file did not fit the database: a new password is set", *_make_and_migrate(url, settings)]
    return url, done


def bring_up(settings: Settings) -> list[str]:
    """Prepare the configured database for use; return a line for each thing done.

    An external database without any history gets its schema. Raises MigrationError for one that lacks a part of it.
    """
    if settings.external_url is None:
        return start_embedded(settings)[1]
    with open_connection(settings.external_url, autocommit=True) as connection:
        is_new = not applied_versions(connection)
    if is_new:
        return _migrate(settings.external_url, settings)
    _require_migrated(settings)
    return []


def migrate(settings: Settings) -> list[str]:
    """Apply pending migrations to the configured database; return a line for each."""
    if settings.external_url is None:
        return start_embedded(settings)[1]
    return _migrate(settings.external_url, settings)


def check_url(url: str) -> None:
    """Raise ConfigurationError for a URL that cannot be read, or a pooler that shares sessions. Never shows it."""
    try:
        parts: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise ConfigurationError(
            "BENCHSIGHT_DATABASE_URL is not a PostgreSQL URL such as postgresql://USER@HOST:5432/DATABASE"
        ) from None
    if TRANSACTION_POOLER_PORT in str(parts.get("port", "")).split(","):
        raise ConfigurationError(
            "BENCHSIGHT_DATABASE_URL names port 6543, a pooler in transaction mode: builds and locks need a session "
            "of their own; use port 5432 (direct connection or session mode)"
        )


def _make_and_migrate(url: str, settings: Settings) -> list[str]:
    """Make the embedded database if it is not there, and apply what is pending."""
    try:
        return _migrate(url, settings)
    except psycopg.OperationalError as error:
        if f'database "{DATABASE}" does not exist' not in str(error):
            raise
    _create_database(url)
    return [f"database {DATABASE} created", *_migrate(url, settings)]


def _migrate(url: str, settings: Settings) -> list[str]:
    with open_connection(url, autocommit=True) as connection:
        migrations = read_migrations(settings.migrations)
        if not pending_migrations(connection, migrations):
            return []
        return [f"migration {m.path.name} applied" for m in apply_migrations(connection, migrations)]


def _create_database(url: str) -> None:
    parts = conninfo_to_dict(url)
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(str(parts["dbname"]))))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return  # another process made it a moment ago


def _require_migrated(settings: Settings) -> None:
    with open_connection(settings.external_url or "", autocommit=True) as connection:
        pending = pending_migrations(connection, read_migrations(settings.migrations))
    if pending:
        raise MigrationError(
            f"{len(pending)} migrations are pending, the first is {pending[0].path.name}: run `benchsight migrate`"
        )
