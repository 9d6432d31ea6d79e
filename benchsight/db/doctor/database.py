"""Checks of the database itself: can we log in, is it new enough, may we build in it, is its schema complete."""

from collections.abc import Iterator

import psycopg

from benchsight.db.connections import DATABASE, check_url, embedded_server, open_connection
from benchsight.db.doctor.findings import Diagnosis
from benchsight.db.settings import Settings
from benchsight.db.status import read_schema
from benchsight.errors import ConfigurationError, ServerError

OLDEST_SERVER = 150000
BUILDER = "datname = current_database() and application_name = 'benchsight build'"
URL_REMEDY = "correct BENCHSIGHT_DATABASE_URL, or unset it to use the embedded server"


def check_database(settings: Settings) -> Iterator[Diagnosis]:
    """Yield findings on the configured database; none for an embedded one that does not run."""
    external = settings.external_url is not None
    try:
        url = settings.external_url or _embedded_url(settings)
        if url is None:
            return
        check_url(url)
        with open_connection(url, autocommit=True, application_name="benchsight doctor") as connection:
            yield from check_properties(connection)
            yield from check_schema(connection, settings)
            yield from check_builds(connection)
    except ConfigurationError as error:
        yield Diagnosis.fault("url", str(error), URL_REMEDY)
    except ServerError as error:
        yield Diagnosis.fault("connection", str(error), "run as the user whose files these are, or set BENCHSIGHT_HOME")
    except psycopg.OperationalError as error:
        remedy = URL_REMEDY if external else "run `benchsight up`, which repairs it"
        yield Diagnosis.fault("connection", " ".join(str(error).split()), remedy)


def check_properties(connection: psycopg.Connection) -> Iterator[Diagnosis]:
    """Version, encoding, and whether this login may write."""
    info = connection.info
    version, place = info.parameter_status("server_version"), f"{info.host}:{info.port}/{info.dbname}"
    if info.server_version < OLDEST_SERVER:
        yield Diagnosis.fault("version", f"PostgreSQL {version} is too old", "use PostgreSQL 15 or later")
    else:
        yield Diagnosis.ok("connection", f"PostgreSQL {version} at {place} as {info.user}")
    if (encoding := _one(connection, "show server_encoding")) != "UTF8":
        remedy = "recreate the database: create database ... encoding 'UTF8' template template0"
        yield Diagnosis.fault("encoding", f"the database is in {encoding}; names need UTF8", remedy)
    if _one(connection, "show transaction_read_only") == "on":
        remedy = "use the primary server, not a replica, and a role that may write"
        yield Diagnosis.fault("access", "the database is read-only for this login", remedy)
    elif not _one(connection, "select has_database_privilege(current_database(), 'create')"):
        remedy = f"as its owner: grant create on database {info.dbname} to {info.user}"
        yield Diagnosis.fault("access", f"{info.user} may make no schema in {info.dbname}", remedy)


def check_schema(connection: psycopg.Connection, settings: Settings) -> Iterator[Diagnosis]:
    """Check that the migrations of this checkout are applied, all and unchanged."""
    schema = read_schema(connection, settings)
    if schema.problem is not None:
        yield Diagnosis.fault("migrations", schema.problem, "use a checkout and a database that belong together")
    elif schema.pending:
        message, remedy = f"{len(schema.pending)} pending: {', '.join(schema.pending)}", "run `benchsight migrate`"
        # Every command applies them to the embedded database; none does to another server unasked.
        found = Diagnosis.fault if settings.external_url else Diagnosis.warning
        yield found("migrations", message, remedy)
    else:
        yield Diagnosis.ok("migrations", f"{schema.applied} applied, none pending")
    for name in schema.changed:
        remedy = "restore the file (git checkout) and put the change into a new migration"
        yield Diagnosis.warning("migrations", f"{name} was changed after it was applied", remedy)


def check_builds(connection: psycopg.Connection) -> Iterator[Diagnosis]:
    """Check whether a build is running, or one was killed."""
    if _one(connection, "select to_regclass('ops.build_runs')") is None:
        return
    started = _one(connection, "select min(started_at) from ops.build_runs where status = 'running'")
    if started is None:
        return
    since = f"a build is marked as running since {started:%Y-%m-%d %H:%M:%S %Z}"
    if _one(connection, f"select count(*) from pg_stat_activity where {BUILDER}"):  # nosec B608 # constants
        yield Diagnosis.ok("builds", since)
    else:
        yield Diagnosis.warning("builds", f"{since}, but no process is at it", "run `benchsight build` again")


def _embedded_url(settings: Settings) -> str | None:
    server = embedded_server(settings)
    return None if server.running() is None else server.url(DATABASE)


def _one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query.encode()).fetchone()
    return None if row is None else row[0]
