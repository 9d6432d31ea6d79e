"""Names of people."""

import pytest

from benchsight.web.names import shown_name, with_shown_names
from benchsight.web.settings import NameStyle


@pytest.mark.parametrize(
    ("style", "number", "expected"),
    [
        (NameStyle.FULL, 7, "Ada van Berg"),
        (NameStyle.INITIALS, 7, "A. v. B."),
        (NameStyle.NUMBERS, 7, "#7"),
        (NameStyle.NUMBERS, None, "Player"),
    ],
)
def test_a_name_is_shown_in_the_style_of_the_site(style: NameStyle, number: int | None, expected: str) -> None:
    """Whole, as initials, or as the number."""
    assert shown_name(style, "Ada van Berg", number) == expected
    assert shown_name(style, None, number) is None


def test_every_name_of_a_row_is_shown_in_the_style() -> None:
    """A name takes the number with its own prefix; other columns stay."""
    row = {"player_name": "Ada Berg", "player_number": 7, "scorer_player_name": "Bo Dahl", "team_name": "Oslo"}
    assert with_shown_names(NameStyle.NUMBERS, row) == {
        "player_name": "#7", "player_number": 7, "scorer_player_name": "Player", "team_name": "Oslo"
    }  # fmt: skip
