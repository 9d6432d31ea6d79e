"""Shots in play: where from, blocked, missed, saved or in, and the rebound."""

import math
from typing import NamedTuple

from benchsight.simulator.casting import actor, attack_point, defender, in_net, on_rink, opponent, team_mate
from benchsight.simulator.goals import EMPTY_NET, Timing, score
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import HOME, Event, Participant, Point
from benchsight.simulator.turnovers import give_away
from benchsight.simulator.whistles import Whistle, blow, defensive_spot, neutral_spot, side_name
from benchsight.simulator.zone_play import play_out

NET_X = 89.0
METHODS = ("Wrist", "Snap", "Backhand", "Slap", "OneTime", "Tip", "WrapAround")
MARKED_SECONDS, MARKED_SHARE = 400, 0.7
NO_GOALIE_MISSED = 0.8
"""Sides that have agreed to play without a goalie shoot at something smaller than the net."""
SAVES = ("Butterfly", "Glove", "Chest", "Blocker", "LeftPad", "RightPad", "Stick")


class Chance(NamedTuple):
    """The circumstances of a shot."""

    method: str
    is_rush: bool = False
    is_rebound: bool = False
    is_breakaway: bool = False


def place_shot(match: Match, player: Dressed) -> None:
    """Move the puck to where a player of this position shoots from, in the zone he attacks."""
    rng = match.rng
    if player.position == "D" and rng.random() < 0.75:
        x, y = rng.gauss(38, 6), rng.gauss(0, 18)
    elif rng.random() < 0.42:
        x, y = rng.gauss(77, 6), rng.gauss(0, 8)
    else:
        x, y = rng.gauss(62, 10), rng.gauss(0, 17)
    match.puck = attack_point(player.venue, max(27.0, min(87.5, x)), max(-40.0, min(40.0, y)))


def shoot(match: Match, chance: Chance) -> None:
    """Let the carrier shoot; play goes on, or stops with a faceoff."""
    if not match.settle():
        return
    shooter = match.carrier
    goalie = match.goalie(1 - shooter.venue)
    distance, angle = distance_and_angle(match.puck, shooter.venue)
    drawn = match.rng.random()
    blocked = 0.0 if chance.is_breakaway else 0.07 + 0.004 * distance
    by_team_mate = blocked + (0.0 if chance.is_breakaway else 0.025)
    missed = by_team_mate + 0.16 + 0.0018 * distance
    if goalie is None and not match.ice[1 - shooter.venue].is_net_empty:
        missed = NO_GOALIE_MISSED
    count_attempt(match, shooter, is_unblocked=drawn >= by_team_mate)
    if drawn < blocked:
        _block(match, shooter, chance)
    elif drawn < by_team_mate:
        _block_by_team_mate(match, shooter, chance)
    elif drawn < missed:
        _miss(match, shooter, goalie, chance)
    elif goalie is None or match.rng.random() < goal_probability(match, shooter, goalie, chance, distance, angle):
        _goal(match, shooter, chance)
    else:
        _save(match, shooter, goalie, chance)


def goal_probability(
    match: Match, shooter: Dressed, goalie: Dressed, chance: Chance, distance: float, angle: float
) -> float:
    """Probability that a shot on goal scores, from its place, its kind and both players."""
    logit = match.rules.finishing - 1.2 - 0.042 * distance - 0.011 * angle
    logit += 0.13 * (shooter.rating - 4) - 0.11 * (goalie.rating - 4)
    logit += 0.35 * chance.is_rush + 0.55 * chance.is_rebound + 0.8 * chance.is_breakaway
    logit += 0.3 * (chance.method in ("OneTime", "Tip")) + 0.12 * match.advantage(shooter.venue)
    return 1 / (1 + math.exp(-logit))


def distance_and_angle(puck: Point, venue: int) -> tuple[float, float]:
    """Feet to the net that a side attacks, and degrees off its centre line."""
    x, y = puck if venue == HOME else (-puck[0], -puck[1])
    return math.hypot(NET_X - x, y), abs(math.degrees(math.atan2(y, max(0.1, NET_X - x))))


def choose_chance(match: Match, *, is_breakaway: bool = False) -> Chance:
    """Choose the kind of shot that fits the moment."""
    since = match.seconds_since_entry
    is_rush = since is not None and since <= 8
    if is_breakaway:
        return Chance(match.rng.choice(METHODS[:3]), is_rush, is_breakaway=True)
    return Chance(match.rng.choices(METHODS, (58, 10, 10, 8, 7, 5, 2))[0], is_rush)


