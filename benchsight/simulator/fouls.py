"""Fouls: who goes to the box and for how long, delayed and offset penalties, and power plays that follow."""

from benchsight.simulator.casting import actor, defender
from benchsight.simulator.config import Shape
from benchsight.simulator.match import Foul, Match
from benchsight.simulator.penalty_shots import take_penalty_shot
from benchsight.simulator.people import Dressed
from benchsight.simulator.sentences import MISCONDUCTS, assess
from benchsight.simulator.whistles import after_penalty, blow

OFFENCES = ("Tripping", "Hooking", "Holding", "Interference", "Slashing", "HighSticking", "Roughing", "CrossChecking")
KINDS = {"Penalty_Minor": 95, "Penalty_Major": 3, "Penalty_Misconduct": 2}
ALL_KINDS = {
    "Penalty_Minor": 72, "Penalty_DoubleMinor": 6, "Penalty_BenchMinor": 6, "Penalty_Major": 5, "Penalty_Match": 3,
    "Penalty_Misconduct": 5, "Penalty_GameMisconduct": 3,
}  # fmt: skip
"""Classes of penalties and their shares in hundredths, in any league and where everything is tracked."""
SPECIAL_KINDS = {
    "Penalty_Minor": 52, "Penalty_DoubleMinor": 18, "Penalty_BenchMinor": 10, "Penalty_Major": 15,
    "Penalty_Misconduct": 5,
}  # fmt: skip
SPECIAL_FACTOR = 2.0
GOALIES_SHARE = 0.08


def maybe_foul(match: Match, seconds: int) -> bool:
    """Perhaps call a foul for the seconds that passed; return whether play was stopped."""
    rate = match.rules.fouls_per_minute * match.config.penalty_factor
    rate *= SPECIAL_FACTOR if match.config.rare.special_teams else 1
    if match.delayed is not None or match.clock <= 0 or match.rng.random() >= rate * seconds / 60:
        return False
    against_carrier = match.rng.random() < 0.75
    venue = 1 - match.side if against_carrier else match.side
    foul = _foul(match, _offender(match, venue))
    kind = match.rng.random()
    if kind < match.config.penalty_shot_share and against_carrier:
        return take_penalty_shot(match, foul.player)
    if kind < 0.12:
        call(match, [foul, _foul(match, defender(match, venue), "Penalty_Offsetting")])
        return True
    if against_carrier and foul.detail not in MISCONDUCTS:
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
    """Call the delayed penalty when the side that fouled has the puck; return whether play was stopped."""
    if match.delayed is None or match.side != match.delayed.venue:
        return False
    call(match, [match.delayed])
    return True


def _delay(match: Match, foul: Foul) -> None:
    """Delay the call: the other side plays on with an extra skater for its goalie."""
    match.delayed = foul
    match.note("Penalty_Delayed", "", "", foul.venue, [actor(match, foul.player)])
    bench = match.benches[1 - foul.venue]
    if bench.goalie is not None and not bench.goalie_is_pulled and match.rng.random() < 0.7:
        bench.goalie_is_pulled = True
        match.field(1 - foul.venue, "", "DelayedPenalty")


def _foul(match: Match, player: Dressed, detail: str | None = None) -> Foul:
    kind = detail or _kind(match)
    offence = "Misconduct" if kind in MISCONDUCTS else match.rng.choice(OFFENCES)
    if kind == "Penalty_BenchMinor" and match.config.rare.special_teams:
        offence = "TooManyMen"
    return Foul(player.venue, player, _minutes(match.rules, kind), kind, offence)


def _offender(match: Match, venue: int) -> Dressed:
    """Return a skater, or now and then the goalie if everything is tracked."""
    goalie = match.goalie(venue)
    if match.config.full and goalie is not None and match.rng.random() < GOALIES_SHARE:
        return goalie
    return defender(match, 1 - venue)


def _kind(match: Match) -> str:
    kinds = ALL_KINDS if match.config.full else KINDS
    if match.config.rare.special_teams:
        kinds = SPECIAL_KINDS
    return match.rng.choices(tuple(kinds), tuple(kinds.values()))[0]


def _minutes(rules: Shape, detail: str) -> int:
    """Minutes that are served; a match penalty is charged with more."""
    if detail in ("Penalty_Major", "Penalty_Match"):
        return rules.major_minutes
    if detail == "Penalty_DoubleMinor":
        return 2 * rules.minor_minutes
    return rules.misconduct_minutes if detail in MISCONDUCTS else rules.minor_minutes
