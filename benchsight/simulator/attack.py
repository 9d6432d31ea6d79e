"""The side with the puck from the red line on: entries, dump-ins, offsides, passes in the zone, shots."""

from benchsight.simulator.breakout import move
from benchsight.simulator.casting import actor, attack_point, defender, team_mate
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.shots import choose_chance, place_shot, shoot
from benchsight.simulator.turnovers import give_away, recover, take_away
from benchsight.simulator.whistles import Whistle, blow, neutral_spot, side_name
from benchsight.simulator.zone_play import enter_zone, lose_pass, try_pass


def attack_line(match: Match) -> None:
    """Play one action in the neutral zone: carry or pass the puck in, dump it in, regroup."""
    edge = 0.04 * match.advantage(match.side)
    choices = (_carry_in, _pass_in, _dump_in, _regroup, _offside)
    match.rng.choices(choices, (42, 16, 24, 15, 3))[0](match, edge)


def attack_net(match: Match) -> None:
    """Play one action in the offensive zone: shoot, pass, or lose the puck."""
    rng, edge = match.rng, 0.04 * match.advantage(match.side)
    if rng.random() < match.rules.shoot_share + edge:
        if rng.random() < 0.6:
            _pass_around(match, 0.87 + edge)
            if match.zone(match.side) != "o" or not match.advance(1):
                return
        place_shot(match, match.carrier)
        shoot(match, choose_chance(match))
    elif rng.random() < 0.65 + edge:
        _pass_around(match, 0.76 + edge)
    elif rng.random() < 0.5:
        take_away(match, defender(match, match.side))
    else:
        give_away(match, match.carrier, "Misplayed")


def _pass_around(match: Match, share: float) -> None:
    match.puck = attack_point(match.side, match.rng.uniform(30, 95), match.rng.uniform(-38, 38))
    if not try_pass(match, share):
        lose_pass(match, None)


def _carry_in(match: Match, edge: float) -> None:
    carrier, rng = match.carrier, match.rng
    chain = match.new_chain()
    match.puck = attack_point(match.side, 26.0, rng.uniform(-30, 30))
    if rng.random() < 0.2 - edge:
        match.puck = attack_point(match.side, 24.0, match.puck[1])
        enter_zone(match, carrier, "Carried", chain, failed=True)
        take_away(match, defender(match, match.side), chain)
        return
    enter_zone(match, carrier, "Carried")
    if rng.random() < 0.05:
        _break_away(match, carrier)
    else:
        move(match, 30, 80)


def _break_away(match: Match, carrier: Dressed) -> None:
    """Let the carrier break away and shoot at once."""
    noted = [actor(match, carrier, "DriveMiddle", "s")]
    match.note("Possession", "Possession_Breakaway", "", carrier.venue, noted, "s")
    if match.advance(match.rng.randint(1, 3)):
        match.give_puck(carrier.venue, carrier)
        match.puck = attack_point(carrier.venue, match.rng.uniform(70, 84), match.rng.gauss(0, 6))
        shoot(match, choose_chance(match, is_breakaway=True))


def _pass_in(match: Match, edge: float) -> None:
    passer, chain = match.carrier, match.new_chain()
    match.puck = attack_point(match.side, 23.0, match.rng.uniform(-30, 30))
    completed = try_pass(match, 0.7 + edge, chain=chain)
    move(match, 26, 60)
    if completed:
        enter_zone(match, passer, "Pass", chain)
        return
    enter_zone(match, passer, "PassMiss/Misplay", chain)
    lose_pass(match, chain)


def _dump_in(match: Match, edge: float) -> None:
    """Dump the puck in; both sides go after it."""
    carrier, rng, chain = match.carrier, match.rng, match.new_chain()
    match.puck = attack_point(match.side, 26.0, rng.uniform(-38, 38))
    enter_zone(match, carrier, rng.choice(("DumpIn", "DumpIn", "DumpIn", "Chip")), chain)
    move(match, 80, 98)
    if rng.random() < 0.38 + edge:
        match.advance(rng.randint(1, 3))
        if match.clock:
            recover(match, team_mate(match, carrier))
        return
    give_away(match, carrier, "DumpInZone", chain)
    match.advance(rng.randint(1, 3))
    if match.clock:
        recover(match, match.carrier)


def _regroup(match: Match, edge: float) -> None:
    if match.rng.random() < 0.3:
        carrier = match.carrier
        noted = [actor(match, carrier, "Delay")]
        end = max(0, match.clock - match.rng.randint(1, 4))
        match.note("Possession", "Possession_Regroup", "", carrier.venue, noted, end=end)
        match.advance(match.clock - end)
    elif not try_pass(match, 0.8 + edge):
        lose_pass(match, None)


def _offside(match: Match, edge: float) -> None:
    carrier = match.carrier
    match.puck = attack_point(match.side, 24.5, match.rng.uniform(-30, 30))
    if match.settle():
        stop_type = f"{side_name(carrier.venue)} Offside"
        spot = neutral_spot(match, carrier.venue)
        blow(match, Whistle("Offsides", carrier.venue, carrier, stop_type, spot))
