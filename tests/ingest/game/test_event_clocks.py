"""Clocks of events."""

from collections.abc import Callable

import pytest

from ingest.contract.notes import Notes
from ingest.game.event_clocks import settle_event_clocks
from ingest.game.model import TrackedEvent, TrackedGame

BuildGame = Callable[..., TrackedGame]
BuildEvent = Callable[..., TrackedEvent]


def settled(build: BuildGame, notes: Notes, *events: TrackedEvent) -> list[tuple[int | None, int | None]]:
    """Clocks of the events after the rules for clocks."""
    settle_event_clocks(build(events=list(events), lengths={1: 1080}), notes)
    return [(event.start, event.end) for event in events]


def test_an_event_without_end_is_an_instant(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    assert settled(game, notes, played(1, 1, 600)) == [(600, 600)]
    assert notes.problems() == []


def test_an_event_whose_end_is_known_alone_starts_there(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    assert settled(game, notes, played(1, 1, None, end=590)) == [(590, 590)]


def test_start_and_end_typed_the_wrong_way_round_are_swapped(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    assert settled(game, notes, played(1, 1, 610), played(2, 1, 600, end=605))[1] == (605, 600)


def test_an_end_above_the_event_before_is_set_to_the_start(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    assert settled(game, notes, played(1, 1, 602), played(2, 1, 600, end=605))[1] == (600, 600)


def test_an_event_of_the_next_period_is_not_compared_with_the_last(
    game: BuildGame, played: BuildEvent, notes: Notes
) -> None:
    assert settled(game, notes, played(1, 1, 700), played(2, 2, 600, end=605))[1] == (600, 600)


@pytest.mark.parametrize("start", [1084, -1, 2400])
def test_an_event_outside_its_period_cannot_land(start: int, game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    event = played(1, 1, start)
    settled(game, notes, event)
    assert event.flaw is not None and event.flaw.column == "event_start_seconds"


def test_three_seconds_too_early_is_the_start_of_the_period(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    assert settled(game, notes, played(1, 1, 1083)) == [(1080, 1080)]
    assert len(notes.problems()) == 1


def test_an_event_of_no_period_cannot_land(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    event = played(1, None, 600)
    settled(game, notes, event)
    assert event.flaw is not None and event.flaw.column == "period"


def test_an_event_without_any_clock_lands_without_one(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    event = played(1, 1, None)
    assert settled(game, notes, event) == [(None, None)]
    assert event.flaw is None
    assert len(notes.problems()) == 1


@pytest.mark.parametrize("event_type", ["Timeout", "DeadIce", "GameStart", "Game_End"])
def test_video_time_on_a_marker_leaves_its_clock_blank(
    event_type: str, game: BuildGame, played: BuildEvent, notes: Notes
) -> None:
    event = played(1, 1, 1946, end=1878, event_type=event_type)
    assert settled(game, notes, event) == [(None, None)]
    assert event.flaw is None


def test_an_intermission_has_no_time_on_the_game_clock(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    assert settled(game, notes, played(1, 1, 873, end=819, event_type="Intermission")) == [(None, None)]


def test_a_timeout_inside_the_period_keeps_its_clock(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    assert settled(game, notes, played(1, 1, 56, end=56, event_type="Timeout")) == [(56, 56)]
    assert notes.problems() == []


def test_a_marker_without_period_lands(game: BuildGame, played: BuildEvent, notes: Notes) -> None:
    event = played(1, None, None, event_type="GameStart")
    settled(game, notes, event)
    assert event.flaw is None
