"""A small project with a table or view of every kind, and a database in which its three games are built."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchsight.builds.conftest import Site, built_template, copy_database, enter, own_project

# game, event, type, player
EVENTS = ((1, 1, "Shot", 4), (1, 2, "Goal", 9), (2, 1, "Goal", 4), (3, 1, "Shot", 9), (3, 2, "Goal", 4))


def add_event(site: Site, game_id: int, index: int, event_type: str, player: int) -> None:
    """Stage an event of a player."""
    site.execute(
        "insert into staging_events (event_key, game_id, event_index, event_type, event_team_player_1)"
        f" values ('E{game_id}{index:05d}', {game_id}, {index}, '{event_type}', {player})"
    )


@pytest.fixture(scope="session")
def league_project(worker_id: str) -> Path:
    """A checkout with the small project."""
    return own_project(Path(__file__).parent / "project", "rebuild", worker_id)


def stage_three_games(site: Site) -> None:
    """Stage three games and a player; a fourth is scheduled."""
    for game_id, index, event_type, player in EVENTS:
        add_event(site, game_id, index, event_type, player)
    site.execute("insert into staging_players (player_id, player_name) values ('P4', 'Alma')")
    site.execute("insert into staging_schedule (game_id) values (1), (2), (3), (8)")


@pytest.fixture(scope="session")
def built_league(server_url: str, league_project: Path) -> Callable[[str], str]:
    """Puts a database with the three games, staged and built, under a name; returns its URL."""
    template = built_template(server_url, league_project, "rebuild_template", stage_three_games)
    return lambda name: copy_database(server_url, name, template)


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
