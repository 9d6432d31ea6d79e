"""Clocks and positions as trackers write them: in tenths, counting up, seconds off; from a corner, in metres."""

from collections.abc import Callable
from random import Random

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.records import SHOOTOUT, Event, Point, SimulatedGame

ClockText = Callable[[int, int], str]
"""Text of a clock from a period and the seconds that are left in it."""
LAST_MINUTE = 60
MOST_SECONDS = 3
IN_ONE_STINT = ("Shot", "Save", "Penalty")
ON_THE_CLOCK = (*IN_ONE_STINT, "Goal", "Pass", "Possession", "Zone_Entry_Exit", "Turnover", "LoosePuck", "Hit")
AFTER_A_GOAL = ("Stoppage", "DeadIce", "Faceoff")
PlaceWriter = Callable[[Point], Point]
HALF_LENGTH, HALF_WIDTH = 100.0, 42.5
METRES_PER_FOOT = 0.3048


def clock_text(seconds: int) -> str:
    """Return MM:SS."""
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def clock_writer(config: SimulationConfig, game: SimulatedGame) -> ClockText:
    """Return how the JSON export of a game writes its clocks."""
    if config.rare.clock_counts_up and game.fixture.number % 2:
        return lambda period, seconds: clock_text(_played(game, period, seconds))
    if config.rare.clock_tenths:
        rng = Random(f"tenths {config.seed} {game.game_id}")
        return lambda period, seconds: _in_tenths(rng, seconds)
    return lambda period, seconds: clock_text(seconds)


def _played(game: SimulatedGame, period: int, seconds: int) -> int:
    return game.length(period) - seconds if period < SHOOTOUT else seconds


def _in_tenths(rng: Random, seconds: int) -> str:
    """Return the second that runs, and the tenths of it that are left."""
    if not 0 < seconds < LAST_MINUTE:
        return clock_text(seconds)
    return f"{rng.choice(('', '0', '00'))}:{seconds:02d}.{rng.randint(0, 9)}"


def clock_offsets(config: SimulationConfig, game: SimulatedGame) -> dict[Event, int]:
    """Return seconds to add to the clock of an event; empty without this kind of mess.

    Events stay in their order, except that a goal may be noted later than its whistle. A shot, save or penalty stays
    inside its stint. A goal may leave it: goals belong to the stints that end with one, in order. Faceoffs, whistles
    and dead ice stay where they are.
    """
    if not config.mess.clock_skew:
        return {}
    rng = Random(f"clock {config.seed} {game.game_id}")
    offsets: dict[Event, int] = {}
    for position, event in enumerate(game.events):
        share = 0.8 if event.type == "Goal" else 0.3
        if event.period < SHOOTOUT and event.type in ON_THE_CLOCK and rng.random() < share:
            latest, earliest = _bounds(game, position, offsets)
            lowest, highest = max(-MOST_SECONDS, latest - event.start), min(MOST_SECONDS, earliest - event.start)
            offset = rng.randint(lowest, highest) if lowest <= highest else 0  # a late entry stands out of order
            if offset and event.end + offset >= 0:
                offsets[event] = offset
    return offsets


def _bounds(game: SimulatedGame, position: int, offsets: dict[Event, int]) -> tuple[int, int]:
    """Return the clocks between which an event may be noted: the lower, which is later, first."""
    event, before = game.events[position], game.events[position - 1]
    earliest = before.start + offsets.get(before, 0) if before.period == event.period else game.length(event.period)
    following = (
        other.start
        for other in game.events[position + 1 : position + 6]
        if other.period == event.period and not (event.type == "Goal" and other.type in AFTER_A_GOAL)
    )
    latest = next(following, 0)
    if event.type in IN_ONE_STINT and game.stints:  # a game may be tracked without shifts
        stint = game.stints[event.stint - 1]
        return max(latest, stint.end), min(earliest, stint.start - 1)
    return latest, earliest


def place_writer(config: SimulationConfig, game: SimulatedGame) -> PlaceWriter:
    """Return how the export of a game writes a point in feet from centre ice."""
    number = game.fixture.number
    if config.rare.corner_origin and number % 2:
        return lambda point: (point[0] + HALF_LENGTH, point[1] + HALF_WIDTH)
    if config.rare.metres and number % 3 == 0:
        return lambda point: (point[0] * METRES_PER_FOOT, point[1] * METRES_PER_FOOT)
    return lambda point: point
