"""Goals: who gets the credit, what the score sheet says, and how play goes on."""

from enum import Enum

from benchsight.simulator.book import situation_of
from benchsight.simulator.casting import actor, defender, in_net, opponent
from benchsight.simulator.decisions import GoalOfRecord
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import OVERTIME, Event, Participant
from benchsight.simulator.whistles import CENTRE, Whistle, blow, line_up_again, side_name, stop


class Timing(Enum):
    """The moment of a goal, as far as it decides what kind of goal it is."""

    IN_PLAY = "in play"
    ON_PENALTY_SHOT = "on a penalty shot"
    AS_PENALTY_ENDS = "in the second in which the other side's only penalty is over"
    MARKED_EMPTY_NET = "into a net that was empty, though the slots have the goalie"
    OFF_THE_FACEOFF = "in the second of the faceoff"


EMPTY_NET = "EmptyNet"
"""Second detail of a goal, and of its shot, that went into an empty net as the tracker says."""
OWN_GOAL, AWARDED = "OwnGoal", "AwardedGoal"
MARKS = (EMPTY_NET, OWN_GOAL, AWARDED)
OWN_GOALS_SHARE, AWARDED_SHARE = 0.3, 0.5
RECENT = 60
"""Events in which the play that led to a goal is looked for."""


def score(
    match: Match, scorer: Dressed, method: str, chain: int, shot: Event | None, *, timing: Timing = Timing.IN_PLAY
) -> bool:
    """Count and note a goal; whether the period goes on."""
    venue, is_penalty_shot = scorer.venue, timing is Timing.ON_PENALTY_SHOT
    mark = _mark_of(match, scorer) if timing is Timing.IN_PLAY else ""
    assists = [] if is_penalty_shot or mark else _assists(match, scorer)
    if mark == OWN_GOAL and match.game_number // 2 % 2:
        _note_of_the_other_side(match, scorer, chain)
    else:
        _note(match, scorer, mark or method, chain, shot, assists, is_penalty_shot)
    _count(match, scorer, [player for player, _ in assists], timing)
    match.delayed = None
    stop_type = f"{side_name(venue)} Goal"
    if match.period >= OVERTIME:
        match.cut(stop_type, "")
        stop(match, "Goal", venue, scorer, chain)
        match.is_over = True
        return False
    power_play_is_over = _end_power_play(match, venue)
    if timing is Timing.OFF_THE_FACEOFF:
        line_up_again(match, scorer, chain, is_cut=power_play_is_over)
        return match.clock > 0
    whistle = Whistle("Goal", venue, scorer, stop_type, CENTRE, "Faceoff_AfterGoal", "FaceoffAfterGoal", True)
    match.cut(stop_type, whistle.start_type)
    _replace_goalie(match, 1 - venue)
    return blow(match, whistle, chain)


def _mark_of(match: Match, scorer: Dressed) -> str:
    """Return the second mark of a goal; own goals are of one side of a game, so that the score tells them apart."""
    rare = match.config.rare
    if rare.awarded_goals and match.goalie(1 - scorer.venue) is None and match.rng.random() < AWARDED_SHARE:
        return AWARDED
    if rare.own_goals and scorer.venue == match.game_number % 2 and match.rng.random() < OWN_GOALS_SHARE:
        return OWN_GOAL
    return ""


def _note_of_the_other_side(match: Match, scorer: Dressed, chain: int) -> None:
    """Note an own goal of who put it in, with the attacker who touched the puck last as his first opponent."""
    noted = [actor(match, defender(match, scorer.venue)), opponent(match, scorer)]
    match.note("Goal", "Goal_Scored", OWN_GOAL, 1 - scorer.venue, noted, "s", chain=chain)


def _assists(match: Match, scorer: Dressed) -> list[tuple[Dressed, Event | None]]:
    """Return the last two others who passed the puck while the side had it, last first."""
    found: list[tuple[Dressed, Event | None]] = []
    for player, event in reversed(match.passes):
        if player is not scorer and all(player is not other for other, _ in found) and len(found) < 2:
            found.append((player, event))
    return found


