"""An open synchronisation: the local database, the cloud in one of two ways, and the record of the attempt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from benchsight.db.connections import connect
from benchsight.errors import BenchSightError, ConfigurationError, require_extra
from benchsight.sync.connection import NAME, CloudConnection
from benchsight.sync.input.side import DatabaseSide, Side
from benchsight.sync.published.place import ATTEMPTS
from benchsight.sync.settings import CloudError, CloudSettings
from ingest.database.session import user_name

LOCK = 1_937_337_955  # a key that nothing else in the database locks
BEGIN = """
    insert into ops.sync_peers as p (place) values (%s)
    on conflict (place) do update set attempted_at = clock_timestamp()
"""
END = """
    update ops.sync_peers set
        peer = coalesce(%(peer)s, peer), error_message = %(error)s,
        failures = case when cast(%(error)s as text) is null then 0 else failures + 1 end,
        succeeded_at = case when cast(%(error)s as text) is null then clock_timestamp() else succeeded_at end
    where place = %(place)s
"""
MISSING = ("42883", "PGRST202", "3F000")  # no such function, no such schema


@dataclass
class Session:
    """The ends of a synchronisation. ``cloud`` is None over REST; ``local`` is in autocommit."""

    local: psycopg.Connection
    remote: Side
    cloud: CloudConnection | None
    place: str
    settings: CloudSettings
    peer: str | None = None

    @property
    def way(self) -> str:
        """Return postgres or rest."""
        return "rest" if self.cloud is None else "postgres"

    @property
    def writer(self) -> str:
        """The name that histories get."""
        return f"sync: {user_name()}"


def place_of(settings: CloudSettings) -> str:
    """Return where the cloud is, without credentials."""
    if settings.database_url is None:
        return urlsplit(settings.project_url or "").netloc
    parts = conninfo_to_dict(settings.database_url)
    return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"


@contextmanager
def opened(settings: CloudSettings, first_wait: float = 1.0) -> Iterator[Session]:
    """Open a synchronisation and record the attempt; another one that runs is waited for.

    Raises CloudError, without credentials, if the cloud cannot be reached, fails, or has not the schema.
    """
    require_extra("sync", "tenacity", "synchronisation needs tenacity")
    place = place_of(settings)
    with connect(autocommit=True, application_name=NAME) as local:
        local.execute("select pg_advisory_lock(%s)", (LOCK,))
        local.execute(BEGIN, (place,))
        session = _session(local, settings, place, first_wait)
        try:
            with translated(settings, local):
                yield session
        except BaseException as error:
            if not local.closed:
                text = str(error) if isinstance(error, BenchSightError) else type(error).__name__
                local.execute(END, {"place": place, "peer": session.peer, "error": text})
            raise
        finally:
            if session.cloud is not None:
                session.cloud.close()
        local.execute(END, {"place": place, "peer": session.peer, "error": None})


@contextmanager
def unrecorded(local: psycopg.Connection, settings: CloudSettings) -> Iterator[Session]:
    """Open the cloud for a look: one attempt, no lock, no record. Raises as ``opened``."""
    session = _session(local, settings, place_of(settings), first_wait=0.0, attempts=1)
    try:
        with translated(settings, local):
            yield session
    finally:
        if session.cloud is not None:
            session.cloud.close()


def _session(
    local: psycopg.Connection, settings: CloudSettings, place: str, first_wait: float, attempts: int = ATTEMPTS
) -> Session:
    if settings.database_url is not None:
        cloud = CloudConnection(local, settings.database_url, first_wait, attempts)
        return Session(local, DatabaseSide(cloud.run), cloud, place, settings)
    require_extra("sync", "supabase", "synchronisation with a project URL needs the supabase client")
    from benchsight.sync.input.rest import RestSide
    from benchsight.sync.published.rest import ProjectClient

    project = ProjectClient(settings.project_url or "", settings.service_key or "")
    return Session(local, RestSide(project, first_wait, attempts), None, place, settings)


@contextmanager
def translated(settings: CloudSettings, local: psycopg.Connection) -> Iterator[None]:
    """Turn errors of the cloud into CloudError, without credentials."""
    try:
        yield
    except ConfigurationError as error:
        # of connections, which name the variable of the database here
        text = str(error).replace("BENCHSIGHT_DATABASE_URL", "BENCHSIGHT_CLOUD_URL")
        raise CloudError(settings.scrub(text)) from None
    except foreign_errors(settings) as error:
        if local.closed:
            raise  # the database here failed, not the cloud
        code = getattr(error, "sqlstate", None) or getattr(error, "code", None)
        if code in MISSING:
            raise CloudError(
                "the cloud lacks the schema of synchronisation: run `benchsight sync repair --apply` (with a database "
                "URL) or `supabase db push`; `benchsight cloud push` copies published tables to a project without it"
            ) from None
        text = getattr(error, "message", None) or str(error) or type(error).__name__
        raise CloudError(f"the project failed: {settings.scrub(str(text))}") from None


def foreign_errors(settings: CloudSettings) -> tuple[type[Exception], ...]:
    """Return the errors of the way to the cloud."""
    if settings.database_url is not None:
        return (psycopg.Error,)
    import httpx
    from postgrest import APIError

    return (APIError, httpx.HTTPError)
