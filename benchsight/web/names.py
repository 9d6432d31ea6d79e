"""Names of people, and ids made of names, as the setting BENCHSIGHT_SITE_NAMES shows them."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from benchsight.web.settings import NameStyle

SUFFIX = "player_name"  # a column with a person's name is called `player_name` or ends with `_player_name`
UNNAMED = "Player"
NOT_OF_PEOPLE = ("team_id", "season_id", "league_id", "game_id", "build_id", "load_id", "job_id")
SPOKEN = re.compile(r"[^\W\d_]{3}")  # three letters in a row: the id may be made from a name
HIDDEN_ID = re.compile(r"p-[0-9a-f]{12}")


def shown_name(style: NameStyle, name: str | None, number: int | None = None) -> str | None:
    """Return a name as it is shown: whole, as initials, or as the number on the sweater; None stays None."""
    if name is None or style is NameStyle.FULL:
        return name
    if style is NameStyle.INITIALS:
        return " ".join(f"{part[0]}." for part in name.split()) or UNNAMED
    return UNNAMED if number is None else f"#{number}"


def shown_id(style: NameStyle, id: str) -> str:
    """Return the id of a person as it is shown: where names are not, one that may be made from a name is a hash."""
    if style is NameStyle.FULL or SPOKEN.search(id) is None or HIDDEN_ID.fullmatch(id):
        return id
    return f"p-{hashlib.sha256(id.encode()).hexdigest()[:12]}"


def with_shown_names(style: NameStyle, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its names and ids as they are shown; `x_player_name` takes the number of `x_player_number`."""
    if style is NameStyle.FULL:
        return dict(row)
    return {column: _shown(style, column, value, row) for column, value in row.items()}


def _shown(style: NameStyle, column: str, value: Any, row: Mapping[str, Any]) -> Any:
    if _is_name(column):
        return shown_name(style, value, row.get(f"{column.removesuffix(SUFFIX)}player_number"))
    return shown_id(style, value) if isinstance(value, str) and _is_id(column) else value


@cache
def _is_name(column: str) -> bool:
    return column == SUFFIX or column.endswith(f"_{SUFFIX}")


@cache
def _is_id(column: str) -> bool:
    return (column.endswith("_id") and not column.endswith(NOT_OF_PEOPLE)) or column == "line_key"
