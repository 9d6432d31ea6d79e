"""Fixtures of all tests: one PostgreSQL server a run, a new database with the whole schema for each test."""

import base64
import gc
import hashlib
import hmac
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import psutil
import psycopg
import pytest
from filelock import FileLock
from psycopg import sql

from benchsight.builds.dbt import process as dbt_process
from benchsight.builds.rebuild.tables import published_tables
from benchsight.db import migrations
from benchsight.db.migrations import apply_migrations, read_migrations
from benchsight.db.server import EmbeddedServer

from .browser import skip_without_browser
from .pieces import OneWorkerForEach, turn
from .warm_dbt import HOME_VARIABLE, RARELY, RUN_VARIABLE, Starter

REPOSITORY = Path(__file__).resolve().parents[1]
REAL_DATA = REPOSITORY.parent / "shared" / "data"
TEMPLATE = "benchsight_template"
PLENTY = 8 << 30  # bytes; a run takes up to three billion

ENDED: list[str] = []  # databases of this process's tests that have ended


def pytest_configure(config: pytest.Config) -> None:
    """Before workers start: a home for the run's server; and no test may meet the user's own settings, or be timed."""
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    gc.set_threshold(*RARELY)
    # A shell lets what it runs in the background ignore SIGINT; commands that tests interrupt would inherit that.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Each process that tests start would compile what it imports, a second of ours and of what pytest rewrites.
    sys.dont_write_bytecode = False
    for name in ("BENCHSIGHT_DATABASE_URL", "BENCHSIGHT_HOME", "COLUMNS", "PYTHONDONTWRITEBYTECODE"):
        os.environ.pop(name, None)
    if not hasattr(config, "workerinput"):
        home = Path(tempfile.mkdtemp(prefix="benchsight-tests-", dir=_memory()))
        home.chmod(0o755)  # as root, the server's own user must get in
        os.environ[HOME_VARIABLE] = str(home)  # how the workers of pytest-xdist learn of the one server
        os.environ[RUN_VARIABLE] = str(os.getpid())
        config.option.basetemp = config.option.basetemp or str(home / "tmp")


def _memory() -> Path | None:
    """A folder in memory, where there is plenty: half a test's time goes into files that nothing keeps."""
    folder = Path("/dev/shm")
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return None
    free = min(psutil.disk_usage(str(folder)).free, psutil.virtual_memory().available)
    return folder if free >= PLENTY else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """After the last worker: the server and its files go."""
    if not hasattr(config, "workerinput") and (home := os.environ.pop(HOME_VARIABLE, None)) is not None:
        Starter(Path(home)).end()
        _server(Path(home)).stop()
        shutil.rmtree(home)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneWorkerForEach:
    """How tests are given to workers."""
    config.option.loadscopereorder = False  # they are in order
    return OneWorkerForEach(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; without a browser, leave out what needs one."""
    skip_without_browser(items)
    items.sort(key=lambda item: turn(item.nodeid))


def pytest_collection_finish() -> None:
    """Leave out of garbage collections what stays to the end: five thousand tests, and all that they import."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_programs() -> Path | None:
    """Folder of the PostgreSQL programs under test (BENCHSIGHT_PG_BIN); None for those of the wheel."""
    folder = os.environ.get("BENCHSIGHT_PG_BIN")
    return Path(folder) if folder else None


@pytest.fixture(scope="session", autouse=True)
def _migrations_are_split_once() -> Iterator[None]:
    """New databases share the statements of the migrations, which take half a second to find."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(migrations, "split_statements", cache(migrations.split_statements))
        yield


@pytest.fixture(scope="session", autouse=True)
def _dbt_is_imported_once() -> Iterator[None]:
    """Builds of the tests' own process fork dbt from a process that has imported it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(dbt_process, "start_child", Starter(Path(os.environ[HOME_VARIABLE])).start)
        yield


@pytest.fixture(scope="session")
def running_server() -> EmbeddedServer:
    """The run's server, which every worker shares: do not stop it."""
    server = _server(Path(os.environ[HOME_VARIABLE]))
    server.start()
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        # Nothing outlives the run, and a new database for each test waits for the disk no more. Autovacuum would come
        # into any test at a time of its own, with new statistics and other plans.
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(setting)))
        connection.execute("select pg_reload_conf()")
        with FileLock(server.home / "password.lock"):
            _make_logging_in_cheap(connection)
    return server


