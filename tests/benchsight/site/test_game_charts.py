"""Charts and answers of a game, of numbers that are written down here."""

from decimal import Decimal
from typing import Any

import pytest

from benchsight.site.game.drive import who_drove_play
from benchsight.site.game.flow_chart import LEFT, RIGHT, momentum_chart, race_chart
from benchsight.site.game.shift_chart import shift_chart
from benchsight.site.reads.game import Game, Period, Side, period_label
from benchsight.site.reads.game_people import People, Person

AWAY = Side("away", False, "A", "Ash", "--team: red", 1, 0)
HOME = Side("home", True, "B", "Birch", "--team: blue", 2, 0)
PEOPLE = People({
    "p1": Person("p1", "Ada Berg", 7, "away", "F", False), "p2": Person("p2", None, None, "home", "F", False),
    "g": Person("g", "#30", 30, "home", "G", True),
})  # fmt: skip


def game(complete: bool = True) -> Game:
    """Return a game of two periods of ten minutes."""
    periods = [Period(1, "1", {}, 600, 0), Period(2, "2", {}, 600 if complete else None, 600)]
    return Game(1, {"has_tracking": True, "is_complete": complete}, (AWAY, HOME), periods, PEOPLE)


def team(attempts: int | None, at_5v5: int | None, xg: str | None) -> dict[str, Any]:
    """Return the numbers of a side."""
    return {"shots": attempts, "cf_5v5": at_5v5, "xgf": None if xg is None else Decimal(xg)}


@pytest.mark.parametrize(
    ("away", "home", "expected"),
    [
        (team(40, 12, "1.5"), team(50, 36, "2.5"),
         "Birch: 75% of the shot attempts at five on five (36 of 48) and 2.5 of 4.0 expected goals in all situations."),
        (team(40, None, None), team(10, None, None), "Ash: 80% of the shot attempts (40 of 50)."),
        (team(51, None, None), team(49, None, None), "Neither side: Ash took 51% of the shot attempts (51 of 100)."),
        (team(0, 0, "0"), team(0, 0, "0"), None),
        (team(None, None, None), team(3, None, None), None),
    ],
)  # fmt: skip
def test_the_question_has_an_answer(away: dict[str, Any], home: dict[str, Any], expected: str | None) -> None:
    """Of five on five where shifts are tracked; none where no attempt is."""
    assert who_drove_play(game(), {"away": away, "home": home}) == expected


def test_an_answer_about_a_part_says_so() -> None:
    """And of one team alone there is none."""
    numbers = {"away": team(1, None, None), "home": team(3, None, None)}
    answer = who_drove_play(game(complete=False), numbers)
    assert answer is not None and answer.startswith("In the part that is tracked, Birch: 75%")
    assert who_drove_play(game(), {"home": team(3, None, None)}) is None


def test_expected_goals_rise_with_each_attempt() -> None:
    """The lines end with the totals, and labels that would cover each other are moved apart."""
    flow = [
        {"game_seconds": 60, "home_shots": 1, "away_shots": 0, "home_xg": Decimal("0.5"), "away_xg": Decimal(0)},
        {"game_seconds": 900, "home_shots": 1, "away_shots": 1, "home_xg": Decimal("0.5"), "away_xg": Decimal("0.5")},
    ]  # fmt: skip
    goals = [{"game_seconds": 60, "venue": "home", "scorer_player_name": None}]
    chart = race_chart(game(), flow, goals)
    assert chart is not None
    assert [(each.side.name, each.total) for each in chart.series] == [("Ash", "0.50"), ("Birch", "0.50")]
    assert abs(chart.series[0].end - chart.series[1].end) == 14
    assert chart.series[1].path.startswith(f"M{LEFT} 204H") and chart.series[1].path.endswith(f"H{RIGHT}")
    assert [goal.label for goal in chart.goals] == ["Goal, Birch: not noted"]
    assert "Ash 0.50, Birch 0.50 (2 shot attempts)" in chart.caption
    assert race_chart(game(), [], []) is None


def test_attempts_stand_in_for_expected_goals() -> None:
    """Where there is no model."""
    flow = [{"game_seconds": 9, "venue": "home", "home_shots": 1, "away_shots": 0, "home_xg": None, "away_xg": None}]
    chart = race_chart(game(), flow, [])
    assert chart is not None and chart.caption.startswith("Shot attempts so far, at the end: Ash 0, Birch 1")
    assert chart.quantity == "shot attempts"


def test_a_minute_is_a_bar_towards_who_was_better() -> None:
    """Up for the home team, down for the visitors, none where they were even; unknown minutes are gaps."""
    minutes = [
        {"start_game_seconds": 60 * minute, "momentum": value}
        for minute, value in enumerate([Decimal("0.4"), Decimal(0), None, Decimal("-0.2")])
    ]
    chart = momentum_chart(game(), minutes, [])
    assert chart is not None and len(chart.bars) == 2
    up, down = chart.bars
    assert (up.side, down.side) == (HOME, AWAY)
    assert up.y + up.height == pytest.approx(chart.zero) and down.y == pytest.approx(chart.zero)
    assert up.height == pytest.approx(2 * down.height, abs=0.2)
    assert "of 3 minutes: Ash in 1, Birch in 1" in chart.caption
    assert momentum_chart(game(), [{"start_game_seconds": 0, "momentum": None}], []) is None


def test_the_shift_chart_is_to_scale() -> None:
    """A stay is a stroke, and what is not tracked is shaded: also a period without any shift."""
    stints = [
        {"period": 1, "start_clock_seconds": 600, "end_clock_seconds": 300, "start_game_seconds": 0,
         "end_game_seconds": 300, "strength": "5v5"},
    ]  # fmt: skip
    goals = [{"game_seconds": 300, "venue": "away", "scorer_player_name": "#7 Ada Berg"}]
    chart = shift_chart(game(complete=False), {"p1": [(0, 300)], "g": [(0, 300)]}, stints, goals, [])
    lanes = [lane for _, _, group in chart.groups for lane in group]
    assert [lane.person.id for lane in lanes] == ["p1", "g"]
    assert lanes[0].path == f"M170 {lanes[0].y}H414.4"  # a quarter of 980 for 300 of 1200 seconds, and a hair less
    assert [(stint.x, stint.width, stint.label) for stint in chart.stints] == [
        (170, 245, "Period 1, 10:00 to 5:00, 5v5")
    ]
    assert [(stretch.x, stretch.width) for stretch in chart.missing] == [(415, 735)]
    assert [(event.x, event.label) for event in chart.events] == [(415, "Goal, Ash: #7 Ada Berg")]
    assert "1 skaters and 1 goalies" in chart.caption


def test_people_are_called_by_what_is_known() -> None:
    """Number and name; the number once where names are numbers; a person the game does not know has no name."""
    assert (PEOPLE.label("p1"), PEOPLE.label("p2"), PEOPLE.label("g")) == ("#7 Ada Berg", "unknown", "#30")
    assert PEOPLE.label("nobody") is None and PEOPLE.labels(None, "nobody") is None
    assert [period_label(number, 3) for number in (1, 3, 4, 5)] == ["1", "3", "OT", "2OT"]