def count_attempt(match: Match, shooter: Dressed, is_unblocked: bool) -> None:
    """Count an attempt in play, for the shooter, his team and everybody on the ice."""
    match.book.row(shooter).shots += 1
    match.book.team(shooter.venue).shots += 1
    match.book.team(shooter.venue).unblocked_shots += is_unblocked
    match.book.attempt_on_ice(shooter.venue, is_unblocked)


def _count_on_goal(match: Match, shooter: Dressed, goalie: Dressed | None) -> None:
    match.book.row(shooter).sog += 1
    match.book.team(shooter.venue).sog += 1
    if goalie is not None:
        match.book.goalie(goalie).shots_against += 1


def _shooter(match: Match, shooter: Dressed) -> Participant:
    presser = defender(match, shooter.venue) if match.rng.random() < 0.35 else None
    play = match.rng.choice(("Deke", "DriveNetMiddle", "CutBack")) if match.rng.random() < 0.1 else ""
    return actor(match, shooter, play, "s" if play else "", pressed_by=presser)


def _with_defenders(match: Match, shooter: Dressed, goalie: Dressed | None) -> list[Participant]:
    noted = [_shooter(match, shooter)]
    if goalie is not None:
        noted.append(opponent(match, goalie))
        noted[-1].path = in_net(match, goalie.venue)
    presser = noted[0].pressed_by
    if presser is not None:
        noted.append(opponent(match, presser, match.rng.choice(("InShotPassLane", "ManOnMan", ""))))
    elif match.rng.random() < 0.2:
        noted.append(opponent(match, defender(match, shooter.venue), "InShotPassLane"))
    return noted


def _towards_net(match: Match, venue: int) -> tuple[Point, ...]:
    net = attack_point(venue, NET_X, match.rng.gauss(0, 2))
    return (match.puck, on_rink(*net))


def _goal(match: Match, shooter: Dressed, chance: Chance) -> None:
    chain = match.new_chain()
    is_marked = _is_marked_empty(match, shooter.venue)
    shot = note_goal_shot(match, shooter, EMPTY_NET if is_marked else chance.method, chain)
    if is_marked:
        score(match, shooter, EMPTY_NET, chain, shot, timing=Timing.MARKED_EMPTY_NET)
    else:
        score(match, shooter, chance.method, chain, shot)


def _is_marked_empty(match: Match, venue: int) -> bool:
    """Late in a game the goalie is on his way to the bench, and the tracker still has him in the slots."""
    if not match.config.rare.marked_empty_net or match.goalie(1 - venue) is None:
        return False
    is_late = match.period == match.config.regulation_periods and match.clock < MARKED_SECONDS
    is_ahead = match.result.goals(venue) > match.result.goals(1 - venue)
    return is_late and is_ahead and match.goalie(venue) is not None and match.rng.random() < MARKED_SHARE


def note_goal_shot(match: Match, shooter: Dressed, method: str, chain: int) -> Event | None:
    """Note and count the shot on goal that goes in."""
    goalie = None if method == EMPTY_NET else match.goalie(1 - shooter.venue)
    _count_on_goal(match, shooter, goalie)
    noted = _with_defenders(match, shooter, goalie)
    net = (round(match.rng.uniform(2, 98), 2), round(match.rng.uniform(2, 98), 2))
    return match.note(
        "Shot", "Shot_Goal", method if method == EMPTY_NET else f"Shot_{method}", shooter.venue, noted, "s",
        chain=chain, puck=_towards_net(match, shooter.venue), net=net,
    )  # fmt: skip


def _save(match: Match, shooter: Dressed, goalie: Dressed, chance: Chance) -> None:
    _count_on_goal(match, shooter, goalie)
    match.book.goalie(goalie).saves += 1
    detail = "Shot_TippedOnNetSaved" if chance.method == "Tip" and match.rng.random() < 0.5 else "Shot_OnNetSaved"
    chain = match.new_chain()
    shot = match.note(
        "Shot", detail, f"Shot_{chance.method}", shooter.venue, _with_defenders(match, shooter, goalie), "s",
        chain=chain, puck=_towards_net(match, shooter.venue),
    )  # fmt: skip
    kind = _kind_of_save(match)
    noted = [actor(match, goalie), opponent(match, shooter)]
    match.puck = attack_point(shooter.venue, 85.0, 0.0)
    match.note("Save", kind, f"Save_{match.rng.choice(SAVES)}", goalie.venue, noted, chain=chain)
    if kind == "Save_Freeze":
        stop_type = f"{side_name(goalie.venue)} Goalie Stopped (after {side_name(shooter.venue)} SOG)"
        spot = defensive_spot(match, goalie.venue)
        blow(match, Whistle("GoalieStoppage", goalie.venue, goalie, stop_type, spot), chain)
    elif kind == "Save_Played":
        play_out(match, goalie)
    else:
        _rebound(match, shooter, goalie, chain, shot)


