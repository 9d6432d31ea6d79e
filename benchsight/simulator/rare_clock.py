"""Clocks as some trackers write them: in tenths, or counting up."""

from collections.abc import Callable
from random import Random

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.records import SHOOTOUT, SimulatedGame

ClockText = Callable[[int, int], str]
"""Text of a clock from a period and the seconds that are left in it."""
LAST_MINUTE = 60


def clock_text(seconds: int) -> str:
    """MM:SS."""
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def clock_writer(config: SimulationConfig, game: SimulatedGame) -> ClockText:
    """How the JSON export of a game writes its clocks."""
    if config.rare.clock_counts_up and game.fixture.number % 2:
        return lambda period, seconds: clock_text(_played(game, period, seconds))
    if config.rare.clock_tenths:
        rng = Random(f"tenths {config.seed} {game.game_id}")
        return lambda period, seconds: _in_tenths(rng, seconds)
    return lambda period, seconds: clock_text(seconds)


def _played(game: SimulatedGame, period: int, seconds: int) -> int:
    return game.length(period) - seconds if period < SHOOTOUT else seconds


def _in_tenths(rng: Random, seconds: int) -> str:
    """The second that runs, and the tenths of it that are left."""
    if not 0 < seconds < LAST_MINUTE:
        return clock_text(seconds)
    return f"{rng.choice(('', '0', '00'))}:{seconds:02d}.{rng.randint(0, 9)}"
