"""The side with the puck in its own zone: carry it out, pass it out, clear it, or lose it."""

from benchsight.simulator.casting import attack_point, defender
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.turnovers import give_away, recover, take_away
from benchsight.simulator.whistles import Whistle, blow, defensive_spot, side_name
from benchsight.simulator.zone_play import enter_zone, exit_zone, keep_in, lose_pass, try_pass


def break_out(match: Match) -> None:
    """Play one attempt to get the puck out of the own zone, or a pass within it."""
    rng = match.rng
    edge = 0.04 * match.advantage(match.side)
    kills = match.advantage(match.side) < 0
    choices = (_pass_within, _carry_out, _pass_out, _clear, _misplay)
    weights = (15, 12, 12, 52, 6) if kills else (14, 32, 27, 20, 5)
    rng.choices(choices, weights)[0](match, edge)


def move(match: Match, near: float, far: float) -> None:
    """Move the puck to between two distances from centre ice, as the side with the puck sees it."""
    match.puck = attack_point(match.side, match.rng.uniform(near, far), match.rng.uniform(-38, 38))


def _pass_within(match: Match, edge: float) -> None:
    if not try_pass(match, 0.84 + edge):
        lose_pass(match, None)


def _misplay(match: Match, edge: float) -> None:
    if match.rng.random() < 0.5:
        give_away(match, match.carrier, "Misplayed")
    else:
        take_away(match, defender(match, match.side))


def _carry_out(match: Match, edge: float) -> None:
    carrier = match.carrier
    if match.rng.random() < 0.84 + edge:
        exit_zone(match, carrier, "Carried")
        move(match, -24, 15)
        return
    chain = match.new_chain()
    exit_zone(match, carrier, "Carried", chain, failed=True)
    take_away(match, defender(match, match.side), chain)


def _pass_out(match: Match, edge: float) -> None:
    passer, chain = match.carrier, match.new_chain()
    if try_pass(match, 0.73 + edge, chain=chain, play="Breakout" if match.rng.random() < 0.2 else ""):
        exit_zone(match, passer, "Pass", chain)
        move(match, -24, 22)
        return
    if match.rng.random() < 0.5:
        exit_zone(match, passer, "PassMiss/Misplay", chain)
        move(match, -24, 10)
    else:
        exit_zone(match, passer, "Pass", chain, failed=True)
    lose_pass(match, chain)


def _clear(match: Match, edge: float) -> None:
    """Get the puck out: kept in by the point, iced, or given up beyond the blue line."""
    rng, carrier, chain = match.rng, match.carrier, match.new_chain()
    kills = match.advantage(match.side) < 0
    if rng.random() < 0.27:
        _meet_the_point(match, carrier, chain)
        return
    exit_zone(match, carrier, "PenaltyKillClear" if kills else rng.choice(("Clear", "Clear", "Chip")), chain)
    if not kills and rng.random() < 0.18:
        _ice(match, carrier, chain)
        return
    if rng.random() < 0.25:
        enter_zone(match, carrier, "FromExitClear", chain)
    give_away(match, carrier, "ZoneClear/Dump", chain)
    move(match, -70, 20)


def _ice(match: Match, carrier: Dressed, chain: int) -> None:
    move(match, 80, 96)
    if match.settle():
        stop_type = f"{side_name(carrier.venue)} Icing"
        spot = defensive_spot(match, carrier.venue)
        blow(match, Whistle("Icing", carrier.venue, carrier, stop_type, spot), chain)


def _meet_the_point(match: Match, carrier: Dressed, chain: int) -> None:
    """Let a defender at the blue line keep the puck in, or nearly."""
    point = defender(match, carrier.venue)
    match.puck = attack_point(carrier.venue, -28.0, match.rng.uniform(-38, 38))
    if match.rng.random() < 0.8:
        give_away(match, carrier, "AttemptedZoneClear/Dump", chain, point)
        keep_in(match, point, chain)
        recover(match, point)
        return
    keep_in(match, point, chain, failed=True)
    move(match, -24, 0)
    exit_zone(match, carrier, "Clear", chain)
