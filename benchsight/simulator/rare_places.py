"""Positions as some trackers note them: from a corner of the rink, or in metres."""

from collections.abc import Callable

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.records import Point, SimulatedGame

PlaceWriter = Callable[[Point], Point]
HALF_LENGTH, HALF_WIDTH = 100.0, 42.5
METRES_PER_FOOT = 0.3048


def place_writer(config: SimulationConfig, game: SimulatedGame) -> PlaceWriter:
    """How the export of a game writes a point of the rink that is in feet from its centre."""
    number = game.fixture.number
    if config.rare.corner_origin and number % 2:
        return lambda point: (point[0] + HALF_LENGTH, point[1] + HALF_WIDTH)
    if config.rare.metres and number % 3 == 0:
        return lambda point: (point[0] * METRES_PER_FOOT, point[1] * METRES_PER_FOOT)
    return lambda point: point
