"""Roles of players in an event."""

from collections.abc import Callable

import pytest

from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedPlayer
from ingest.game.roles import number_roles, role_of

BuildEvent = Callable[..., TrackedEvent]
BuildPlayer = Callable[..., TrackedPlayer]


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("event_player_1", ("event", 1)),
        ("event_team_player_12", ("event", 12)),
        ("opp_player_2", ("opp", 2)),
        ("opp_team_player_3", ("opp", 3)),
        ("e1", ("event", 1)),
        ("o", ("opp", None)),
        ("E", ("event", None)),
    ],
)
def test_every_dialect_names_side_and_number(written: str, role: tuple[str, int | None]) -> None:
    assert role_of(written) == role


@pytest.mark.parametrize("written", [None, "", "x", "1", "goalie", "home_1"])
def test_another_text_is_no_role(written: str | None) -> None:
    assert role_of(written) is None


def test_a_role_given_twice_is_numbered_by_order(played: BuildEvent, player: BuildPlayer, notes: Notes) -> None:
    event = played(
        1, players=[player("event", 1, 9), player("opp", 1, 8), player("event", 1, 7), player("event", 2, 6)]
    )
    number_roles(event, notes)
    assert [(p.jersey, p.role_number) for p in event.players] == [(9, 1), (8, 1), (7, 2), (6, 3)]


def test_numbers_that_are_unique_stay(played: BuildEvent, player: BuildPlayer, notes: Notes) -> None:
    event = played(1, players=[player("event", 3, 9), player("event", 1, 8)])
    number_roles(event, notes)
    assert [p.role_number for p in event.players] == [3, 1]
    assert notes.problems() == []


def test_a_role_without_number_comes_last(played: BuildEvent, player: BuildPlayer, notes: Notes) -> None:
    event = played(1, players=[player("event", None, 9), player("event", 1, 8)])
    number_roles(event, notes)
    assert [(p.jersey, p.role_number) for p in event.players] == [(9, 2), (8, 1)]
