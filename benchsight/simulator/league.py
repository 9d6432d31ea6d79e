"""A whole season: people, schedule, games."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.game import play_game
from benchsight.simulator.people import Team, make_teams
from benchsight.simulator.records import League, SimulatedGame
from benchsight.simulator.schedule import make_schedule


def simulate_league(config: SimulationConfig) -> League:
    """Return the league of a config with all its games and their truth."""
    teams = make_teams(config)
    return League(config.season_id, teams, list(simulate_games(config, teams)))


def simulate_games(config: SimulationConfig, teams: list[Team]) -> Iterator[SimulatedGame]:
    """Yield the games one by one, so that not all have to fit in memory; each has its own random numbers."""
    fixtures = make_schedule(config)
    partly = len(fixtures) // 2 if config.mess.partial_game else None
    for fixture in fixtures:
        game = play_game(config, fixture, teams, 1 if fixture.number == partly else None)
        missing = _missing_from_roster(config, game)
        yield replace(game, not_on_league_roster=missing) if missing else game


def _missing_from_roster(config: SimulationConfig, game: SimulatedGame) -> frozenset[str]:
    """Return, in every second game, a skater without a line on the score sheet, so that official totals add up."""
    if not config.mess.missing_from_league_roster or game.fixture.number % 2:
        return frozenset()
    rng = Random(f"roster {config.seed} {game.game_id}")
    idle = [
        player.player_id
        for player in game.dressed
        if not player.is_goalie and (sheet := game.official[player.player_id]).goals == sheet.assists == sheet.pim == 0
    ]
    return frozenset(rng.sample(idle, min(1, len(idle))))
