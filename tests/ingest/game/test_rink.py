"""Positions on the ice."""

from collections.abc import Callable

import pytest

from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedGame, TrackedPlayer
from ingest.game.rink import settle_positions

BuildGame = Callable[..., TrackedGame]
BuildEvent = Callable[..., TrackedEvent]
BuildPlayer = Callable[..., TrackedPlayer]


@pytest.mark.parametrize(
    ("attacks_right", "period", "expected"),
    [
        *[(True, 1, (60, 5)), (True, 2, (-60, -5)), (True, 3, (60, 5)), (True, 4, (-60, -5))],
        *[(False, 1, (-60, -5)), (False, 2, (60, 5)), (False, 3, (-60, -5)), (False, 4, (60, 5))],
    ],
)
def test_home_attacks_plus_x_in_every_period(
    attacks_right: bool, period: int, expected: tuple[float, float],
    game: BuildGame, played: BuildEvent, player: BuildPlayer, notes: Notes,
) -> None:  # fmt: skip
    event = played(1, period, path=[(60.0, 5.0)], players=[player("event", 1, 9, path=[(60.0, 5.0)])])
    settle_positions(game(events=[event], home_attacks_right=attacks_right), notes)
    assert event.path == [expected]
    assert event.players[0].path == [expected]


def test_one_point_outside_the_rink_drops_all_positions_of_its_event(
    game: BuildGame, played: BuildEvent, player: BuildPlayer, notes: Notes
) -> None:
    scribble = played(1, path=[(10.0, 5.0)], players=[player("event", 1, 9, path=[(90.0, 54.0)])])
    fine = played(2, path=[(100.2, -42.5)])
    settle_positions(game(events=[scribble, fine], home_attacks_right=True), notes)
    assert (scribble.path, scribble.players[0].path, fine.path) == ([], [], [(100.2, -42.5)])
    assert len(notes.problems()) == 1


def test_positions_are_unknown_while_the_ends_are(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    event = played(1, path=[(10.0, 5.0)])
    settle_positions(game(events=[event]), notes)
    assert event.path == []
    assert "end that home attacks" in str(notes.problems()[0])
