"""Who decided a game: the winning goal and its scorer, the goalies of record, the shutout."""

from dataclasses import dataclass

from benchsight.simulate.people import Dressed
from benchsight.simulate.records import Result
from benchsight.simulate.truth import GoalieGame, PlayerGame


@dataclass(frozen=True, slots=True)
class GoalOfRecord:
    """A goal, who scored it, and the goalies of home and away on record then: on the ice, or pulled for a skater."""

    venue: int
    scorer: Dressed
    goalies: tuple[Dressed | None, Dressed | None]


def decide(
    result: Result, goals: list[GoalOfRecord], players: list[PlayerGame], goalies: dict[int, GoalieGame]
) -> None:
    """Write decisions, shutouts and the winning goal into the rows of a game that was tracked to its end."""
    kept = [(number, row) for number, row in goalies.items() if row.toi_seconds]
    for venue, side in enumerate(("home", "away")):
        own = [row for _, row in kept if row.venue == side]
        for row in own:
            row.is_shutout = len(own) == 1 and result.goals(1 - venue) == 0
    winning = _winning_goal(result, goals)
    if winning is None:
        return
    players[winning.scorer.number].game_winning_goals += 1
    for _, row in kept:
        row.decision = ""
    for venue, goalie in enumerate(winning.goalies):
        if goalie is not None:
            goalies[goalie.number].decision = "W" if venue == winning.venue else "L"


def _winning_goal(result: Result, goals: list[GoalOfRecord]) -> GoalOfRecord | None:
    """The goal that left the winner one ahead of the loser's total; none after a tie or a shootout."""
    if result.shootout_winner is not None or result.goals(0) == result.goals(1):
        return None
    winner = 0 if result.goals(0) > result.goals(1) else 1
    return [goal for goal in goals if goal.venue == winner][result.goals(1 - winner)]
