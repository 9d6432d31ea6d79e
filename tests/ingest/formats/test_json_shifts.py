"""Shifts of the tracker's JSON export."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest.contract.extract import Extract, Problem

ReadExport = Callable[..., Extract]
SLOTS = {"F1": {"num": 1}, "F2": {"num": "2"}, "F3": None, "D1": {"num": 4}, "D2": {"id": "P5", "num": "5"}}


def shift(**fields: Any) -> dict[str, Any]:
    """A shift as exports write it; ``fields`` replace the usual ones."""
    usual = {"period": 1, "start_time": "18:00", "end_time": "17:20", "strength": "5v5"}
    return usual | {"home": SLOTS | {"G": {"num": 30}, "X": None}, "away": {"F1": {"num": 1}}} | fields


def test_slots_become_columns(read_export: ReadExport) -> None:
    (row,) = read_export(shifts=[shift()]).table("staging_shifts").rows
    assert [row[f"home_{number}"] for number in range(1, 7)] == [1, 2, None, 4, 5, None]
    assert (row["home_goalie"], row["away_1"], row["away_goalie"]) == (30, 1, None)
    assert (row["shift_key"], row["shift_start_seconds"], row["shift_duration"]) == ("S700001", 1080, 40)


def test_the_index_is_the_sources_own_and_else_the_place(read_export: ReadExport) -> None:
    rows = read_export(shifts=[shift(idx=0), shift(start_time="17:20", end_time="17:00")]).table("staging_shifts").rows
    assert [row["shift_index"] for row in rows] == [0, 2]


@pytest.mark.parametrize(
    "sides",
    [
        {"home": [1, 2, 3, 4, 5]},
        {"home": [{"num": 30, "pos": "G"}, *({"num": number, "pos": "F"} for number in range(1, 6))]},
        {"home": {"F1": 1, "F2": "2", "F3": 3, "D1": 4, "D2": 5}},
        {"home": None, "home_F1": 1, "home_F2": 2, "home_F3": 3, "home_D1": 4, "home_D2": 5, "home_goals": 8},
    ],
)
def test_players_of_a_side_come_in_several_shapes(sides: dict[str, Any], read_export: ReadExport) -> None:
    (row,) = read_export(shifts=[shift(**sides)]).table("staging_shifts").rows
    assert sorted(row[f"home_{number}"] for number in range(1, 6)) == [1, 2, 3, 4, 5]


def test_a_shift_of_a_wrong_clock_is_rejected(
    read_export: ReadExport, fatal_of: Callable[[Extract], list[Problem]]
) -> None:
    extract = read_export(shifts=[shift(start_time="x"), shift(period="?"), shift(game_id=8), 5])
    columns = [problem.column for problem in fatal_of(extract)]
    assert columns == ["shift_start_seconds", "period", "game_id", "shift_index"]
    assert "staging_shifts" not in extract.tables


def test_a_break_lands_without_players(read_export: ReadExport) -> None:
    pause = shift(
        start_time="00:00", end_time="", start_type="Intermission", strength="0v0", home={}, away={}, duration=None
    )
    row = read_export(shifts=[shift(end_time="0:0.01"), pause]).table("staging_shifts").rows[1]
    assert (row["shift_start_seconds"], row["shift_end_seconds"], row["shift_duration"]) == (0, None, None)


def test_an_export_without_shifts_is_read(read_export: ReadExport) -> None:
    assert "staging_shifts" not in read_export(shifts=None).tables
