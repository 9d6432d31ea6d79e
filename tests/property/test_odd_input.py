"""Odd input is published, and nothing of it is taken for a fault of ours; more seeds: bench/odd_input.py."""

from pathlib import Path

import pytest

from benchsight.db.server import EmbeddedServer

from .conftest import TEMPLATE, at_database, copy_database
from .odd_league import OddLeague, build_odd_league, failing_tests, games_not_published


@pytest.fixture(scope="module")
def odd_league(server_url: str, running_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> OddLeague:
    """Twenty-four games, each odd in up to six ways, in one database."""
    url = copy_database(server_url, TEMPLATE)
    with at_database(url, running_server.home):
        return build_odd_league(url, tmp_path_factory.mktemp("odd"), seed=7, games=24)


def test_every_odd_game_is_built_and_no_test_of_the_data_fails(odd_league: OddLeague) -> None:
    assert odd_league.summary.models_failed == []
    assert failing_tests(odd_league) == {}
    assert odd_league.summary.status == "completed", odd_league.summary.first_failure()


def test_every_odd_game_is_published(odd_league: OddLeague) -> None:
    assert games_not_published(odd_league) == {}


def test_the_seed_decides_what_is_odd(tmp_path: Path) -> None:
    from .oddities import ODDITIES, oddities_of

    assert oddities_of(3) == oddities_of(3)
    assert {name for seed in range(400) for name in oddities_of(seed)} == ODDITIES.keys()
