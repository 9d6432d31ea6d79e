"""Shift charts land as stints, with sides, sweaters and goalies by the rosters, and replace old stints."""

from pathlib import Path
from typing import Any

import pytest

HOME, AWAY = (9, 10, 11, 4, 5), (19, 20, 21, 14, 15)
Shift = tuple[str, int, str, str]


def chart(files: Any, *shifts: Shift, name: str = "chart.csv") -> Path:
    """A shift chart as a CSV file."""
    rows = [
        {"game_id": 7, "team_venue": side, "player_number": number, "period": 1, "start_time": start, "end_time": end}
        for side, number, start, end in shifts
    ]
    path: Path = files.csv(name, *rows)
    return path


def lines(start: str, end: str, home: tuple[int, ...] = HOME, away: tuple[int, ...] = AWAY) -> list[Shift]:
    """The same shift for every player of both sides."""
    return [("home", number, start, end) for number in home] + [("away", number, start, end) for number in away]


def usual(files: Any) -> Path:
    """Return four changes of all skaters; the goalies stay."""
    changes = [("0:00", "5:00"), ("5:00", "10:00"), ("10:00", "15:00"), ("15:00", "20:00")]
    skaters = [shift for start, end in changes for shift in lines(start, end)]
    return chart(files, *skaters, ("home", 1, "0:00", "20:00"), ("away", 30, "0:00", "20:00"))


def rosters(files: Any, **positions: str) -> Path:
    """Write rosters of all players with ids such as h9; positions by id."""
    rows = [
        {"game_id": 7, "team_venue": side, "team_abbrev": team, "player_number": number, "player_id": key}
        | {"player_name": f"Player {key}", "position": positions.get(key, "")}
        for side, team, numbers in (("home", "RED", (*HOME, 1, 35, 77)), ("away", "BLU", (*AWAY, 30)))
        for number in numbers
        for key in [f"{side[0]}{number}"]
    ]
    path: Path = files.csv("rosters.csv", *rows)
    return path


def schedule(files: Any) -> Path:
    """A schedule of the chart's game."""
    path: Path = files.csv(
        "schedule.csv",
        {"game_id": 7, "season": "2025", "game_date": "2025-01-01", "home_team": "RED", "away_team": "BLU"}
        | {"home_team_name": "Reds", "away_team_name": "Blues", "period_length_seconds": 1200},
    )
    return path


def landed(query: Any, columns: str = "home_goalie, away_goalie") -> list[tuple[Any, ...]]:
    """Start, end and ``columns`` of the staged stints."""
    rows: list[tuple[Any, ...]] = query(
        f"select shift_start_seconds, shift_end_seconds, {columns} from staging_shifts order by shift_index"
    )
    return rows


def said(summary: Any) -> list[str]:
    """Problems of a load, a line each."""
    return [str(problem) for file in summary.files for problem in file.problems]


def test_stints_count_down_and_have_slots_and_goalies(load: Any, files: Any, query: Any) -> None:
    summary = load(usual(files), rosters(files, h1="G", a30="Goalie"), schedule(files))
    assert summary.ok
    goalies = (1, 30)
    assert landed(query) == [
        (1200, 900, *goalies), (900, 600, *goalies), (600, 300, *goalies), (300, 0, *goalies)
    ]  # fmt: skip
    slots = ", ".join(f"home_{slot}" for slot in range(1, 7))
    assert landed(query, slots)[0][2:] == (4, 5, 9, 10, 11, None)


def test_without_positions_the_one_who_is_always_on_keeps_the_goal(load: Any, files: Any, query: Any) -> None:
    changes = [("0:00", "5:00", HOME), ("5:00", "10:00", (6, 7, 8, 2, 3)), ("10:00", "15:00", HOME)]
    shifts = [shift for start, end, home in changes for shift in lines(start, end, home)]
    summary = load(
        chart(
            files, *shifts, ("home", 1, "0:00", "14:00"), ("home", 35, "14:00", "15:00"), ("away", 30, "0:00", "15:00")
        )
    )
    assert summary.ok
    assert [row[2] for row in landed(query)] == [1, 1, 1, 35]
    assert {row[3] for row in landed(query)} == {None}  # six players are always on, so the goalie is unknown
    assert any("no goalie of the away side can be recognised" in text for text in said(summary))


