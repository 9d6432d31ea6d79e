"""A small project with a table or view of every kind, and a database in which its three games are built."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.benchsight.builds.conftest import Site, copy_database, copy_project, enter

# game, event, type, player
EVENTS = ((1, 1, "Shot", 4), (1, 2, "Goal", 9), (2, 1, "Goal", 4), (3, 1, "Shot", 9), (3, 2, "Goal", 4))


def add_event(site: Site, game_id: int, index: int, event_type: str, player: int) -> None:
    """Stage an event of a player."""
    site.execute(
        "insert into staging_events (event_key, game_id, event_index, event_type, event_team_player_1)"
        f" values ('E{game_id}{index:05d}', {game_id}, {index}, '{event_type}', {player})"
    )


@pytest.fixture(scope="session")
def league_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the small project."""
    return copy_project(Path(__file__).parent / "project", tmp_path_factory.mktemp("league") / "project")


@pytest.fixture(scope="session")
def built_league(
    server_url: str, league_project: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str], str]:
    """Puts a database with the three games, staged and built, under a name; returns its URL."""
    create = partial(copy_database, server_url)
    template = f"rebuild_template_{worker_id}"
    site = Site(league_project, create(template, "benchsight_template"))
    for game_id, index, event_type, player in EVENTS:
        add_event(site, game_id, index, event_type, player)
    site.execute("insert into staging_players (player_id, player_name) values ('P4', 'Alma')")
    site.execute("insert into staging_schedule (game_id) values (1), (2), (3), (8)")
    with pytest.MonkeyPatch.context() as monkeypatch:
        enter(site, monkeypatch, tmp_path_factory.getbasetemp() / "home")
        summary = site.build(tests=True)
        assert summary.status == "completed", summary.first_failure()
    return lambda name: create(name, template)


@pytest.fixture
def site(
    built_league: Callable[[str], str],
    league_project: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Site:
    """The small project with a database in which its games are built, as the current process's own."""
    # One name for all tests: dbt parses a project again when the connection is another.
    site = Site(league_project, built_league(f"rebuild_{worker_id}"))
    enter(site, monkeypatch, tmp_path_factory.getbasetemp() / "home")
    return site


def published(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every stored table of the project."""
    tables = site.rows(
        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
        " and table_name ~ '^(dim_|fact_|qa_|metrics)' order by 1"
    )
    return {str(table): sorted(site.rows(f"select * from {table}"), key=str) for (table,) in tables}
