"""A simulated league, built once a run by the real project; tests work on copies of its database."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock
from psycopg import sql

from benchsight.builds import BuildOptions, BuildSummary, build
from benchsight.builds.plan import Request
from benchsight.simulator import League, Mess, SimulationConfig, simulate_league, write_league
from ingest.runs.load import load_paths

REPOSITORY = Path(__file__).resolve().parents[3]
TEMPLATE = "league_template"
PROJECT = "league-project"
# Of one of its games only the first period is tracked.
CONFIG = SimulationConfig(seed=11, teams=2, games=3, mess=Mess.only("partial_game"))


@cache
def simulated() -> League:
    """The league, for reading."""
    return simulate_league(CONFIG)


@dataclass
class LeagueSite:
    """The checkout with a database in which the league is built, as the current process's own."""

    url: str
    league: League = field(default_factory=simulated)

    def execute(self, statement: str) -> None:
        """Run a statement on a connection of its own."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def build(self, request: Request | None = None) -> BuildSummary:
        """Build without tests."""
        summary = build(BuildOptions(request or Request(), tests=False))
        assert summary.status != "failed", summary
        return summary

    def change_input(self) -> tuple[int, int, int]:
        """Take a game away, the goals of another and a player's name; return these games, and the one that stays."""
        gone, cut, kept = (game.game_id for game in self.league.games)
        self.execute(f"delete from staging_events where game_id = {gone}")
        self.execute(f"delete from staging_shifts where game_id = {gone}")
        self.execute(f"delete from staging_events where game_id = {cut} and event_type = 'Goal'")
        self.execute("update staging_players set player_name = 'Somebody Else' where player_id like '%1'")
        return gone, cut, kept


def make_template(server_url: str, home: Path) -> None:
    """Make the database to copy, unless another worker of this run has."""
    base = server_url.removesuffix("/postgres")
    with FileLock(home / "league.lock"), psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", (TEMPLATE,)).fetchone():
            return
        unfinished = f"{TEMPLATE}_unfinished"
        _create(connection, unfinished, "benchsight_template")
        site = LeagueSite(f"{base}/{unfinished}")
        project_copy(home)
        files = home / "league"
        write_league(CONFIG, files)
        with psycopg.connect(site.url) as loader:
            assert load_paths(loader, [files / "league", files / "games"]).ok
        site.execute("truncate ops.published_tables")  # as the migrations leave it
        with pytest.MonkeyPatch.context() as monkeypatch, entered(site.url, monkeypatch, home):
            site.build()
        names = (sql.Identifier(unfinished), sql.Identifier(TEMPLATE))
        connection.execute(sql.SQL("alter database {} rename to {}").format(*names))


@contextmanager
def entered(url: str, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    """The copied project and a database are those that commands of this process mean."""
    monkeypatch.chdir(home / PROJECT)
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", url)
    monkeypatch.setenv("BENCHSIGHT_HOME", str(home / "league-home"))
    yield


@pytest.fixture
def league(server_url: str, worker_id: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeagueSite]:
    """The built league, to do with as the test likes."""
    home = Path(os.environ["BENCHSIGHT_TEST_HOME"])
    make_template(server_url, home)
    name = f"league_{worker_id}"  # the same for all tests: dbt parses again for another connection
    with psycopg.connect(server_url, autocommit=True) as connection:
        _create(connection, name, TEMPLATE)
    url = f"{server_url.removesuffix('/postgres')}/{name}"
    with entered(url, monkeypatch, home):
        yield LeagueSite(url)


def project_copy(home: Path) -> Path:
    """The run's copy of the project, parsed once: a model edited while tests run makes none of their games due."""
    root = home / PROJECT
    with FileLock(home / "project.lock"):
        if not root.exists():
            unfinished = home / f"{PROJECT}-unfinished"
            for folder in ("models", "macros", "seeds", "tests/dbt", "docs/dbt", "supabase/migrations"):
                shutil.copytree(REPOSITORY / folder, unfinished / folder)
            for file in ("dbt_project.yml", "selectors.yml", "profiles.example.yml"):
                shutil.copy(REPOSITORY / file, unfinished)
            unfinished.rename(root)
    return root


def copy_of(server_url: str, name: str, template: str) -> str:
    """A copy of a database under a name, in the place of what had that name; its URL."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        _create(connection, name, template)
    return f"{server_url.removesuffix('/postgres')}/{name}"


def _create(connection: psycopg.Connection, name: str, template: str) -> None:
    names = (sql.Identifier(name), sql.Identifier(template))
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(names[0]))
    connection.execute(sql.SQL("create database {} template {} strategy file_copy").format(*names))