def _note(
    match: Match,
    scorer: Dressed,
    method: str,
    chain: int,
    shot: Event | None,
    assists: list[tuple[Dressed, Event | None]],
    is_penalty_shot: bool,
) -> None:
    repeats = match.rng.random() < 0.25
    noted = [actor(match, scorer)]
    if not match.records("Pass"):
        noted += [actor(match, player, spread=15.0) for player, _ in assists]
    goalie = match.goalie(1 - scorer.venue)
    if goalie is not None and method != EMPTY_NET:
        noted.append(opponent(match, goalie))
        noted[-1].path = in_net(match, goalie.venue)
    detail = "Goal_PenaltyShot" if is_penalty_shot else "Goal_Scored"
    goal = match.note(
        "Goal", detail, method if method in MARKS else f"Goal_{method}", scorer.venue, noted, "s", chain=chain
    )
    if goal is None:
        return
    for play, (player, event) in zip(("AssistPrimary", "AssistSecondary"), assists, strict=False):
        if event is not None and match.records("Pass"):
            _mark(match, event, play, goal)
            if shot is not None and play == "AssistPrimary" and repeats:
                shot.participants.insert(1, Participant(player, False, play))


def _mark(match: Match, event: Event, play: str, goal: Event) -> None:
    """Note the assist on the row of the player who gave it; his event and its chain join the chain of the goal."""
    row = event.participants[0]
    if row.play_1:
        row.play_2 = play
    else:
        row.play_1 = play
    for other in match.events[-RECENT:] if event.chain is not None else ():
        if other.chain == event.chain and other is not event:
            other.chain = goal.chain
    event.chain, event.assisted = goal.chain, goal


def _count(match: Match, scorer: Dressed, assists: list[Dressed], timing: Timing) -> None:
    venue, book = scorer.venue, match.book
    match.result.add_goal(match.period, venue)
    team = book.team(venue)
    team.goals += 1
    name = f"goals_period_{match.period}" if match.period < OVERTIME else "goals_overtime"
    setattr(team, name, getattr(team, name) + 1)
    row = book.row(scorer)
    row.goals += 1
    if timing not in (Timing.ON_PENALTY_SHOT, Timing.AS_PENALTY_ENDS):
        _count_situation(match, scorer)
    book.goals.append(GoalOfRecord(venue, scorer, match.goalies_of_record()))
    match.official[scorer.player_id].goals += 1
    for rank, player in enumerate(assists):
        row = book.row(player)
        row.primary_assists += rank == 0
        row.secondary_assists += rank == 1
        match.official[player.player_id].assists += 1
    goalie = match.goalie(1 - venue)
    if goalie is None or timing is Timing.MARKED_EMPTY_NET:
        team.empty_net_goals += goalie is not None or match.ice[1 - venue].is_net_empty
    else:
        book.goalie(goalie).goals_against += 1
        match.official[goalie.player_id].goals_against += 1
    if timing is Timing.ON_PENALTY_SHOT:
        book.row(scorer).plus += 1
    else:
        book.goal_on_ice(venue, match.ice, is_even=timing is Timing.AS_PENALTY_ENDS)


def _count_situation(match: Match, scorer: Dressed) -> None:
    situation = situation_of(match.ice, scorer.venue)
    for row in (match.book.row(scorer), match.book.team(scorer.venue)):
        row.power_play_goals += situation == "power_play"
        row.shorthanded_goals += situation == "short_handed"


def _end_power_play(match: Match, venue: int) -> bool:
    """End the oldest minor of a side that was scored on with fewer skaters; return whether a player comes out."""
    released: list[Dressed] = []
    if match.boxes[1 - venue].missing_skaters() > match.boxes[venue].missing_skaters():
        released = match.boxes[1 - venue].goal_against()
        match.benches[1 - venue].in_box.difference_update(released)
        if match.is_tracked:
            match.advantages.goal(venue, match.boxes)
    return bool(released)


def _replace_goalie(match: Match, venue: int) -> None:
    """Replace a goalie who has let in five (three if everything is tracked), if there is another."""
    bench = match.benches[venue]
    others = [goalie for goalie in bench.goalies if goalie is not bench.goalie]
    most = 1 if match.config.rare.goalie_changes else 3 if match.config.full else 5
    if bench.goalie is None or not others:
        return
    if match.official[bench.goalie.player_id].goals_against >= most and match.rng.random() < 0.5:
        bench.goalie = others[0]
        match.changed(venue, "", "FaceoffAfterGoal")
