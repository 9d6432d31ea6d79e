"""Ranks and percentiles."""

import pytest

from benchsight.site.ranks import Standard, ordinal, percentile, rank_of

ROWS = [
    {"player_id": "A", "points": 9, "cf_pct": 60, "rate_toi_seconds": 600, "gaa": 2, "team_gp": 2},
    {"player_id": "B", "points": 9, "cf_pct": 55, "rate_toi_seconds": 601, "gaa": 1, "team_gp": 2},
    {"player_id": "C", "points": 4, "cf_pct": 50, "rate_toi_seconds": 599, "gaa": 3, "team_gp": 2},
    {"player_id": "D", "points": 0, "cf_pct": None, "rate_toi_seconds": None, "gaa": None, "team_gp": 2},
]


def test_equal_numbers_share_the_best_place() -> None:
    """Two with nine points are first, who follows is third, and who has none is not ranked."""
    ranks = {row["player_id"]: rank_of(ROWS, str(row["player_id"]), "points", Standard()) for row in ROWS}
    assert {id: str(rank) for id, rank in ranks.items()} == {
        "A": "1st of 3", "B": "1st of 3", "C": "3rd of 3", "D": "None",
    }  # fmt: skip


def test_a_rate_asks_for_its_minimum() -> None:
    """300 seconds per game of the team: who has a second less is not ranked, however good."""
    standard = Standard(minimum_of="rate_toi_seconds", minimum_per_team_game=300)
    assert str(rank_of(ROWS, "A", "cf_pct", standard)) == "1st of 2"
    assert rank_of(ROWS, "C", "cf_pct", standard) is None


def test_where_less_is_better_the_lowest_is_first() -> None:
    """Goals against."""
    assert str(rank_of(ROWS, "B", "gaa", Standard(lower_is_better=True))) == "1st of 3"


@pytest.mark.parametrize(
    ("value", "others", "lower_is_better", "expected"),
    [
        (9, [9, 5, 5, 1, None], False, 100),
        (5, [9, 5, 5, 1], False, 50),
        (1, [9, 5, 5, 1], False, 0),
        (1, [9, 5, 5, 1], True, 100),
        (None, [9, 5], False, None),
        (9, [9], False, None),
    ],
)
def test_a_percentile_counts_whom_a_player_beats(
    value: int | None, others: list[int | None], lower_is_better: bool, expected: int | None
) -> None:
    """Equal ones count half; without others there is none."""
    assert percentile(value, others, lower_is_better) == expected


def test_places_have_their_ending() -> None:
    """Eleventh to thirteenth are exceptions."""
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip
