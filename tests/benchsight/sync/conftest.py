"""A built league to copy from, and a project that has the schema of what is published."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest

from benchsight.backup.schema import published_schema
from benchsight.reads.published.contract import read_contracts
from benchsight.sync.published import tables
from benchsight.sync.settings import CloudSettings
from tests.benchsight.builds.league import TEMPLATE, LeagueSite, copy_of, entered, make_template
from tests.live.keys import key_of
from tests.live.postgrest_stand_in import PostgrestStandIn

EMPTY = "cloud_schema_{}"


@pytest.fixture(scope="module")
def source(server_url: str, worker_id: str) -> Iterator[LeagueSite]:
    """Yield a copy of the built league as the configured database; tests take back what they change."""
    home = Path(os.environ["BENCHSIGHT_TEST_HOME"])
    make_template(server_url, home)
    url = copy_of(server_url, f"cloud_source_{worker_id}", TEMPLATE)
    with pytest.MonkeyPatch.context() as monkeypatch, entered(url, monkeypatch, home):
        monkeypatch.setattr(tables, "read_contracts", cache(read_contracts))  # which take a second to read
        yield LeagueSite(url)


@pytest.fixture(scope="module")
def schema(source: LeagueSite, server_url: str, worker_id: str) -> str:
    """Return the name of a database with the schema of what is published, which the administrator's key may write."""
    root = Path(os.environ["BENCHSIGHT_TEST_HOME"]) / "league-project"
    name = EMPTY.format(worker_id)
    url = copy_of(server_url, name, "template0")
    with psycopg.connect(source.url, autocommit=True) as connection:
        text = published_schema(connection, root)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(text.encode())
        # as a project's default privileges do
        connection.execute("grant all on all tables in schema public to service_role")
        names = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        for (table,) in names:  # the role bypasses row level security there
            connection.execute(f'create policy everything on public."{table}" to service_role using (true)'.encode())
    return name


@dataclass
class Project:
    """A project, and the ways to it."""

    url: str
    stand_in: PostgrestStandIn

    def settings(self, way: str) -> CloudSettings:
        """Return the settings of a way."""
        if way == "postgres":
            return CloudSettings(self.url)
        return CloudSettings(None, self.stand_in.url, key_of("service_role"))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query, or none of a statement."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def project(schema: str, server_url: str, worker_id: str) -> Iterator[Project]:
    """Yield a project without rows."""
    url = copy_of(server_url, f"cloud_project_{worker_id}", schema)
    with PostgrestStandIn(url).running() as stand_in:
        yield Project(url, stand_in)
