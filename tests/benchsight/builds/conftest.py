"""A small dbt project with the build macros of the real one, and a database that it was built in."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock
from psycopg import sql

from benchsight.builds import BuildOptions, BuildSummary, build, by_statements
from benchsight.builds.dbt.project import code_version
from benchsight.builds.known import read_known
from benchsight.builds.plan import Request
from tests.locks import OWN_LOCKS

from .league import league

__all__ = ["league"]  # a fixture

REPOSITORY = Path(__file__).resolve().parents[3]
PATIENCE = 120.0  # seconds; a build takes three


@dataclass
class Site:
    """A checkout with its database, which commands of this process and its children see as theirs."""

    root: Path
    url: str
    heard: list[str] = field(default_factory=list)

    def build(self, request: Request | None = None, tests: bool = False, wait: bool = True) -> BuildSummary:
        """Build here."""
        return build(BuildOptions(request or Request(), tests, wait), on_wait=self.heard.append)

    def due(self) -> dict[int, str]:
        """The games that the next build would take, and why."""
        code = code_version(self.root)
        with psycopg.connect(self.url) as connection:
            games = read_known(connection, code).games
        return {game.game_id: reason for game in games if (reason := game.due(code)) is not None}

    def execute(self, statement: str) -> None:
        """Run a statement on a connection of its own."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def add_event(self, game_id: int, event_index: int, event_type: str) -> None:
        """Stage an event."""
        self.execute(
            f"""
            insert into staging_events (event_key, game_id, event_index, event_type)
            values ('E{game_id}{event_index:05d}', {game_id}, {event_index}, '{event_type}')
            """
        )

    def wait_until(self, query: str) -> None:
        """Wait until a query yields a row."""
        deadline = time.monotonic() + PATIENCE
        while not self.rows(query):
            assert time.monotonic() < deadline, f"never came true: {query}"
            time.sleep(0.02)

    def wait_until_waiting(self, lock: str) -> None:
        """Wait until a session waits for such a lock."""
        self.wait_until(f"select from {OWN_LOCKS} where not granted and {lock}")

    def wait_until_heard(self, text: str) -> None:
        """Wait until a build says a text."""
        deadline = time.monotonic() + PATIENCE
        while not any(text in line for line in self.heard):
            assert time.monotonic() < deadline, f"never said: {text}"
            time.sleep(0.02)

    @contextmanager
    def gate(self) -> Iterator[psycopg.Connection]:
        """A connection that holds up every build that begins meanwhile, until it commits: none can write its facts."""
        with psycopg.connect(self.url) as gate:
            gate.execute("lock table fact_events in exclusive mode")
            yield gate

    def wait_until_held_up(self) -> None:
        """Wait until a build has come to the gate."""
        self.wait_until_waiting("relation = 'fact_events'::regclass")

    @contextmanager
    def building(self) -> Iterator[tuple["Future[BuildSummary]", psycopg.Connection]]:
        """A build under way in a thread, held up until the connection commits or the block ends."""
        with ThreadPoolExecutor(1) as pool, self.gate() as gate:
            future = pool.submit(self.build)
            self.wait_until_held_up()
            yield future, gate


def copy_project(project: Path, root: Path) -> Path:
    """A checkout with a small project, and what builds need of the real one."""
    shutil.copytree(project, root)
    shutil.copytree(REPOSITORY / "macros" / "build", root / "macros" / "build")
    shutil.copy(REPOSITORY / "profiles.example.yml", root)
    shutil.copytree(REPOSITORY / "supabase" / "migrations", root / "supabase" / "migrations")
    return root


def copy_database(server_url: str, name: str, template: str) -> str:
    """A copy of a database under a name, in the place of what had that name; its URL."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        names = (sql.Identifier(name), sql.Identifier(template))
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(names[0]))
        connection.execute(sql.SQL("create database {} template {} strategy file_copy").format(*names))
    return f"{server_url.removesuffix('/postgres')}/{name}"


def own_project(project: Path, name: str, worker_id: str) -> Path:
    """The checkout of a worker with a small project; fixtures of several folders share it."""
    root = Path(os.environ["BENCHSIGHT_TEST_HOME"]) / f"{name}-{worker_id}" / "project"
    return root if root.exists() else copy_project(project, root)


def built_template(server_url: str, root: Path, name: str, stage: Callable[[Site], None]) -> str:
    """Name of a database in which what is staged is built and tested, by whichever worker needs it first."""
    home = Path(os.environ["BENCHSIGHT_TEST_HOME"])
    with FileLock(home / f"{name}.lock"), psycopg.connect(server_url, autocommit=True) as server:
        if server.execute("select from pg_database where datname = %s", (name,)).fetchone() is None:
            site = Site(root, copy_database(server_url, f"{name}_unfinished", "benchsight_template"))
            stage(site)
            with pytest.MonkeyPatch.context() as monkeypatch:
                enter(site, monkeypatch, home / name)
                summary = site.build(tests=True)
                assert summary.status == "completed", summary.first_failure()
            names = (sql.Identifier(f"{name}_unfinished"), sql.Identifier(name))
            server.execute(sql.SQL("alter database {} rename to {}").format(*names))
    return name


@pytest.fixture(scope="session")
def made_project(worker_id: str) -> Path:
    """A checkout with the small project."""
    return own_project(Path(__file__).parent / "project", "small", worker_id)


def stage_two_games(site: Site) -> None:
    """Stage two games of three events, and a player."""
    for game_id, event_index, event_type in ((1, 1, "Shot"), (1, 2, "Goal"), (2, 1, "Shot")):
        site.add_event(game_id, event_index, event_type)
    site.execute("insert into staging_players (player_id, player_name) values ('P1', 'Alma')")


@pytest.fixture(scope="session")
def built_database(server_url: str, made_project: Path) -> Callable[[str], str]:
    """Puts a database with two games, staged and built, under a name; returns its URL."""
    template = built_template(server_url, made_project, "built_template", stage_two_games)
    return lambda name: copy_database(server_url, name, template)


@pytest.fixture
def site(
    built_database: Callable[[str], str],
    made_project: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Site:
    """The small project with a database in which its two games are built, as the current process's own."""
    # One name for all tests: dbt parses a project again when the connection is another.
    site = Site(made_project, built_database(f"built_{worker_id}"))
    enter(site, monkeypatch, tmp_path_factory.getbasetemp() / "home")
    return site


def enter(site: Site, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Make the site the one that commands of this process mean."""
    monkeypatch.chdir(site.root)
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", site.url)
    monkeypatch.setenv("BENCHSIGHT_HOME", str(home))


@pytest.fixture
def by_dbt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds of a few games run dbt, as those of many do."""
    monkeypatch.setattr(by_statements, "MANY_GAMES", 0)


def facts(site: Site) -> list[tuple[object, ...]]:
    """The published events."""
    return site.rows("select event_key, event_type from fact_events order by event_key")
