"""Play between two whistles: one action after the other, changes on the fly, and whistles out of play."""

from benchsight.simulator.attack import attack_line, attack_net
from benchsight.simulator.breakout import break_out
from benchsight.simulator.casting import actor, defender, opponent
from benchsight.simulator.fouls import call_delayed, maybe_foul
from benchsight.simulator.match import Match
from benchsight.simulator.moments import goal_as_penalty_ends
from benchsight.simulator.shots import Chance, shoot
from benchsight.simulator.whistles import Whistle, blow, neutral_spot, pull_goalie

LONG_SHOT_AT_EMPTY_NET = 0.2


def play_on(match: Match) -> None:
    """Play one action of the side with the puck, and its consequences."""
    if call_delayed(match):
        return
    pull_goalie(match)
    change_on_the_fly(match)
    if goal_as_penalty_ends(match):
        return
    seconds = match.rng.randint(*match.rules.action_seconds)
    if not match.advance(seconds) or maybe_foul(match, seconds) or _out_of_play(match):
        return
    _maybe_hit(match)
    if match.ice[1 - match.side].is_net_empty and match.rng.random() < LONG_SHOT_AT_EMPTY_NET:
        shoot(match, Chance("Wrist"))
    else:
        {"d": break_out, "n": attack_line, "o": attack_net}[match.zone(match.side)](match)


def change_on_the_fly(match: Match) -> None:
    """Tired units call a change; those who are called come on, together or one by one."""
    for venue, bench in enumerate(match.benches):
        must_defend = match.side != venue and match.zone(venue) == "d"
        bench.call_change(bench.tired(must_defend))
        if bench.change_some():
            match.changed(venue)
            if match.carrier.venue == venue and match.carrier not in match.ice[venue].players:
                match.carrier = match.rng.choice(match.ice[venue].skaters)


def _out_of_play(match: Match) -> bool:
    """Now and then the puck leaves the ice; whether play was stopped."""
    if match.rng.random() >= match.rules.whistle_share:
        return False
    spot = neutral_spot(match, match.side)
    blow(match, Whistle("PuckOutofPlay", match.side, match.carrier, "Puck Out of Play", spot))
    return True


def _maybe_hit(match: Match) -> None:
    """Perhaps check the carrier, in leagues that check."""
    if match.rng.random() >= match.rules.hit_share:
        return
    hitter = defender(match, match.side)
    match.book.row(hitter).hits += 1
    match.note("Hit", "Hit", "", hitter.venue, [actor(match, hitter), opponent(match, match.carrier, spread=1.5)], "s")
