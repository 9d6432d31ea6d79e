"""Decisions of a game: the winning goal and its scorer, the goalies of record, the shutout."""

from dataclasses import dataclass

from benchsight.simulator.people import Dressed
from benchsight.simulator.records import Result
from benchsight.simulator.truth import GoalieGame, PlayerGame

Goalies = tuple[Dressed | None, Dressed | None]
"""Of home and away; None for a side that has none."""


@dataclass(frozen=True, slots=True)
class GoalOfRecord:
    """A goal, who scored it, and the goalies of home and away on record then: on the ice, or pulled for a skater."""

    venue: int
    scorer: Dressed
    goalies: Goalies


def decide(
    result: Result,
    goals: list[GoalOfRecord],
    at_the_end: Goalies,
    players: list[PlayerGame],
    rows: dict[int, GoalieGame],
) -> None:
    """Write decisions, shutouts and the winning goal into the rows of a game that was tracked to its end.

    The goalies of record are those at the goal that decides: the winning one, or the one that tied the game for good.
    A shootout is decided by those who stood in it, and so is a game without a goal by those at its end.
    """
    for venue, side in enumerate(("home", "away")):
        own = [row for row in rows.values() if row.venue == side and row.toi_seconds]
        conceded = sum(goal.venue != venue for goal in goals)
        for row in own:
            row.is_shutout = len(own) == 1 and conceded == 0
    winner = None if result.goals(0) == result.goals(1) else int(result.goals(1) > result.goals(0))
    deciding = _deciding_goal(result, goals, winner)
    if winner is not None and deciding is not None:
        players[deciding.scorer.number].game_winning_goals += 1
    for row in rows.values():
        row.decision = ""
    for venue, goalie in enumerate(deciding.goalies if deciding is not None else at_the_end):
        if goalie is not None:
            rows[goalie.number].decision = "T" if winner is None else "W" if venue == winner else "L"


def _deciding_goal(result: Result, goals: list[GoalOfRecord], winner: int | None) -> GoalOfRecord | None:
    """Return the goal that put the winner one ahead of the loser's total, or a tie's last; None after a shootout."""
    if result.shootout_winner is not None or not goals:
        return None
    if winner is None:
        return goals[-1]
    return [goal for goal in goals if goal.venue == winner][result.goals(1 - winner)]
