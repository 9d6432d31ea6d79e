"""Shifts: clocks that fit their neighbours, no player on the ice twice."""

from collections.abc import Callable

import pytest

from ingest.contract.notes import Notes
from ingest.game.model import TrackedGame, TrackedShift
from ingest.game.stints import settle_shifts

BuildGame = Callable[..., TrackedGame]
BuildShift = Callable[..., TrackedShift]
NOBODY: dict[str, int | None] = {"home_1": None, "away_1": None}


def clocks(build: BuildGame, notes: Notes, *shifts: TrackedShift) -> list[tuple[int | None, int | None]]:
    """Clocks of the shifts after the rules for shifts."""
    settle_shifts(build(shifts=list(shifts), lengths={1: 1080}), notes)
    return [(shift.start, shift.end) for shift in shifts]


def test_a_shift_typed_the_wrong_way_round_is_swapped_where_its_neighbours_show_it(
    game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    found = clocks(game, notes, stint(1, 1, 1080, 900), stint(2, 1, 800, 900), stint(3, 1, 800, 700))
    assert found[1] == (900, 800)


def test_a_shift_that_runs_backwards_is_mended_from_its_neighbours(
    game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    found = clocks(game, notes, stint(1, 1, 1080, 900), stint(2, 1, 900, 950), stint(3, 1, 880, 700))
    assert found[1] == (900, 880)


@pytest.mark.parametrize("stop_type", ["Period End", "GameEnd"])
def test_the_last_shift_of_a_period_ends_at_zero(
    stop_type: str, game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    found = clocks(game, notes, stint(1, 1, 30, 16), stint(2, 1, 16, 1080, stop_type=stop_type))
    assert found[1] == (16, 0)


def test_blank_clocks_are_those_of_the_neighbours(game: BuildGame, stint: BuildShift, notes: Notes) -> None:
    found = clocks(game, notes, stint(1, 1, 1080, 900), stint(2, 1, None, None), stint(3, 1, 800, 700))
    assert found[1] == (900, 800)


def test_a_negative_duration_is_taken_from_the_clocks(game: BuildGame, stint: BuildShift, notes: Notes) -> None:
    shift = stint(1, 1, 191, 158, duration=-889)
    clocks(game, notes, shift)
    assert shift.duration == 33
    assert len(notes.problems()) == 1


def test_a_row_without_players_keeps_its_place_and_needs_no_clock(
    game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    break_row = stint(2, 1, None, None, slots=dict(NOBODY), start_type="Intermission")
    found = clocks(game, notes, stint(1, 2, 40, 0), break_row)
    assert found[1] == (None, None)
    assert break_row.flaw is None
    assert break_row.period == 2


def test_video_time_on_a_row_without_players_is_left_blank(game: BuildGame, stint: BuildShift, notes: Notes) -> None:
    assert clocks(game, notes, stint(1, 1, 3339, 3267, slots=dict(NOBODY))) == [(None, None)]


def test_a_shift_outside_its_period_cannot_land(game: BuildGame, stint: BuildShift, notes: Notes) -> None:
    shift = stint(1, 1, 1200, 1000)
    clocks(game, notes, shift)
    assert shift.flaw is not None and shift.flaw.column == "shift_start_seconds"


def test_a_shift_without_period_continues_the_one_above(game: BuildGame, stint: BuildShift, notes: Notes) -> None:
    continuing, lost = stint(2, None, 900, 800), stint(3, None, 1080, 1000)
    clocks(game, notes, stint(1, 1, 1080, 900), continuing, lost)
    assert continuing.period == 1
    assert lost.flaw is not None and lost.flaw.column == "period"


def test_zero_may_be_a_number_once_on_a_side_and_beside_others(
    game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    worn = stint(1, 1, 1080, 900, slots={"home_1": 9, "home_3": 0, "away_1": 0, "away_2": 4, "away_goalie": 0})
    alone = stint(2, 1, 900, 800, slots={"home_1": 0, "away_1": 7})
    filler = stint(3, 1, 800, 700, slots={"home_1": 0, "home_2": 0, "away_1": 0})
    clocks(game, notes, worn, alone, filler)
    assert worn.slots == {"home_1": 9, "home_3": 0, "away_1": None, "away_2": 4, "away_goalie": None}
    assert alone.slots == {"home_1": None, "away_1": 7}
    assert not filler.has_players and set(filler.slots.values()) == {None}


def test_a_jersey_twice_on_one_side_is_one_player_and_a_goalie_stays_goalie(
    game: BuildGame, stint: BuildShift, notes: Notes
) -> None:
    shift = stint(1, 1, 1080, 900, slots={"home_1": 9, "home_2": 9, "home_6": 30, "home_goalie": 30, "away_1": 9})
    clocks(game, notes, shift)
    assert shift.slots == {"home_1": 9, "home_2": None, "home_6": None, "home_goalie": 30, "away_1": 9}
