"""A small dbt project with the build macros of the real one, and a database that it was built in."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from benchsight.builds import BuildOptions, BuildSummary, build
from benchsight.builds.dbt.project import code_version
from benchsight.builds.plan import Request
from benchsight.builds.state import read_known

from .league import league

__all__ = ["league"]  # a fixture

REPOSITORY = Path(__file__).resolve().parents[3]
PATIENCE = 30.0  # seconds; a build takes three


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
        self.wait_until("select from pg_locks where not granted and relation = 'fact_events'::regclass")

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


@pytest.fixture(scope="session")
def made_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the small project."""
    return copy_project(Path(__file__).parent / "project", tmp_path_factory.mktemp("checkout") / "project")


@pytest.fixture(scope="session")
def built_database(
    server_url: str, made_project: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str], str]:
    """Puts a database with two games, staged and built, under a name; returns its URL."""
    create = partial(copy_database, server_url)
    template = f"built_template_{worker_id}"
    site = Site(made_project, create(template, "benchsight_template"))
    for game_id, event_index, event_type in ((1, 1, "Shot"), (1, 2, "Goal"), (2, 1, "Shot")):
        site.add_event(game_id, event_index, event_type)
    site.execute("insert into staging_players (player_id, player_name) values ('P1', 'Alma')")
    with pytest.MonkeyPatch.context() as monkeypatch:
        enter(site, monkeypatch, tmp_path_factory.getbasetemp() / "home")
        assert site.build(tests=True).status == "completed"
    return lambda name: create(name, template)


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


def facts(site: Site) -> list[tuple[object, ...]]:
    """The published events."""
    return site.rows("select event_key, event_type from fact_events order by event_key")
