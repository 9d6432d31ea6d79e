"""Stoppages: the whistle, dead time, line changes, pulled goalies, and the faceoff that follows."""

from typing import NamedTuple

from benchsight.simulator.bench import DEFENCE, FORWARDS
from benchsight.simulator.casting import actor, attack_point, opponent
from benchsight.simulator.match import Foul, Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import AWAY, HOME, Point
from benchsight.simulator.sentences import assess

SIDES = ("Home", "Away")
CENTRE: Point = (0.0, 0.0)
SHORTEST_DEAD, LONGEST_DEAD = 12, 30
PULL_AT_SECONDS = 90


class Whistle(NamedTuple):
    """Why play stops, who is noted with it, and how it goes on."""

    reason: str
    venue: int
    player: Dressed
    stop_type: str
    spot: Point
    faceoff: str = "Faceoff_AfterStoppage"
    start_type: str = "OtherFaceoff"
    ends_stint: bool = False


def blow(match: Match, whistle: Whistle, chain: int | None = None) -> bool:
    """Stop play and start it again with a faceoff; whether there is time left."""
    if match.delayed is not None:
        whistle = _penalised(match, match.delayed, whistle)
    if whistle.ends_stint:
        match.cut(whistle.stop_type, whistle.start_type)
    chain = match.new_chain() if chain is None else chain
    stop(match, whistle.reason, whistle.venue, whistle.player, chain)
    match.at_whistle(match)
    for venue, bench in enumerate(match.benches):
        bench.goalie_is_pulled = _needs_a_goal(match, venue)
    change_lines(match, whistle.stop_type, whistle.start_type)
    if not pass_dead_time(match, whistle, chain):
        return False
    drop_puck(match, whistle.faceoff, whistle.spot)
    if not match.off_the_faceoff(match):
        match.advance(match.rng.randint(1, 3))
    return match.clock > 0


def line_up_again(match: Match, scorer: Dressed, chain: int, *, is_cut: bool) -> None:
    """Line up the same units again after a goal in the second of a faceoff, with players from the box."""
    stop(match, "Goal", scorer.venue, scorer, chain)
    if is_cut:
        match.cut(f"{SIDES[scorer.venue]} Goal", "FaceoffAfterGoal", even_if_new=True)
    for venue in (HOME, AWAY):
        match.field(venue, f"{SIDES[scorer.venue]} Goal", "FaceoffAfterGoal")
    match.video += SHORTEST_DEAD
    face_off(match, "Faceoff_AfterGoal", CENTRE)


def stop(match: Match, reason: str, venue: int, player: Dressed, chain: int | None) -> None:
    """Note a whistle in play."""
    match.note("Stoppage", "Stoppage_Play", f"Stoppage_{reason}", venue, [actor(match, player)], chain=chain)


def change_lines(match: Match, stop_type: str, start_type: str) -> None:
    """Change lines at most whistles; at every one, put the right number of skaters on the ice."""
    for venue in (HOME, AWAY):
        bench = match.benches[venue]
        units = [unit for unit in (FORWARDS, DEFENCE) if match.rng.random() < 0.6]
        bench.rest(units)
        match.field(venue, stop_type, start_type)


def after_penalty(match: Match, fouls: list[Foul]) -> Whistle:
    """Return the whistle for penalties: the stint ends, the faceoff is in the zone of the first side penalised."""
    first = fouls[0]
    stop_type = "Offset Penalty" if len(fouls) > 1 else f"{SIDES[first.venue]} Penalty"
    spot = defensive_spot(match, first.venue)
    return Whistle(
        "Penalty", first.venue, first.player, stop_type, spot, "Faceoff_AfterPenalty", "FaceoffAfterPenalty", True
    )


def _penalised(match: Match, foul: Foul, whistle: Whistle) -> Whistle:
    """Return the whistle for another reason, at which a delayed penalty is called too."""
    assess(match, [foul])
    return after_penalty(match, [foul])._replace(reason=whistle.reason, venue=whistle.venue, player=whistle.player)


def pass_dead_time(match: Match, whistle: Whistle, chain: int) -> bool:
    """Let the time between whistle and faceoff pass, on a running clock; return whether any time is left."""
    longest = LONGEST_DEAD if whistle.reason != "Goal" else LONGEST_DEAD + 8
    dead = match.rng.randint(SHORTEST_DEAD, longest)
    if not match.rules.clock_runs_at_whistles:
        match.video += dead
        return True
    end = max(0, match.clock - dead)
    match.note("DeadIce", "DeadIce", "", whistle.venue, [actor(match, whistle.player)], end=end, chain=chain)
    if match.rng.random() < 0.02:
        seconds = (3600 - match.video % 3600, 3570 - match.video % 3600)
        match.note("Timeout", "Timeout", "", whistle.venue, [actor(match, whistle.player)], video_seconds=seconds)
    return match.advance(match.clock - end, is_live=False)


def face_off(match: Match, detail: str, spot: Point) -> None:
    """Take a faceoff, and play the first seconds."""
    drop_puck(match, detail, spot)
    match.advance(match.rng.randint(1, 3))


def drop_puck(match: Match, detail: str, spot: Point) -> None:
    """Drop the puck: the better centre wins a little more often, a team mate gets the puck."""
    match.puck = spot
    match.passes.clear()
    match.seconds_since_entry = None
    takers = [side.skaters[0] for side in match.ice]
    share = 0.5 + 0.03 * (takers[HOME].rating - takers[AWAY].rating)
    winner = HOME if match.rng.random() < share else AWAY
    won, lost = takers[winner], takers[1 - winner]
    match.book.row(won).fo_wins += 1
    match.book.row(lost).fo_losses += 1
    match.book.team(winner).fo_wins += 1
    recovers = match.rng.choice([p for p in match.ice[winner].skaters if p is not won] or [won])
    noted = [actor(match, won, spread=1.0), opponent(match, lost, spread=1.0)]
    if match.records("Possession") and recovers is not won:
        noted.insert(1, actor(match, recovers, spread=8.0))
    match.note("Faceoff", detail, "", winner, noted)
    match.give_puck(winner, recovers)


def pull_goalie(match: Match) -> None:
    """Pull the goalie of a side that needs a goal, once it has the puck outside its own zone."""
    bench = match.benches[match.side]
    if (
        bench.goalie_is_pulled
        or bench.goalie is None
        or match.delayed is not None
        or not _needs_a_goal(match, match.side)
    ):
        return
    if match.zone(match.side) != "d":
        bench.goalie_is_pulled = True
        match.field(match.side)


def _needs_a_goal(match: Match, venue: int) -> bool:
    """Late in the last period, one or two goals behind; earlier and by more where goalies change often."""
    often = match.config.rare.goalie_changes
    if match.benches[venue].goalie is None:
        return False
    if match.period != match.config.regulation_periods or match.clock >= PULL_AT_SECONDS * (2 if often else 1):
        return False
    return 1 <= match.result.goals(1 - venue) - match.result.goals(venue) <= (3 if often else 2)


def defensive_spot(match: Match, venue: int) -> Point:
    """Return a faceoff dot in the zone of a side."""
    return attack_point(venue, -69.0, match.rng.choice((-22.0, 22.0)))


def neutral_spot(match: Match, venue: int) -> Point:
    """Return a dot in the neutral zone, before the zone that a side attacks."""
    return attack_point(venue, 20.0, match.rng.choice((-22.0, 22.0)))


def side_name(venue: int) -> str:
    """Home or Away, as stop types spell it."""
    return SIDES[venue]
