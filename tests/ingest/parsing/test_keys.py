"""The spelling of keys."""

import pytest

from ingest.parsing import keys


def test_an_event_key_has_the_game_and_five_digits() -> None:
    assert keys.event_key(18, 12) == "E1800012"
    assert keys.event_key(18, 123456) == "E18123456"


def test_a_shift_key_has_the_game_and_five_digits() -> None:
    assert keys.shift_key(18, 0) == "S1800000"


@pytest.mark.parametrize(
    ("player_id", "jersey", "key"),
    [("P5", 9, "R18hleague:P5"), (None, 9, "R18hleague:#9"), ("P5", None, "R18hleague:P5")],
)
def test_a_roster_key_names_the_player_and_else_the_jersey(player_id: str | None, jersey: int | None, key: str) -> None:
    assert keys.roster_key(18, "home", "league", player_id, jersey) == key


def test_an_official_key_tells_the_sides_apart() -> None:
    assert keys.official_key(18, "away", "P5") == "O18a:P5"


def test_a_second_event_under_an_index_gets_a_free_number() -> None:
    assert keys.spare_index(7, {7}) == 50_007
    assert keys.spare_index(7, {7, 50_007, 60_007}) == 70_007


@pytest.mark.parametrize(
    ("key", "game"),
    [
        ("E1896900012", 18969),
        ("S700001", 7),
        ("E7100001", 71),
        ("R18hleague:P1", 18),
        ("O18a:P5", 18),
        ("V18:a", 18),
        ("E00001", None),
        ("Vx", None),
        ("R18", None),
        ("", None),
        (None, None),
    ],
)
def test_a_key_spells_its_game(key: str | None, game: int | None) -> None:
    assert keys.game_of(key) == game
