"""Fouls: who goes to the box and for how long, delayed and offset penalties, and power plays that follow."""

from random import Random

from benchsight.simulate.casting import actor, defender
from benchsight.simulate.config import Shape
from benchsight.simulate.match import Foul, Match
from benchsight.simulate.penalty_shots import take_penalty_shot
from benchsight.simulate.people import Dressed
from benchsight.simulate.sentences import assess
from benchsight.simulate.whistles import after_penalty, blow

OFFENCES = ("Tripping", "Hooking", "Holding", "Interference", "Slashing", "HighSticking", "Roughing", "CrossChecking")


def maybe_foul(match: Match, seconds: int) -> bool:
    """A foul may happen in the seconds that passed; whether play was stopped for it."""
    rate = match.rules.fouls_per_minute * match.config.penalty_factor
    if match.delayed is not None or match.clock <= 0 or match.rng.random() >= rate * seconds / 60:
        return False
    against_carrier = match.rng.random() < 0.75
    venue = 1 - match.side if against_carrier else match.side
    foul = _foul(match, defender(match, 1 - venue))
    kind = match.rng.random()
    if kind < match.config.penalty_shot_share and against_carrier:
        return take_penalty_shot(match, foul.player)
    if kind < 0.12:
        call(match, [foul, _foul(match, defender(match, venue), "Penalty_Offsetting")])
        return True
    if against_carrier and foul.detail != "Penalty_Misconduct":
        _delay(match, foul)
        return False
    call(match, [foul])
    return True


def call(match: Match, fouls: list[Foul]) -> bool:
    """Stop play and send the players to the box; whether there is time left."""
    if not match.settle():
        return False
    assess(match, fouls)
    return blow(match, after_penalty(match, fouls))


def call_delayed(match: Match) -> bool:
    """The side that fouled has the puck: now the delayed penalty is called; whether play was stopped."""
    if match.delayed is None or match.side != match.delayed.venue:
        return False
    call(match, [match.delayed])
    return True


def _delay(match: Match, foul: Foul) -> None:
    """The arm is up: the other side goes on with an extra skater for its goalie."""
    match.delayed = foul
    match.note("Penalty_Delayed", "", "", foul.venue, [actor(match, foul.player)])
    bench = match.benches[1 - foul.venue]
    if not bench.goalie_is_pulled and match.rng.random() < 0.7:
        bench.goalie_is_pulled = True
        match.field(1 - foul.venue, "", "DelayedPenalty")


def _foul(match: Match, player: Dressed, detail: str | None = None) -> Foul:
    kind = detail or _kind(match.rng)
    offence = "Misconduct" if kind == "Penalty_Misconduct" else match.rng.choice(OFFENCES)
    return Foul(player.venue, player, _minutes(match.rules, kind), kind, offence)


def _kind(rng: Random) -> str:
    return rng.choices(("Penalty_Minor", "Penalty_Major", "Penalty_Misconduct"), (95, 3, 2))[0]


def _minutes(rules: Shape, detail: str) -> int:
    if detail == "Penalty_Major":
        return rules.major_minutes
    return rules.misconduct_minutes if detail == "Penalty_Misconduct" else rules.minor_minutes
