"""Goals in the very second in which something changes: a penalty ends, or units line up for a faceoff."""

from benchsight.simulator.casting import attack_point
from benchsight.simulator.goals import Timing, score
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import OVERTIME
from benchsight.simulator.shots import count_attempt, note_goal_shot

LONGEST_WAIT = 20
EXPIRY_SHARE = 0.5
FACEOFF_SHARE = 0.06
METHOD = "Wrist"


def goal_as_penalty_ends(match: Match) -> bool:
    """Let the side with the advantage score in the second in which the penalty ends; return whether play was stopped.

    Nobody has come from the box yet, so those who were on the ice for the advantage are on the ice for the goal.
    """
    if not match.config.rare.goal_as_penalty_ends or match.delayed is not None or match.advantage(match.side) != 1:
        return False
    short = 1 - match.side
    sentence = match.boxes[short].only()
    if sentence is None or not sentence.weakens or sentence.has_waited or match.boxes[match.side].weakening():
        return False
    if match.goalie(short) is None or match.goalie(match.side) is None:
        return False
    seconds = sentence.seconds
    if not 2 <= seconds <= min(LONGEST_WAIT, match.clock - 1) or match.rng.random() >= EXPIRY_SHARE:
        return False
    match.advance(seconds - 1)
    match.advance(1, comes_out=False)
    _score(match, match.carrier, Timing.AS_PENALTY_ENDS)
    return True


def goal_off_the_faceoff(match: Match) -> bool:
    """Let the side that won the faceoff score before the clock moves; return whether it did.

    Those who lined up for the faceoff stay on for the next one, so that the stint that began with it has its seconds.
    """
    rare = match.config.rare.goal_off_the_faceoff and not match.rules.clock_runs_at_whistles
    if not rare or match.period >= OVERTIME or match.delayed is not None or match.clock <= 1:
        return False
    if match.goalie(1 - match.side) is None or not match.changed_now() or match.rng.random() >= FACEOFF_SHARE:
        return False
    match.book.enter(match.ice)
    if match.is_tracked:
        match.advantages.watch(match.boxes)  # a goal makes something of an advantage that has no seconds yet
    _score(match, match.carrier, Timing.OFF_THE_FACEOFF)
    return True


def _score(match: Match, shooter: Dressed, timing: Timing) -> None:
    match.puck = attack_point(shooter.venue, match.rng.uniform(60, 80), match.rng.gauss(0, 8))
    chain = match.new_chain()
    count_attempt(match, shooter, is_unblocked=True)
    shot = note_goal_shot(match, shooter, METHOD, chain)
    score(match, shooter, METHOD, chain, shot, timing=timing)
