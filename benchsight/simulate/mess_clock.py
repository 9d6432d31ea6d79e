"""Events whose clock is off the clock of the stints, as where two people wrote them down."""

from random import Random

from benchsight.simulate.config import SimulationConfig
from benchsight.simulate.records import SHOOTOUT, Event, SimulatedGame

MOST_SECONDS = 3
IN_ONE_STINT = ("Shot", "Save", "Penalty")
ON_THE_CLOCK = ("Goal", "Pass", "Possession", "Zone_Entry_Exit", "Turnover", "LoosePuck", "Hit")


def clock_offsets(config: SimulationConfig, game: SimulatedGame) -> dict[Event, int]:
    """Seconds to add to the clock of an event; empty without this kind of mess.

    A shot, save or penalty stays inside its stint. A goal may leave it: goals belong to the stints that end with one,
    in order. Faceoffs and dead ice stay where they are.
    """
    if not config.mess.clock_skew:
        return {}
    rng = Random(f"clock {config.seed} {game.game_id}")
    offsets = {}
    for event in game.events:
        share = 0.7 if event.type == "Goal" else 0.15
        if event.period < SHOOTOUT and rng.random() < share:
            offset = rng.randint(-MOST_SECONDS, MOST_SECONDS)
            if offset and _is_defined(game, event, offset):
                offsets[event] = offset
    return offsets


def _is_defined(game: SimulatedGame, event: Event, offset: int) -> bool:
    start = event.start + offset
    if event.type in IN_ONE_STINT:
        stint = game.stints[event.stint - 1]
        return stint.start > start >= stint.end
    return event.type in ON_THE_CLOCK and event.end + offset >= 0 and start <= game.length(event.period)
