"""Penalty shots and the shootout: a skater alone against the goalie, with the clock standing."""

from benchsight.simulator.casting import actor, attack_point, in_net, opponent
from benchsight.simulator.goals import Timing, score
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import AWAY, HOME, SHOOTOUT, Participant, Success
from benchsight.simulator.whistles import Whistle, blow, defensive_spot, side_name

METHODS = ("Wrist", "Backhand", "Snap")
SCORES, IS_SAVED = 0.33, 0.52


def take_penalty_shot(match: Match, offender: Dressed) -> bool:
    """Let the fouled carrier shoot alone, unless the net is empty; return whether play was stopped."""
    shooter, goalie = match.carrier, match.goalie(1 - match.side)
    if goalie is None or not match.settle():
        return False
    chain = match.new_chain()
    noted = [actor(match, offender), opponent(match, shooter)]
    match.note("Penalty", "Penalty_PenaltyShot", "Penalty_Hooking", offender.venue, noted)
    match.puck = attack_point(shooter.venue, match.rng.uniform(70, 82), match.rng.gauss(0, 6))
    outcome = _outcome(match)
    _count_attempt(match, shooter, goalie, outcome)
    detail = {"goal": "Shot_Goal", "save": "Shot_OnNetSaved", "miss": "Shot_Missed"}[outcome]
    success: Success = "u" if outcome == "miss" else "s"
    noted = [actor(match, shooter), _keeper(match, goalie)]
    shot = match.note("Shot", detail, "PenaltyShot", shooter.venue, noted, success, chain=chain)
    if outcome == "goal":
        score(match, shooter, match.rng.choice(METHODS), chain, shot, timing=Timing.ON_PENALTY_SHOT)
        return True
    if outcome == "save":
        noted = [actor(match, goalie), opponent(match, shooter)]
        match.note("Save", "Save_Freeze", "Save_Butterfly", goalie.venue, noted, chain=chain)
    spot = defensive_spot(match, goalie.venue)
    whistle = Whistle("Penalty", offender.venue, offender, f"{side_name(offender.venue)} Penalty", spot)
    blow(match, whistle, chain)
    return True


def play_shootout(match: Match) -> None:
    """Play a shootout: three shooters a side, then one each until it is decided; the clock stands at 0."""
    match.period, match.clock = SHOOTOUT, 0
    shooters = [sorted(bench.forwards, key=lambda p: (-p.rating, p.number)) for bench in match.benches]
    goals = [0, 0]
    rounds = 0
    while rounds < 3 or goals[HOME] == goals[AWAY]:
        for venue in (AWAY, HOME):
            shooter = shooters[venue][rounds % len(shooters[venue])]
            goals[venue] += _attempt(match, shooter, match.benches[1 - venue].goalie)
        rounds += 1
    match.result.shootout_rounds = rounds
    match.result.shootout_winner = HOME if goals[HOME] > goals[AWAY] else AWAY
    match.result.decided_in = "SO"


def _attempt(match: Match, shooter: Dressed, goalie: Dressed | None) -> bool:
    match.puck = attack_point(shooter.venue, match.rng.uniform(70, 82), match.rng.gauss(0, 6))
    outcome = _outcome(match)
    method = match.rng.choice(METHODS)
    detail = {"goal": "Shootout_OnNet", "save": "Shootout_Saved", "miss": "Shootout_Missed"}[outcome]
    chain = match.new_chain()
    noted = [actor(match, shooter)] if goalie is None else [actor(match, shooter), _keeper(match, goalie)]
    success: Success = "s" if outcome == "goal" else "u"
    match.note("PenaltyShot_Shootout", detail, f"Shot_{method}", shooter.venue, noted, success, chain=chain)
    if outcome == "goal":
        match.note("Goal", "Goal_Shootout", f"Goal_{method}", shooter.venue, noted, "s", chain=chain)
    return outcome == "goal"


def _outcome(match: Match) -> str:
    drawn = match.rng.random()
    return "goal" if drawn < SCORES else "save" if drawn < SCORES + IS_SAVED else "miss"


def _count_attempt(match: Match, shooter: Dressed, goalie: Dressed, outcome: str) -> None:
    """Count an attempt, and a shot on goal if on goal, for the shooter and his team, not for those on the ice."""
    row, team = match.book.row(shooter), match.book.team(shooter.venue)
    keeper = match.book.goalie(goalie)
    team.penalty_shots += 1
    team.shots += 1
    team.unblocked_shots += 1
    row.shots += 1
    if outcome == "miss":
        row.shots_missed += 1
        return
    row.sog += 1
    team.sog += 1
    keeper.shots_against += 1
    keeper.saves += outcome == "save"


def _keeper(match: Match, goalie: Dressed) -> Participant:
    participant = opponent(match, goalie)
    participant.path = in_net(match, goalie.venue)
    return participant
