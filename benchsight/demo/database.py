"""The demonstration's own database, recreated each time beside the user's."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchsight.db.connections import DEMO_DATABASE as DATABASE
from benchsight.db.connections import open_connection, start_server
from benchsight.db.settings import Settings
from benchsight.errors import ConfigurationError

MARK = "made by `benchsight demo`, which drops it when it runs again"


def make_demo_database(settings: Settings) -> str:
    """Create an empty database on the configured server, embedded or external; return its URL.

    Raises ConfigurationError if there is a database of that name which the demo did not make, or the user may not
    create one.
    """
    url = _server_url(settings)
    with open_connection(url, autocommit=True, application_name="benchsight demo") as connection:
        comment = _comment(connection)
        if comment is not None and comment != MARK:
            raise ConfigurationError(f"there is a database {DATABASE} that `benchsight demo` did not make: rename it")
        try:
            _make(connection)
        except psycopg.errors.InsufficientPrivilege as error:
            raise ConfigurationError(
                f"this user may not create the database {DATABASE}: unset BENCHSIGHT_DATABASE_URL to run the demo on "
                "the embedded server"
            ) from error
    return _beside(url)


def demo_database_url(settings: Settings) -> str:
    """Return URL of the database that the last demo made. Raises ConfigurationError if there is none."""
    url = _server_url(settings)
    with open_connection(url, autocommit=True, application_name="benchsight demo") as connection:
        if _comment(connection) != MARK:
            raise ConfigurationError("there is no demo to look at: run `benchsight demo` first")
    return _beside(url)


def _make(connection: psycopg.Connection) -> None:
    """Make it under another name: it has its own only with the mark, by which the next demo knows it."""
    name, unfinished = sql.Identifier(DATABASE), sql.Identifier(f"{DATABASE}_unfinished")
    for old in (name, unfinished):
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(old))
    # From template0, which has no local additions and accepts no connections.
    connection.execute(sql.SQL("create database {} template template0").format(unfinished))
    connection.execute(sql.SQL("comment on database {} is {}").format(unfinished, sql.Literal(MARK)))
    connection.execute(sql.SQL("alter database {} rename to {}").format(unfinished, name))


def _server_url(settings: Settings) -> str:
    """Return URL of a database on the server that is not the demo's: from inside, that one could not be dropped."""
    if settings.external_url is not None:
        is_demo = conninfo_to_dict(settings.external_url).get("dbname") == DATABASE
        return _beside(settings.external_url, "postgres") if is_demo else settings.external_url
    return start_server(settings)[0].url("postgres")


def _beside(url: str, database: str = DATABASE) -> str:
    """Return the URL of another database on the server of ``url``, which is a URL or a connection string."""
    if "://" not in url:
        return make_conninfo(url, dbname=database)
    scheme, place, _, query, _ = urlsplit(url)
    parameters = urlencode([pair for pair in parse_qsl(query) if pair[0] != "dbname"])
    return f"{scheme}://{place}/{database}{f'?{parameters}' if parameters else ''}"


def _comment(connection: psycopg.Connection) -> str | None:
    """Return the comment on the demo's database: "" for one without, None if there is no such database."""
    row = connection.execute(
        "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = %s", (DATABASE,)
    ).fetchone()
    return None if row is None else str(row[0])
