"""A simulated league whose staged games are made odd, and what a build of it comes to."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchsight.builds import BuildOptions, BuildSummary, build
from benchsight.simulator import SimulationConfig, write_league
from ingest.runs.load import load_paths

from .oddities import make_odd


@dataclass(frozen=True)
class OddLeague:
    """The database, what was done to each game, and what came of the build."""

    url: str
    done: dict[int, list[str]]
    summary: BuildSummary


def build_odd_league(url: str, folder: Path, seed: int, games: int) -> OddLeague:
    """Simulate, load, make odd and build so many games; the process must mean this database already."""
    busy: dict[str, Any] = {
        "period_minutes": ((8, 8, 8),),
        "penalty_factor": 3.0,
        "full": True,
        "teams": 4,
        "games": games // 2,
    }
    configs = {
        "league": SimulationConfig(
            seed=seed, first_game_id=1000, season_id="SIM2030F", penalty_shot_share=0.1, xy=True, **busy
        ),
        "nhl": SimulationConfig(seed=seed + 1, first_game_id=5000, season_id="SIM2031F", shape="nhl", **busy),
    }
    done = {}
    with psycopg.connect(url, autocommit=True) as connection:
        for name, config in configs.items():
            league, _ = write_league(config, folder / name)
            load_paths(connection, [folder / name / "league", folder / name / "games"])
            for game in league.games:
                done[game.game_id] = make_odd(connection, game.game_id, seed * 1000 + game.game_id)
    return OddLeague(url, done, build(BuildOptions()))


def failing_tests(league: OddLeague) -> dict[str, str]:
    """The tests of the data that do not hold, and what they say."""
    return {failure.name: failure.message for failure in league.summary.tests_failed}


def games_not_published(league: OddLeague) -> dict[int, list[str]]:
    """The games with anything staged and nothing published, and what was done to them."""
    with psycopg.connect(league.url) as connection:
        published = {game for (game,) in connection.execute("select game_id from public.qa_data_completeness")}
        staged = {
            game
            for (game,) in connection.execute(
                "select game_id from public.staging_events union select game_id from public.staging_shifts"
            )
        }
    return {game: league.done[game] for game in sorted(staged - published)}