def test_players_by_id_and_sides_by_team_are_found_on_rosters(load: Any, files: Any, query: Any) -> None:
    rows = [
        {"game_id": 7, "team_id": team, "player_id": key, "period": 1, "start": start, "end": end}
        for start, end in ((1200, 900), (900, 600), (600, 0))
        for team, key in (("RED", "h9"), ("RED", "h1"), ("BLU", "a19"), ("Blues", "a30"), ("RED", "nobody"))
    ]
    path = files.csv("chart.csv", *rows)
    summary = load(path, rosters(files, h1="G", a30="G"), schedule(files))
    assert landed(query, "home_1, home_goalie, away_1, away_goalie") == [
        (1200, 900, 9, 1, 19, 30),
        (900, 600, 9, 1, 19, 30),
        (600, 0, 9, 1, 19, 30),
    ]
    assert any(
        "the sweater of a player's id in the chart is unknown" in text and "RED nobody" in text
        for text in said(summary)
    )


def test_a_chart_of_unknown_players_is_rejected_until_their_rosters_are_there(
    load: Any, files: Any, query: Any
) -> None:
    row = {"game_id": 7, "team_id": "RED", "player_id": "h9", "period": 1, "start": "20:00", "end": "19:00"}
    path = files.csv("chart.csv", row)
    summary = load(path)
    assert not landed(query)
    assert any("none of the players of the chart can be placed" in text for text in said(summary))
    load(schedule(files), rosters(files, h1="G", h9="C"))
    assert load(path).ok
    assert landed(query, "home_1") == [(1200, 1140, 9)]


def test_a_corrected_shorter_chart_leaves_no_old_stint(load: Any, files: Any, query: Any) -> None:
    known = [rosters(files, h1="G", a30="G"), schedule(files)]
    load(usual(files), *known)
    shorter = [*lines("0:00", "7:00"), *lines("7:00", "13:00"), *lines("13:00", "20:00")]
    summary = load(chart(files, *shorter))
    assert summary.ok
    assert [row[:2] for row in landed(query)] == [(1200, 780), (780, 420), (420, 0)]
    assert sum(table.deleted for file in summary.files for table in file.tables) == 1
    again = load(chart(files, *shorter))
    assert [(each.inserted, each.updated, each.deleted) for file in again.files for each in file.tables] == [(0, 0, 0)]


def test_a_chart_that_would_take_most_of_a_game_away_is_refused(load: Any, files: Any, query: Any) -> None:
    minutes = [lines(f"{minute}:00", f"{minute + 1}:00") for minute in range(12)]
    load(chart(files, *(shift for stint in minutes for shift in stint)), schedule(files))
    before = landed(query)
    summary = load(chart(files, *lines("0:00", "1:00")))
    assert not summary.ok
    assert landed(query) == before
    assert "would take away most of what is staged of game 7" in str(summary.files[0].reason)


@pytest.mark.parametrize(("more", "kept", "text"), [
    ((77,), (4, 5, 9, 10, 11, 77), "7 players of the home side are on the ice at once; all are kept"),
    ((77, 78), (5, 9, 10, 11, 77, 78), "8 players of the home side are on the ice at once; the first to come"),
])  # fmt: skip
def test_too_many_players_are_said(
    load: Any, files: Any, query: Any, more: tuple[int, ...], kept: tuple[int, ...], text: str
) -> None:
    late = [("home", number, "4:00", "5:00") for number in more]
    first = [("home", 4, "0:00", "5:00")]
    rest = lines("1:00", "5:00", home=(5, 9, 10, 11))
    summary = load(
        chart(files, *first, *rest, *late, ("home", 1, "0:00", "5:00")), rosters(files, h1="G"), schedule(files)
    )
    slots = ", ".join(f"home_{slot}" for slot in range(1, 7))
    assert landed(query, slots)[-1][2:] == kept
    assert any(text in line for line in said(summary))


def test_a_chart_lands_after_the_rosters_of_its_call_and_is_read_again(load: Any, files: Any, query: Any) -> None:
    path = usual(files)
    load(path, schedule(files))
    assert {row[2:] for row in landed(query)} == {(None, None)}
    summary = load(path, rosters(files, h1="G", a30="G"))
    assert summary.ok
    assert {row[2:] for row in landed(query)} == {(1, 30)}
