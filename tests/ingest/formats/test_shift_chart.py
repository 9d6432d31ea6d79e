"""Shift charts, a row per player and shift, are cut into stints."""

from typing import Any

import pytest

from ingest.contract.extract import UnreadableFile

HEADER = "game_id team_venue player_number period start_time end_time"


def stints(extract: Any) -> list[tuple[Any, ...]]:
    """Number, period, clocks and players of each stint."""
    rows = extract.tables["staging_shifts"].rows if "staging_shifts" in extract.tables else []
    return [
        (row["shift_index"], row["period"], row["shift_start_seconds"], row["shift_end_seconds"], on_ice(row))
        for row in rows
    ]


def on_ice(row: dict[str, Any]) -> str:
    """Players of a stint: h9 is home's number 9."""
    return " ".join(f"{side[0]}{number}" for side, number, *_ in row["raw"]["on_ice"])


def test_a_stint_begins_wherever_anybody_of_either_side_changes(read_csv: Any) -> None:
    extract = read_csv(
        [HEADER, "7 home 9 1 0:00 1:00", "7 home 8 1 1:00 2:00", "7 away 5 1 0:00 1:30", "7 away 4 1 1:30 2:00"]
    )
    assert stints(extract) == [
        (1, 1, 0, 60, "h9 a5"),
        (2, 1, 60, 90, "a5 h8"),
        (3, 1, 90, 120, "h8 a4"),
    ]
    assert not extract.problems


def test_a_clock_that_counts_down_is_cut_in_order_of_time(read_csv: Any) -> None:
    extract = read_csv([HEADER, "7 home 9 1 20:00 19:00", "7 home 8 1 19:00 18:30", "7 home 9 2 1200 1140"])
    assert stints(extract) == [(1, 1, 1200, 1140, "h9"), (2, 1, 1140, 1110, "h8"), (3, 2, 1200, 1140, "h9")]


@pytest.mark.parametrize(
    "header",
    [
        "gameId teamAbbrev playerId period startTime endTime",
        "game_id team player period start end",
        "game_id team_id player_id period shift_start_seconds shift_end_seconds",
        "game team player per on off",
        "gameId team player periodNumber time_in time_out",
    ],
)
def test_columns_are_known_by_many_names(read_csv: Any, header: str) -> None:
    rows = read_csv([header, "7 RED p9 OT 0 45"]).tables["staging_shifts"].rows
    assert [row["raw"]["on_ice"] for row in rows] == [[["RED", None, "p9", None]]]
    assert [(row["period"], row["shift_duration"]) for row in rows] == [(4, 45)]


@pytest.mark.parametrize("number", ["#", "No.", "sweaterNumber", "jersey_#", "Jersey-No"])
def test_sweaters_are_known_by_many_names_and_a_clock_may_stand_beside_its_rest(read_csv: Any, number: str) -> None:
    header, row = f"game_id team {number} period start end", ["7", "V", "9", "1", "0:00 / 20:00", "0:40 / 19:20"]
    extract = read_csv([header, row])
    assert stints(extract) == [(1, 1, 0, 40, "a9")]


def test_overlaps_count_once_and_gaps_have_no_stint(read_csv: Any, notes_of: Any) -> None:
    extract = read_csv([HEADER, "7 home 9 1 0:00 1:00", "7 home 9 1 0:40 1:20", "7 home 8 1 2:00 3:00"])
    assert stints(extract) == [(1, 1, 0, 60, "h9"), (2, 1, 60, 80, "h9"), (3, 1, 120, 180, "h8")]
    overlap, gap = notes_of(extract)
    assert (
        "shifts of one player overlap; the time they share counts once (found 'home #9, period 1, at 0:40')" in overlap
    )
    assert "no player is on the ice between two shifts; no stint there (found 'game 7, period 1, 1:20 to 2:00')" in gap


def test_rows_that_cannot_be_shifts_are_rejected_each_with_its_reason(read_csv: Any) -> None:
    extract = read_csv(
        [
            HEADER,
            "7 home 9 1 0:00 1:00",
            "7 home 8 1 0:30 1:00",
            "7 home 7 1 1:00 0:30",
            "7 home 6 1 0:75 1:00",
            "7 home x 1 0:10 1:00",
            "7 home 5 1 1:00 1:00",
        ]
    )
    fatal = [(problem.origin.row, problem.column) for problem in extract.problems if problem.fatal]
    assert fatal == [(5, "shift_start_seconds"), (6, "home_1"), (4, "shift_end_seconds")]
    assert [problem.reason for problem in extract.problems if not problem.fatal] == ["a shift of no length; left out"]
    assert stints(extract) == [(1, 1, 0, 30, "h9"), (2, 1, 30, 60, "h9 h8")]


def test_a_table_without_start_and_end_is_no_shift_chart(read_csv: Any) -> None:
    with pytest.raises(UnreadableFile, match="no known format"):
        read_csv(["game_id team player period", "7 home 9 1"])
