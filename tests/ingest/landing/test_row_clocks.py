"""Clocks of row-wise files that count up are converted by the staged lengths of periods."""

from pathlib import Path
from typing import Any

import pytest

UP = [0, 100, 250, 400, 700, 900, 1000, 1100]


def events(files: Any, clocks: list[Any], name: str = "staging_events.csv") -> Path:
    """A CSV file of events with these clocks."""
    rows = [{"index": number, "event_start_seconds": clock} for number, clock in enumerate(clocks, 1)]
    path: Path = files.events(name, *rows)
    return path


def shifts(files: Any, pairs: list[tuple[int, int]], name: str = "staging_shifts.csv") -> Path:
    """A CSV file of stints with these clocks."""
    rows = [
        {"game_id": 7, "shift_index": number, "period": 1, "shift_start_seconds": start, "shift_end_seconds": end}
        | {"home_1": 9, "away_1": 8}
        for number, (start, end) in enumerate(pairs, 1)
    ]
    path: Path = files.csv(name, *rows)
    return path


def schedule(files: Any) -> Path:
    """A schedule whose game has periods of 20 minutes."""
    path: Path = files.csv(
        "schedule.csv",
        {
            "game_id": 7,
            "season": "2025",
            "period_length_seconds": 1200,
            "overtime_length_seconds": 300,
            "home_goals": 1,
        },
    )
    return path


def clocks(query: Any) -> list[int]:
    """Clocks of the staged events."""
    return [row[0] for row in query("select event_start_seconds from staging_events order by event_key")]


def stints(query: Any) -> list[tuple[int, int]]:
    """Clocks of the staged stints, the last first."""
    found: list[tuple[int, int]] = query(
        "select shift_start_seconds, shift_end_seconds from staging_shifts order by 1 desc"
    )
    return found


def said(summary: Any) -> str:
    """Problems of a load, in one line."""
    return "; ".join(problem.reason for file in summary.files for problem in file.problems)


def test_both_are_turned_by_the_schedule_of_the_same_call(load: Any, files: Any, query: Any) -> None:
    paths = [events(files, UP), shifts(files, [(0, 300), (300, 600), (600, 800), (800, 1000)]), schedule(files)]
    summary = load(*paths)
    assert summary.ok
    assert clocks(query) == [1200 - clock for clock in UP]
    assert stints(query) == [(1200, 900), (900, 600), (600, 400), (400, 200)]
    assert said(summary).count("the clock counts up: read as time played and turned") == 2
    again = load(*paths)
    assert [table.updated for file in again.files for table in file.tables] == [0] * 3


def test_clocks_that_run_on_through_the_game_are_counted_by_period(load: Any, files: Any, query: Any) -> None:
    periods = (1, 2, 3)
    played = [(period, 1200 * (period - 1) + clock) for period in periods for clock in UP]
    rows = [{"index": number, "period": period, "event_start_seconds": clock}
            for number, (period, clock) in enumerate(played, 1)]  # fmt: skip
    on_ice = [
        {"game_id": 7, "shift_index": 2 * period + half, "period": period, "home_1": 9, "away_1": 8}
        | {"shift_start_seconds": 600 * (2 * period + half - 2), "shift_end_seconds": 600 * (2 * period + half - 1)}
        for period in periods
        for half in (0, 1)
    ]
    paths = [files.events("staging_events.csv", *rows), files.csv("staging_shifts.csv", *on_ice), schedule(files)]
    summary = load(*paths)
    assert summary.ok
    assert clocks(query) == 3 * [1200 - clock for clock in UP]
    assert stints(query) == 3 * [(1200, 600)] + 3 * [(600, 0)]
    assert said(summary).count("the clock counts up through the game: read as time played and turned") == 2
    again = load(*paths)
    assert [table.updated for file in again.files for table in file.tables] == [0] * 3


def test_events_alone_are_turned_by_staged_shifts(load: Any, files: Any, query: Any) -> None:
    load(shifts(files, [(1080, 900), (900, 600), (600, 0)]))
    load(events(files, [clock for clock in UP if clock < 1080]))
    assert clocks(query)[:2] == [1080, 980]
    assert stints(query)[0] == (1080, 900)


def test_events_that_count_up_through_an_unknown_period_are_rejected_with_the_remedy(
    load: Any, files: Any, query: Any
) -> None:
    summary = load(events(files, UP))
    assert clocks(query) == []
    assert "the clock counts up, and the length of the period is unknown: load the schedule" in said(summary)


def test_a_stint_that_ends_above_its_start_is_rejected(load: Any, files: Any, query: Any) -> None:
    summary = load(shifts(files, [(1200, 900), (900, 600), (500, 600), (500, 0)]))
    assert stints(query) == [(1200, 900), (900, 600), (500, 0)]
    assert "the stint ends above its start, while the clock of the game counts down" in said(summary)


@pytest.mark.parametrize(("written", "seconds"), [("18:05", 1085), ("0:45.3", 45), ("00:18:05", 1085), ("45.9", 45)])
def test_clocks_are_read_in_the_forms_that_people_have(
    written: str, seconds: int, load: Any, files: Any, query: Any
) -> None:
    assert load(events(files, [written])).ok
    assert clocks(query) == [seconds]


def test_impossible_seconds_are_rejected_with_what_was_expected(load: Any, files: Any, query: Any) -> None:
    summary = load(events(files, ["17:85", "17:05"]))
    assert clocks(query) == [1025]
    (problem,) = summary.files[0].rejects
    assert (problem.column, problem.value) == ("event_start_seconds", "17:85")
    assert "a clock such as 17:05" in problem.expected


def test_an_event_outside_its_period_is_rejected(load: Any, files: Any, query: Any) -> None:
    down = [1200 - 50 * number for number in range(20)]
    summary = load(schedule(files), events(files, [*down, 1250]))
    assert clocks(query) == down
    assert "the event lies outside its period" in said(summary)


def test_a_period_that_is_longer_than_the_schedule_says_keeps_its_events(load: Any, files: Any, query: Any) -> None:
    down = [1260 - 30 * number for number in range(20)]
    assert load(schedule(files), events(files, down)).ok
    assert clocks(query) == down
