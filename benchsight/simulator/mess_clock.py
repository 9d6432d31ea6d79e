"""Events whose clock is off the clock of the stints, as where two people wrote them down."""

from random import Random

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.records import SHOOTOUT, Event, SimulatedGame

MOST_SECONDS = 3
IN_ONE_STINT = ("Shot", "Save", "Penalty")
ON_THE_CLOCK = (*IN_ONE_STINT, "Goal", "Pass", "Possession", "Zone_Entry_Exit", "Turnover", "LoosePuck", "Hit")
AFTER_A_GOAL = ("Stoppage", "DeadIce", "Faceoff")


def clock_offsets(config: SimulationConfig, game: SimulatedGame) -> dict[Event, int]:
    """Seconds to add to the clock of an event; empty without this kind of mess.

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
            offset = rng.randint(max(-MOST_SECONDS, latest - event.start), min(MOST_SECONDS, earliest - event.start))
            if offset and event.end + offset >= 0:
                offsets[event] = offset
    return offsets


def _bounds(game: SimulatedGame, position: int, offsets: dict[Event, int]) -> tuple[int, int]:
    """The clocks between which an event may be noted: the lower, which is later, first."""
    event, before = game.events[position], game.events[position - 1]
    earliest = before.start + offsets.get(before, 0) if before.period == event.period else game.length(event.period)
    following = (
        other.start
        for other in game.events[position + 1 : position + 6]
        if other.period == event.period and not (event.type == "Goal" and other.type in AFTER_A_GOAL)
    )
    latest = next(following, 0)
    if event.type in IN_ONE_STINT:
        stint = game.stints[event.stint - 1]
        return max(latest, stint.end), min(earliest, stint.start - 1)
    return latest, earliest
