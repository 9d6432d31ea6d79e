"""Players of an event, and their positions."""

from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import HOME, Participant, Point, Success


def actor(
    match: Match,
    player: Dressed,
    play: str = "",
    success: Success = "",
    *,
    play_2: str = "",
    pressed_by: Dressed | None = None,
    spread: float = 1.5,
) -> Participant:
    """Return a player of the event team, near the puck."""
    return Participant(player, False, play, play_2, success, pressed_by, around(match, spread))


def opponent(match: Match, player: Dressed, play: str = "", success: Success = "", spread: float = 5.0) -> Participant:
    """Return a player of the other team, not far from the puck."""
    return Participant(player, True, play, "", success, None, around(match, spread))


def around(match: Match, spread: float) -> tuple[Point, ...]:
    """Return a position near the puck; nothing where positions are not tracked."""
    if not match.config.has_positions:
        return ()
    x, y = match.puck
    return (on_rink(x + match.places.gauss(0, spread), y + match.places.gauss(0, spread)),)


def in_net(match: Match, venue: int) -> tuple[Point, ...]:
    """Position of the goalie of a side, in his crease."""
    if not match.config.has_positions:
        return ()
    x = -85.0 if venue == HOME else 85.0
    return (on_rink(x + match.places.gauss(0, 1), match.places.gauss(0, 1.5)),)


def on_rink(x: float, y: float) -> Point:
    """Return the point, moved inside the boards."""
    return max(-99.0, min(99.0, x)), max(-41.5, min(41.5, y))


def team_mate(match: Match, player: Dressed) -> Dressed:
    """Another skater of his side who is on the ice; himself where he is alone."""
    others = [other for other in match.ice[player.venue].skaters if other is not player]
    return match.rng.choice(others) if others else player


def defender(match: Match, venue: int) -> Dressed:
    """Return a skater of the side against ``venue``."""
    return match.rng.choice(match.ice[1 - venue].skaters)


def attack_point(venue: int, x: float, y: float) -> Point:
    """Return a place as seen by the attacking side (its target net at x = 89), on the rink where home attacks +x."""
    return (x, y) if venue == HOME else (-x, -y)
