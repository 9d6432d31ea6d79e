"""Roles of players in events and slots of players in shifts."""

import pytest

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.cells import fill_slots, role_of, strength_of


def test_forwards_come_first_then_defence_then_the_extra_skater(notes: Notes) -> None:
    players = [("G", 30), ("X", 6), ("D2", "5"), ("D1", 4), ("F3", 3.0), ("F2", "02"), ("F1", 1)]
    filled = fill_slots("home", players, Origin(), notes)
    assert filled == {f"home_{number}": number for number in range(1, 7)} | {"home_goalie": 30}


def test_an_empty_slot_stays_empty(notes: Notes) -> None:
    filled = fill_slots("away", [("F1", 1), ("F3", None), ("D1", 4)], Origin(), notes)
    assert (filled["away_1"], filled["away_3"], filled["away_4"]) == (1, None, 4)


def test_a_slot_of_another_name_takes_the_first_free_column(notes: Notes) -> None:
    filled = fill_slots("home", [("F1", 1), ("F4", 14), ("D3", 15)], Origin(), notes)
    assert (filled["home_2"], filled["home_3"]) == (14, 15)


def test_a_seventh_skater_is_noted_and_left_out(notes: Notes) -> None:
    slots = [(slot, number) for number, slot in enumerate(["F1", "F2", "F3", "D1", "D2", "X", "F4"], 1)]
    filled = fill_slots("home", slots, Origin(), notes)
    assert 7 not in filled.values()
    assert "more than six skaters" in str(notes.problems()[0])


def test_junk_in_a_slot_is_noted_and_left_blank(notes: Notes) -> None:
    assert fill_slots("home", [("F1", "?")], Origin(), notes)["home_1"] is None
    assert len(notes.problems()) == 1


@pytest.mark.parametrize(("written", "strength"), [("5v6 Away EN", "5v6"), ("4v5", "4v5"), ("even", None), ("", None)])
def test_strength_is_skaters_against_skaters(written: str, strength: str | None) -> None:
    assert strength_of(written) == strength


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
        ("Event Team Player 1", ("event", 1)),
        ("opp-team-player-2", ("opp", 2)),
    ],
)
def test_every_dialect_names_side_and_number(written: str, role: tuple[str, int | None]) -> None:
    assert role_of(written) == role


@pytest.mark.parametrize("written", [None, "", "x", "1", "goalie", "home_1"])
def test_another_text_is_no_role(written: str | None) -> None:
    assert role_of(written) is None
