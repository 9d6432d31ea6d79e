"""Clocks that count up."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from ingest.contract.notes import Notes
from ingest.game.clock_direction import (
    Direction,
    Timed,
    lengths_of,
    period_starts,
    steps_of_events,
    steps_of_stints,
    turned,
)
from ingest.game.clocks_turned import turn_clocks
from ingest.game.model import TrackedEvent, TrackedGame, TrackedShift

BuildGame = Callable[..., TrackedGame]
BuildEvent = Callable[..., TrackedEvent]
BuildStint = Callable[..., TrackedShift]
UP = [0, 100, 250, 250, 400, 700, 900, 1100, 1190]
DOWN = [1200 - clock for clock in UP]


@pytest.mark.parametrize(
    ("stints", "direction"),
    [
        ([(0, 300), (300, 600), (600, 900), (900, 1200)], Direction.UP),
        ([(1200, 900), (900, 600), (600, 300), (300, 0)], Direction.DOWN),
        ([(1200, 900), (900, 600), (600, 300), (200, 300)], Direction.DOWN),
        ([(0, 300), (600, 300), (300, 600), (900, 600)], Direction.BOTH),
        ([(0, 300), (300, 600), (300, 300), (None, 900)], Direction.UNKNOWN),
    ],
)
def test_stints_show_the_direction(stints: list[tuple[int | None, int | None]], direction: Direction) -> None:
    assert steps_of_stints(stints).direction is direction


@pytest.mark.parametrize(
    ("clocks", "newest_first", "direction"),
    [
        (UP, False, Direction.UP),
        (DOWN, False, Direction.DOWN),
        (DOWN, True, Direction.DOWN),
        (UP, True, Direction.UP),
        ([600, 500, 700, 400, 650, 300, 900, 100], False, Direction.BOTH),
        ([10, 300], False, Direction.UNKNOWN),
    ],
)
def test_the_order_of_events_shows_it_also_where_the_newest_stands_first(
    clocks: list[int], newest_first: bool, direction: Direction
) -> None:
    events = [Timed(period, clock) for period in (1, 2) for clock in clocks]
    assert steps_of_events(events[::-1] if newest_first else events).direction is direction


def test_rows_that_begin_and_end_periods_show_it_too() -> None:
    events = [(1, 0, "PeriodStart"), (1, 1200, "PeriodEnd"), (2, 0, "PeriodStart"), (2, 1200, "PeriodEnd")]
    assert steps_of_events([Timed(*event) for event in events]).direction is Direction.UP


def test_lengths_are_as_stated_else_alike_in_regulation() -> None:
    assert lengths_of({}, [(1, 1080), (2, 1075), (4, 130)], {}) == {1: 1080, 2: 1080, 3: 1080, 4: 130}
    assert lengths_of({1: 1200, 2: 1200, 3: 1200, 4: 300}, [(1, 1110), (4, 130)], {}) == {
        1: 1200, 2: 1200, 3: 1200, 4: 300,
    }  # fmt: skip
    assert lengths_of({1: 1080}, [(1, 1260)], {}) == {1: 1260, 2: 1260, 3: 1260}
    assert lengths_of({}, [], {1: 900}) == {1: 900, 2: 900, 3: 900}


def test_a_clock_beyond_the_period_is_no_clock_of_the_game() -> None:
    assert (turned(300, 1200), turned(1202, 1200), turned(4000, 1200), turned(None, 1200)) == (900, 0, 4000, None)


ANEW = [(period, clock) for period in (1, 2, 3) for clock in UP]
ON = [(period, clock + 1200 * (period - 1)) for period, clock in ANEW]


@pytest.mark.parametrize(
    ("clocks", "stated", "starts"),
    [
        (ON, {1: 1200, 2: 1200, 3: 1200}, {1: 0, 2: 1200, 3: 2400}),
        (ON, {}, {1: 0, 2: 1200, 3: 2400}),
        ([*ON, (4, 3640)], {}, {1: 0, 2: 1200, 3: 2400, 4: 3600}),
        (ON, {1: 1500, 2: 1500, 3: 1500}, {1: 0, 2: 1200, 3: 2400}),  # it is stated wrong
        (ANEW, {1: 1200, 2: 1200, 3: 1200}, {}),
        (ANEW, {}, {}),
        ([*ANEW, (4, 200)], {}, {}),
        ([(1, 10), (1, 200), (2, 400), (2, 1190)], {}, {}),  # parts of two periods
        ([*[(1, clock) for clock in range(0, 1200, 30)], (1, 9000), *[(2, clock) for clock in range(1200, 2400, 30)]],
         {1: 1200, 2: 1200}, {1: 0, 2: 1200}),
        ([], {}, {}),
    ],
)  # fmt: skip
def test_a_clock_may_run_on_through_the_game(
    clocks: list[tuple[int | None, int | None]], stated: dict[int, int], starts: dict[int, int]
) -> None:
    assert period_starts(clocks, stated) == starts


def test_a_clock_that_runs_on_is_counted_by_period(
    game: BuildGame, played: BuildEvent, stint: BuildStint, notes: Notes
) -> None:
    events = [played(number, period, clock) for number, (period, clock) in enumerate(ON, 1)]
    ends = [0, 500, 900, 1200]
    shifts = [stint(10 * period + number, period, 1200 * (period - 1) + start, 1200 * (period - 1) + end)
              for period in (1, 2, 3) for number, (start, end) in enumerate(pairwise(ends))]  # fmt: skip
    tracked = game(events=events, shifts=shifts)
    turn_clocks(tracked, notes)
    assert [event.start for event in tracked.events] == 3 * DOWN
    assert [(shift.start, shift.end) for shift in tracked.shifts] == 3 * [(1200, 700), (700, 300), (300, 0)]
    assert {problem.reason for problem in notes.problems()} == {
        "the clock counts up through the game: read as time played and turned"
        " (lengths: period 1 20:00, period 2 20:00, period 3 20:00)"
    }


@pytest.mark.parametrize("shifts_up", [True, False])
@pytest.mark.parametrize("events_up", [True, False])
def test_events_and_shifts_are_turned_apart(
    events_up: bool, shifts_up: bool, game: BuildGame, played: BuildEvent, stint: BuildStint, notes: Notes
) -> None:
    events = [played(number, 1, clock) for number, clock in enumerate(UP if events_up else DOWN, 1)]
    ends = [0, 200, 500, 900, 1200]
    pairs = list(pairwise(ends))
    shifts = [stint(number, 1, *(pair if shifts_up else (1200 - pair[0], 1200 - pair[1]))) for number, pair in
              enumerate(pairs, 1)]  # fmt: skip
    tracked = game(events=events, shifts=shifts)
    turn_clocks(tracked, notes)
    assert [event.start for event in tracked.events] == DOWN
    assert [(shift.start, shift.end) for shift in tracked.shifts] == [
        (1200 - start, 1200 - end) for start, end in pairs
    ]
    said = [problem.table for problem in notes.problems()]
    assert said == ["staging_shifts"] * shifts_up + ["staging_events"] * events_up


def test_events_that_count_up_through_a_period_of_unknown_length_cannot_land(
    game: BuildGame, played: BuildEvent, notes: Notes
) -> None:
    tracked = game(events=[played(number, 1, clock) for number, clock in enumerate(UP, 1)])
    turn_clocks(tracked, notes)
    assert all(event.flaw and "the length of period 1 is unknown" in event.flaw.reason for event in tracked.events)
    stated = game(events=[played(number, 1, clock) for number, clock in enumerate(UP, 1)], lengths={1: 1200})
    turn_clocks(stated, notes)
    assert [event.start for event in stated.events] == DOWN


def test_a_clock_that_runs_both_ways_is_said_and_left(
    game: BuildGame, played: BuildEvent, notes: Notes, **_: Any
) -> None:
    clocks = [600, 500, 700, 400, 650, 300, 900, 100]
    tracked = game(events=[played(number, 1, clock) for number, clock in enumerate(clocks, 1)])
    turn_clocks(tracked, notes)
    assert [event.start for event in tracked.events] == clocks
    assert "runs both ways" in str(notes.problems()[0])
