"""Penalties that run."""

import pytest

from benchsight.site.reads.penalty_clock import Goal, Penalty, running

MINOR = ("Penalty_Minor", 120, True, True)


def penalty(at: int, venue: str = "home", kind: tuple[str, int, bool, bool] = MINOR) -> Penalty:
    """Return a penalty at a second."""
    return Penalty(at, venue, kind[1], kind[2], kind[3], {"event_detail": kind[0]})


@pytest.mark.parametrize(
    ("penalties", "goals", "now", "left"),
    [
        ([penalty(100)], [], 160, [60]),
        ([penalty(100)], [], 220, []),
        ([penalty(100)], [], 99, []),
        ([penalty(100)], [Goal(150, "away")], 160, []),
        ([penalty(100)], [Goal(150, "home")], 160, [60]),
        ([penalty(100), penalty(110, "away")], [Goal(150, "away")], 160, [60, 70]),
        ([penalty(100), penalty(110)], [Goal(150, "away")], 160, [70]),
        ([penalty(100, kind=("Penalty_Major", 300, False, True))], [Goal(150, "away")], 160, [240]),
        ([penalty(100, kind=("Penalty_DoubleMinor", 240, True, True))], [Goal(150, "away")], 160, [110]),
        ([penalty(100, kind=("Penalty_DoubleMinor", 240, True, True))], [Goal(250, "away")], 260, []),
        ([penalty(100, kind=("Penalty_Misconduct", 600, False, False))], [Goal(150, "away")], 160, [540]),
        ([penalty(100)], [Goal(100, "away")], 160, [60]),
    ],
    ids=[
        "runs", "over", "to come", "a goal against ends it", "a goal for does not", "nobody is short at four on four",
        "the first to end goes", "a major stays", "the first half of a double minor ends", "and the second",
        "a misconduct stays", "a goal on the delayed call does not end it",
    ],
)  # fmt: skip
def test_a_penalty_runs_until_its_time_or_a_goal_ends_it(
    penalties: list[Penalty], goals: list[Goal], now: int, left: list[int]
) -> None:
    """The seconds left, by the clock of the game."""
    assert [each.left for each in running(penalties, goals, now)] == left