@pytest.fixture(scope="session")
def server_url(running_server: EmbeddedServer) -> str:
    """URL of the run's server, as superuser, database postgres; it holds the migrated template database."""
    server = running_server
    with (
        FileLock(server.home / "template.lock"),
        psycopg.connect(server.url("postgres"), autocommit=True) as connection,
    ):
        row = connection.execute("select 1 from pg_database where datname = %s", (TEMPLATE,)).fetchone()
        if row is None:
            unfinished = f"{TEMPLATE}_unfinished"
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(unfinished)))
            with psycopg.connect(server.url(unfinished), autocommit=True) as template:
                apply_migrations(template, read_migrations(REPOSITORY / "supabase" / "migrations"))
                _list_published_tables(template)
            names = (sql.Identifier(unfinished), sql.Identifier(TEMPLATE))
            connection.execute(sql.SQL("alter database {} rename to {}").format(*names))
    return server.url("postgres")


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """URL of a new database without any schema, dropped after the test."""
    yield from _new_database(server_url, "template0")


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """URL of a new database with the whole schema and no rows, dropped after the test."""
    yield from _new_database(server_url, TEMPLATE)


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection]:
    """A connection to ``database_url``, not in autocommit."""
    with psycopg.connect(database_url) as connection:
        yield connection


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Folder of the tracked games that lie beside the checkout; the test is skipped where there is none."""
    if not REAL_DATA.is_dir():
        pytest.skip("no ../shared/data beside the checkout")
    return REAL_DATA


def _list_published_tables(connection: psycopg.Connection) -> None:
    """As a build of the project lists them, for tests of what takes their names without a build."""
    tables = published_tables(REPOSITORY).values()
    connection.cursor().executemany(
        "insert into ops.published_tables (table_name, category, load_order, kind) values (%s, %s, %s, %s)",
        [(table.name, table.category, table.load_order, table.kind) for table in tables],
    )


def _make_logging_in_cheap(connection: psycopg.Connection) -> None:
    """Hash passwords once and not 4,096 times, half of what it takes a test to connect.

    PostgreSQL 15 hashes as often as what is stored of a password says, but has no setting of how often.
    """
    if connection.execute("select from pg_settings where name = 'scram_iterations'").rowcount:
        connection.execute("alter system set scram_iterations = 1")
    stored = sql.Literal(_stored(connection.info.password))
    connection.execute(sql.SQL("alter role current_user password {}").format(stored))


def _stored(password: str) -> str:
    """What PostgreSQL keeps of a password that is hashed once (SCRAM-SHA-256, RFC 5803)."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    of_client, of_server = (hmac.digest(salted, key, "sha256") for key in (b"Client Key", b"Server Key"))
    parts = (salt, hashlib.sha256(of_client).digest(), of_server)
    return "SCRAM-SHA-256$1:{}${}:{}".format(*(base64.b64encode(part).decode() for part in parts))


def _server(home: Path) -> EmbeddedServer:
    programs = os.environ.get("BENCHSIGHT_PG_BIN")
    return EmbeddedServer(home, Path(programs) if programs else None, os.environ.get("BENCHSIGHT_SERVER_USER"))


def _new_database(server_url: str, template: str) -> Iterator[str]:
    """A copy of a template; those of tests that have ended are dropped, whose sessions have ended meanwhile."""
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        while ENDED:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(ENDED.pop())))
        names = (sql.Identifier(name), sql.Identifier(template))
        connection.execute(sql.SQL("create database {} template {} strategy file_copy").format(*names))
    yield f"{server_url.removesuffix('/postgres')}/{name}"
    ENDED.append(name)
