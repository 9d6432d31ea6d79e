"""Rows checked against the contract: good ones typed, bad ones with file, sheet, row, column, value, expectation."""

from decimal import Decimal
from typing import Any

import pytest

from ingest.contract.check import check_rows
from ingest.contract.extract import Origin, TableRows


def event(index: int = 1, **values: Any) -> dict[str, Any]:
    """Return an event of game 7."""
    return {"event_key": f"E7{index:05d}", "game_id": 7, "event_index": index, "event_type": "Shot"} | values


def rows_of(table: str, *rows: dict[str, Any]) -> TableRows:
    """Return rows of a sheet named events, from row 2 on."""
    return TableRows(table, list(rows), [Origin("events", number) for number in range(2, 2 + len(rows))])


def test_good_rows_come_out_typed_and_blank_cells_as_none() -> None:
    checked = check_rows(rows_of("staging_events", event(period="2", puck_x="3.456", event_detail=" ")), "a.csv")
    assert checked.problems == []
    assert {name: checked.columns[name] for name in ("period", "puck_x", "event_detail", "event_index")} == {
        "period": [2],
        "puck_x": [Decimal("3.46")],
        "event_detail": [None],
        "event_index": [1],
    }


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("period", "two", "a whole number from 1 to 30"),
        ("period", 31, "a whole number from 1 to 30"),
        ("event_start_seconds", -1, "seconds remaining from 0 to 3600, or a clock such as 17:05"),
        ("event_start_seconds", 3601, "seconds remaining from 0 to 3600, or a clock such as 17:05"),
        ("event_team_player_1", 2**31, "a whole number"),
        ("event_type", "x" * 51, "text of at most 50 characters"),
        ("event_successful", "yes", "s or u"),
        ("event_team", "visitors", "home or away"),
        ("puck_x", "left", "a number from -9999.99 to 9999.99"),
        ("puck_x", 10_000, "a number from -9999.99 to 9999.99"),
        ("is_highlight", "maybe", "true or false"),
        ("game_id", None, "a whole number of at least 1"),
        ("game_id", 0, "a whole number of at least 1"),
        ("event_key", "E700002", "E, the game_id, and the event_index in five digits"),
    ],
)
def test_a_bad_cell_is_named_with_its_place_value_and_expectation(column: str, value: object, expected: str) -> None:
    checked = check_rows(rows_of("staging_events", event(2), event(1, **{column: value})), "game.xlsx")
    (problem,) = checked.problems
    assert (problem.file, problem.origin, problem.table) == ("game.xlsx", Origin("events", 3), "staging_events")
    assert (problem.column, problem.value, problem.expected, problem.fatal) == (column, value, expected, True)
    assert problem.raw is not None
    assert problem.raw["event_type"] == event(1, **{column: value})["event_type"]
    assert checked.positions == [0]
    assert checked.rejected == {1}


def test_the_problem_is_one_line_for_a_person() -> None:
    checked = check_rows(rows_of("staging_events", event(1, period="two")), "game.xlsx")
    assert str(checked.problems[0]) == (
        "game.xlsx, sheet events, row 2, column period: not of the right type (found 'two');"
        " expected a whole number from 1 to 30"
    )


def test_every_bad_cell_of_a_row_is_named() -> None:
    checked = check_rows(rows_of("staging_events", event(1, period=0, event_team="x", game_id="?")), "game.xlsx")
    assert [problem.column for problem in checked.problems] == ["event_team", "game_id", "period"]
    assert checked.rejected == {0}


def test_a_required_column_that_is_missing_is_no_value() -> None:
    checked = check_rows(rows_of("staging_teams", {"team_id": "T1"}), "teams.csv")
    (problem,) = checked.problems
    assert (problem.column, problem.reason) == ("team_name", "no value")


