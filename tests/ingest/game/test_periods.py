"""Lengths of periods, and periods tagged too early or too late."""

from collections.abc import Callable

import pytest

from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedGame, TrackedShift
from ingest.game.periods import retag_periods, settle_lengths

BuildGame = Callable[..., TrackedGame]
BuildEvent = Callable[..., TrackedEvent]
BuildShift = Callable[..., TrackedShift]


def test_a_period_without_stated_length_is_as_long_as_its_first_shift_says(
    game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    tracked = game(shifts=[stint(1, 1, 1260, 1200), stint(2, 1, 1200, 0), stint(3, 2, 1080, 900)])
    settle_lengths(tracked, notes)
    assert tracked.lengths == {1: 1260, 2: 1080}


def test_without_shifts_the_opening_faceoff_tells_the_length(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    tracked = game(events=[played(1, 1, 1200, event_type="Faceoff", detail="Faceoff_GameStart"), played(2, 1, 1190)])
    settle_lengths(tracked, notes)
    assert tracked.lengths == {1: 1200}


def test_a_clock_that_starts_above_the_stated_length_counts_and_is_noted(
    game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    tracked = game(lengths={1: 1080, 2: 1080}, shifts=[stint(1, 1, 1260, 0), stint(2, 2, 1077, 0)])
    settle_lengths(tracked, notes)
    assert tracked.lengths == {1: 1260, 2: 1080}
    assert len(notes.problems()) == 1


def test_a_start_beyond_an_hour_is_no_length(game: BuildGame, stint: BuildShift, notes: Notes) -> None:
    tracked = game(shifts=[stint(1, 1, 9000, 0)])
    settle_lengths(tracked, notes)
    assert tracked.lengths == {}


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ([1, 1, 1, 2, 2], [1, 1, 2, 2, 2]),  # one row late
        ([1, 2, 2, 2, 2], [1, 1, 2, 2, 2]),  # one row early
        ([1, 1, 2, 2, 2], [1, 1, 2, 2, 2]),
    ],
)
def test_a_change_of_period_stands_where_the_clock_restarts(
    tagged: list[int], expected: list[int], played: BuildEvent, notes: Notes
) -> None:
    clocks = [40, 2, 1080, 1071, 1060]
    events = [played(at, period, start) for at, (period, start) in enumerate(zip(tagged, clocks, strict=True))]
    retag_periods(events, "staging_events", notes)
    assert [event.period for event in events] == expected
    assert bool(notes.problems()) == (tagged != expected)


def test_markers_with_video_time_do_not_move_a_period(played: BuildEvent, notes: Notes) -> None:
    break_row = played(2, 2, 3339, event_type="Intermission")
    events = [played(1, 1, 0), break_row, played(3, 2, 1080), played(4, 2, 1070)]
    retag_periods(events, "staging_events", notes)
    assert [event.period for event in events] == [1, 2, 2, 2]


def test_small_steps_up_inside_a_period_move_nothing(played: BuildEvent, notes: Notes) -> None:
    events = [played(1, 1, 20), played(2, 1, 34), played(3, 1, 10), played(4, 2, 40), played(5, 2, 30)]
    retag_periods(events, "staging_events", notes)
    assert [event.period for event in events] == [1, 1, 1, 2, 2]


def test_shifts_are_retagged_as_well(stint: BuildShift, notes: Notes) -> None:
    shifts = [stint(1, 1, 60, 0), stint(2, 1, 1080, 1000), stint(3, 2, 1000, 900)]
    retag_periods(shifts, "staging_shifts", notes)
    assert [shift.period for shift in shifts] == [1, 2, 2]


def test_rows_entered_after_the_game_keep_their_periods(played: BuildEvent, notes: Notes) -> None:
    rows = [(1, 300), (1, 10), (2, 900), (2, 5), (1, 457), (1, 457), (2, 364)]
    events = [played(at, period, start) for at, (period, start) in enumerate(rows)]
    retag_periods(events, "staging_events", notes)
    assert [event.period for event in events] == [period for period, _ in rows]
