"""The league's schedule."""

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

import pytest

from ingest.contract.extract import Extract, Row
from ingest.formats.league.schedule import ending

Cells = Sequence[Sequence[Any] | str]
ReadCsv = Callable[[Cells], Extract]
PERIODS = [f"{side}_team_period{period}_goals" for side in ("home", "away") for period in ("1", "2", "3", "OT")]
HEADER = (
    "index game_id season season_id date game_time home_team_name away_team_name home_team_id away_team_id game_type "
    "playoff_round last_period_type period_length ot_period_length home_total_goals away_total_goals "
) + " ".join(PERIODS)


@pytest.fixture
def game(read_csv: ReadCsv) -> Callable[..., Row]:
    """Return a reader of a schedule of one game with these cells."""

    def read(**cells: Any) -> Row:
        usual = {"game_id": 7, "home_total_goals": 4, "away_total_goals": 3, "last_period_type": "Regulation"}
        row = [(usual | cells).get(name, "") for name in HEADER.split()]
        return read_csv([HEADER, row]).table("staging_schedule").rows[0]

    return read


def test_blank_period_goals_are_zero_where_the_others_add_up(game: Callable[..., Row]) -> None:
    row = game(home_team_period1_goals=1, home_team_period3_goals=3, away_team_period2_goals=3)
    assert [row[f"home_{period}_goals"] for period in ("period_1", "period_2", "period_3", "overtime")] == [
        "1",
        0,
        "3",
        0,
    ]
    assert row["away_period_1_goals"] == 0


def test_blank_period_goals_are_unknown_where_no_period_is_recorded(game: Callable[..., Row]) -> None:
    row = game(home_total_goals=0, away_total_goals=3)
    assert row["home_period_1_goals"] is None and row["away_period_1_goals"] is None


def test_period_goals_that_do_not_add_up_stay_as_they_stand(game: Callable[..., Row]) -> None:
    row = game(home_team_period1_goals=1, away_team_period2_goals=3)
    assert (row["home_period_1_goals"], row["home_period_2_goals"]) == ("1", None)


@pytest.mark.parametrize(
    ("written", "decided"),
    [
        ("Regulation", "REG"),
        ("Overtime", "OT"),
        ("shootout", "SO"),
        ("Forfeit", "FORFEIT"),
        ("F/F", "FORFEIT"),
        ("", None),
        ("Tie", None),
    ],
)
def test_the_last_period_tells_how_the_game_was_decided(
    written: str, decided: str | None, game: Callable[..., Row]
) -> None:
    assert game(last_period_type=written)["decided_in"] == decided


@pytest.mark.parametrize(
    ("decided", "status", "expected"),
    [
        ("FORFEIT", None, ("FORFEIT", None)),
        ("reg.", None, ("REG", None)),
        ("2OT", None, ("OT", None)),
        ("GWS", None, ("SO", None)),
        ("F", None, ("REG", None)),
        ("F/OT", None, ("OT", None)),
        ("F/SO", None, ("SO", None)),
        ("Walk-over", None, ("FORFEIT", None)),
        ("REG", "Forfeited", ("FORFEIT", None)),
        ("Postponed", None, (None, "POSTPONED")),
        (None, "canceled", (None, "CANCELLED")),
        ("PPD", "", (None, "POSTPONED")),
        ("", "Final", (None, None)),
        ("coin", None, ("coin", None)),
        (None, None, (None, None)),
    ],
)
def test_ways_to_end_or_to_be_called_off_are_known_in_any_spelling(
    decided: Any, status: Any, expected: tuple[str | None, str | None]
) -> None:
    assert ending(decided, status) == expected


def test_a_game_not_yet_played_is_decided_by_nothing(game: Callable[..., Row]) -> None:
    row = game(home_total_goals="", away_total_goals="")
    assert (row["decided_in"], row["home_goals"], row["home_period_1_goals"]) == (None, None, None)


@pytest.mark.parametrize(
    ("written", "seconds"), [("00:18:00", 1080), ("0:20:00", 1200), ("07:18:00", None), ("00:18:30", None), ("", None)]
)
def test_a_period_length_is_taken_where_it_is_one(written: str, seconds: int | None, game: Callable[..., Row]) -> None:
    assert game(period_length=written)["period_length_seconds"] == seconds


@pytest.mark.parametrize(("written", "seconds"), [("00:03:00", 180), ("0:00:00", None), ("05:00:00", None)])
def test_an_overtime_of_no_length_was_none(written: str, seconds: int | None, game: Callable[..., Row]) -> None:
    assert game(ot_period_length=written)["overtime_length_seconds"] == seconds


def test_dates_and_times_come_as_spreadsheets_store_them(
    read_workbook: Callable[[dict[str, Cells]], Extract],
) -> None:
    cells = {"game_id": 7, "date": date(2025, 9, 7), "game_time": time(18, 30), "period_length": time(0, 18)}
    row = [cells.get(name) for name in HEADER.split()]
    (found,) = read_workbook({"dim_schedule": [HEADER, row]}).table("staging_schedule").rows
    assert (found["game_date"], found["game_time"], found["period_length_seconds"]) == (
        date(2025, 9, 7),
        time(18, 30),
        1080,
    )


def test_the_summary_of_results_only_fills_gaps(read_csv: ReadCsv) -> None:
    header = (
        "game_id date season_id game_type last_period_type home_team away_team home_goals away_goals home_p1 home_p2 "
        "home_p3 home_ot away_p1 away_p2 away_p3 away_ot periods_complete"
    )
    extract = read_csv(
        [header, [7, "2025-09-07", "S", "Regular", "Overtime", "Owls", "Lynx", 2, 1, 1, "", "", 1, 1] + [""] * 4]
    )
    (row,) = extract.table("staging_schedule").rows
    assert extract.fills_gaps
    assert (row["decided_in"], row["home_team_name"], row["home_overtime_goals"], row["away_period_2_goals"]) == (
        "OT",
        "Owls",
        "1",
        0,
    )
