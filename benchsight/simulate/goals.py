"""Goals: who gets the credit, what the score sheet says, and how play goes on."""

from benchsight.simulate.casting import actor, in_net, opponent
from benchsight.simulate.match import Match
from benchsight.simulate.people import Dressed
from benchsight.simulate.records import OVERTIME, Event, Participant
from benchsight.simulate.whistles import CENTRE, Whistle, blow, side_name, stop

RECENT = 60
"""Events in which the play that led to a goal is looked for."""


def score(
    match: Match, scorer: Dressed, method: str, chain: int, shot: Event | None, *, is_penalty_shot: bool = False
) -> bool:
    """Count and note a goal in play or on a penalty shot; whether the period goes on."""
    venue = scorer.venue
    assists = [] if is_penalty_shot else _assists(match, scorer)
    _note(match, scorer, method, chain, shot, assists, is_penalty_shot)
    _count(match, scorer, [player for player, _ in assists], is_penalty_shot)
    match.delayed = None
    stop_type = f"{side_name(venue)} Goal"
    if match.period == OVERTIME:
        match.cut(stop_type, "")
        stop(match, "Goal", venue, scorer, chain)
        match.is_over = True
        return False
    _end_power_play(match, venue)
    whistle = Whistle("Goal", venue, scorer, stop_type, CENTRE, "Faceoff_AfterGoal", "FaceoffAfterGoal", True)
    match.cut(stop_type, whistle.start_type)
    _replace_goalie(match, 1 - venue)
    return blow(match, whistle, chain)


def _assists(match: Match, scorer: Dressed) -> list[tuple[Dressed, Event | None]]:
    """The last two others who passed the puck while the side had it, last first."""
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
    if goalie is not None:
        noted.append(opponent(match, goalie))
        noted[-1].path = in_net(match, goalie.venue)
    detail = "Goal_PenaltyShot" if is_penalty_shot else "Goal_Scored"
    goal = match.note("Goal", detail, f"Goal_{method}", scorer.venue, noted, "s", chain=chain)
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


def _count(match: Match, scorer: Dressed, assists: list[Dressed], is_penalty_shot: bool) -> None:
    venue, book = scorer.venue, match.book
    match.result.add_goal(match.period, venue)
    team = book.team(venue)
    team.goals += 1
    name = f"goals_period_{match.period}" if match.period < OVERTIME else "goals_overtime"
    setattr(team, name, getattr(team, name) + 1)
    book.row(scorer).goals += 1
    match.official[scorer.player_id].goals += 1
    for rank, player in enumerate(assists):
        row = book.row(player)
        row.primary_assists += rank == 0
        row.secondary_assists += rank == 1
        match.official[player.player_id].assists += 1
    goalie = match.goalie(1 - venue)
    if goalie is None:
        team.empty_net_goals += 1
    else:
        book.goalie(goalie).goals_against += 1
        match.official[goalie.player_id].goals_against += 1
    if is_penalty_shot:
        book.row(scorer).plus += 1
    else:
        book.goal_on_ice(venue, match.ice)


def _end_power_play(match: Match, venue: int) -> None:
    """A goal of the side with more skaters ends the oldest minor of the other."""
    if match.boxes[1 - venue].missing_skaters() > match.boxes[venue].missing_skaters():
        match.benches[1 - venue].in_box.difference_update(match.boxes[1 - venue].goal_against())


def _replace_goalie(match: Match, venue: int) -> None:
    """A goalie who has let in five (three where everything is tracked) may be replaced, where there is another."""
    bench = match.benches[venue]
    others = [goalie for goalie in bench.goalies if goalie is not bench.goalie]
    most = 3 if match.config.full else 5
    if others and match.official[bench.goalie.player_id].goals_against >= most and match.rng.random() < 0.5:
        bench.goalie = others[0]
        match.changed(venue, "", "FaceoffAfterGoal")