def test_of_rows_with_one_key_the_first_stays() -> None:
    rows = rows_of("staging_events", event(1, event_type="Shot"), event(1, event_type="Goal"), event(2))
    checked = check_rows(rows, "a.csv")
    assert checked.columns["event_type"] == ["Shot", "Shot"]
    (problem,) = checked.problems
    assert (problem.origin.row, problem.column, problem.reason) == (3, "event_key", "the same key as a row above")
    assert checked.lost_keys == set()


def test_a_good_row_is_not_taken_for_the_repetition_of_a_bad_one() -> None:
    checked = check_rows(rows_of("staging_events", event(1, period=99), event(1, period=1)), "a.csv")
    assert checked.columns["period"] == [1]
    assert [problem.column for problem in checked.problems] == ["period"]


def test_the_key_of_a_rejected_row_is_lost() -> None:
    checked = check_rows(rows_of("staging_events", event(1, period=99), event(2)), "a.csv")
    assert checked.lost_keys == {("E700001",)}


def test_a_key_of_several_columns_may_repeat_in_one_of_them() -> None:
    player = {"event_key": "E700001", "game_id": 7, "role_side": "event"}
    rows = [player | {"player_row": 1}, player | {"player_row": 2}, player | {"player_row": 2}]
    checked = check_rows(rows_of("staging_event_players", *rows), "a.csv")
    assert checked.columns["player_row"] == [1, 2]
    assert [problem.reason for problem in checked.problems] == ["the same event_key, player_row as a row above"]


def test_a_player_row_must_name_an_event_of_its_game() -> None:
    player = {"event_key": "E800001", "game_id": 7, "role_side": "event", "player_row": 1}
    checked = check_rows(rows_of("staging_event_players", player), "a.csv")
    assert [(problem.column, problem.expected) for problem in checked.problems] == [
        ("event_key", "E and the game_id first")
    ]


def test_a_roster_row_needs_a_jersey_or_a_player() -> None:
    row = {"roster_key": "R7htracker:#1", "source_kind": "tracker", "game_id": 7, "team_venue": "home"}
    checked = check_rows(rows_of("staging_game_rosters", row), "a.csv")
    assert [(problem.column, problem.expected) for problem in checked.problems] == [
        ("player_number", "a jersey number or a player_id")
    ]


def test_a_column_the_table_does_not_have_is_noted_once_and_keeps_nothing_out() -> None:
    checked = check_rows(rows_of("staging_events", event(1, mood="good"), event(2, mood="bad")), "a.csv")
    (note,) = checked.problems
    assert (note.column, note.fatal) == ("mood", False)
    assert len(checked.positions) == 2


def test_one_and_true_are_different_values() -> None:
    checked = check_rows(rows_of("staging_events", event(1, period=1), event(2, period=True)), "a.csv")
    assert [problem.value for problem in checked.problems] == [True]


def test_no_rows_are_no_problem() -> None:
    checked = check_rows(TableRows("staging_events"), "a.csv")
    assert (checked.read, checked.problems, checked.positions) == (0, [], [])


def test_rejecting_in_a_copy_leaves_the_original_alone() -> None:
    checked = check_rows(rows_of("staging_events", event(1), event(2)), "a.csv")
    checked.copy().reject([True, False], "event_key", "anything else", "because")
    assert (checked.positions, checked.problems, checked.lost_keys, checked.rejected) == ([0, 1], [], set(), set())


@pytest.mark.parametrize(
    ("written", "is_good"),
    [
        ("points", True),
        ("points|head_to_head_points|goal_difference", True),
        ("points, wins", False),
        ("coin_toss", False),
        ("|".join(["points"] * 9), False),
    ],
)
def test_tie_breakers_are_names_with_bars_between_them(written: str, is_good: bool) -> None:
    row = {"league_id": "L", "season_id": "*", "points_regulation_win": "3", "tie_breakers": written}
    checked = check_rows(rows_of("staging_league_settings", row), "a.csv")
    assert [problem.column for problem in checked.problems] == ([] if is_good else ["tie_breakers"])
