"""Names of people as the setting BENCHSIGHT_SITE_NAMES shows them."""

from collections.abc import Mapping
from typing import Any

from benchsight.web.settings import NameStyle

SUFFIX = "player_name"  # a column with a person's name is called `player_name` or ends with `_player_name`
UNNAMED = "Player"


def shown_name(style: NameStyle, name: str | None, number: int | None = None) -> str | None:
    """Return a name as it is shown: whole, as initials, or as the number on the sweater; None stays None."""
    if name is None or style is NameStyle.FULL:
        return name
    if style is NameStyle.INITIALS:
        return " ".join(f"{part[0]}." for part in name.split()) or UNNAMED
    return UNNAMED if number is None else f"#{number}"


def with_shown_names(style: NameStyle, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its names as they are shown; `x_player_name` takes the number of `x_player_number`."""
    return {
        column: shown_name(style, value, row.get(f"{column.removesuffix(SUFFIX)}player_number"))
        if column == SUFFIX or column.endswith(f"_{SUFFIX}")
        else value
        for column, value in row.items()
    }