def _kind_of_save(match: Match) -> str:
    """Goalies who play the puck on are noted where everything is tracked."""
    if match.rng.random() < 0.27:
        return "Save_Freeze"
    return "Save_Played" if match.config.full and match.rng.random() < 0.25 else "Save_Rebound"


def _rebound(match: Match, shooter: Dressed, goalie: Dressed, chain: int, shot: Event | None) -> None:
    """Play a rebound before the net: shot again at once, recovered by the attack, or cleared."""
    venue, rng = shooter.venue, match.rng
    match.puck = attack_point(venue, rng.uniform(72, 86), rng.gauss(0, 9))
    drawn = rng.random()
    result = "ShotGenerated" if drawn < 0.12 else "TeamRecovered" if drawn < 0.42 else "OppTeamRecovered"
    match.note("Rebound", f"Rebound_{result}", "", goalie.venue, [actor(match, goalie)], chain=chain)
    match.advance(rng.randint(1, 2))
    if not match.clock:
        return
    if result == "OppTeamRecovered":
        match.give_puck(goalie.venue, defender(match, venue))
        return
    match.give_puck(venue, team_mate(match, shooter) if rng.random() < 0.6 else shooter)
    match.passes.append((shooter, shot))
    if result == "ShotGenerated":
        shoot(match, Chance(rng.choice(METHODS[:3]), is_rebound=True))


def _block(match: Match, shooter: Dressed, chance: Chance) -> None:
    blocker = defender(match, shooter.venue)
    match.book.row(shooter).shots_blocked += 1
    match.book.row(blocker).blocks += 1
    play = "BlockedShot" if match.rng.random() < 0.7 else ""
    noted = [_shooter(match, shooter), opponent(match, blocker, play, "s" if play else "")]
    chain = match.new_chain()
    match.note("Shot", "Shot_Blocked", f"Shot_{chance.method}", shooter.venue, noted, "u", chain=chain)
    _loose_puck(match, shooter, "ShotBlocked", chain, keeps=0.4)


def _block_by_team_mate(match: Match, shooter: Dressed, chance: Chance) -> None:
    match.book.row(shooter).shots_blocked_by_team_mate += 1
    noted = [_shooter(match, shooter), actor(match, team_mate(match, shooter), "FrontofNet", spread=6.0)]
    chain = match.new_chain()
    match.note("Shot", "Shot_BlockedSameTeam", f"Shot_{chance.method}", shooter.venue, noted, "u", chain=chain)
    _loose_puck(match, shooter, "ShotBlocked", chain, keeps=0.6)


def _miss(match: Match, shooter: Dressed, goalie: Dressed | None, chance: Chance) -> None:
    match.book.row(shooter).shots_missed += 1
    detail = match.rng.choices(("Shot_Missed", "Shot_HitPost", "Shot_Deflected"), (80, 9, 11))[0]
    noted = _with_defenders(match, shooter, goalie)
    chain = match.new_chain()
    match.note("Shot", detail, f"Shot_{chance.method}", shooter.venue, noted, "u", chain=chain)
    if match.rng.random() < 0.06:
        spot = neutral_spot(match, shooter.venue)
        blow(match, Whistle("PuckOutofPlay", shooter.venue, shooter, "Puck Out of Play", spot), chain)
        return
    _loose_puck(match, shooter, "ShotMissed", chain, keeps=0.5)


def _loose_puck(match: Match, shooter: Dressed, reason: str, chain: int, keeps: float) -> None:
    """Play a loose puck after a block or a miss: kept by the attack, or given away by the shooter."""
    venue, rng = shooter.venue, match.rng
    match.puck = attack_point(venue, rng.uniform(60, 96), rng.uniform(-38, 38))
    if rng.random() < keeps:
        match.give_puck(venue, team_mate(match, shooter))
    elif rng.random() < 0.4:
        give_away(match, shooter, reason, chain)
    else:
        match.give_puck(1 - venue, defender(match, venue))
    match.advance(rng.randint(1, 3))
