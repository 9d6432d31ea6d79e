"""Cells of trackers and spreadsheets as plain values; a cell without information becomes None."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

ERROR_CELL = re.compile(r"#(N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)")
LARGEST = 10**15
"""Up to here a float holds every whole number."""

LARGEST_GAME = 2**31 - 1
"""Game numbers are PostgreSQL integers."""

MOST_REMEMBERED = 20_000
"""Size of the caches of cell texts; files repeat few of them."""

ODD_CHARACTERS = {
    **dict.fromkeys((0xA0, 0x2007, 0x202F), " "),  # no-break spaces
    **dict.fromkeys((0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF)),  # invisible
    **dict.fromkeys((0x2010, 0x2011, 0x2212), "-"),
    **{0xFF01 + offset: chr(0x21 + offset) for offset in range(94)},  # full width
}
"""Look-alike characters, and what to read for each (None: nothing)."""

MARKED_AS_TEXT = re.compile(r"'(?=[^'\s]*\d)([^'\s]+)|=\"([^\"]*)\"")
"""A number or id marked as text for a spreadsheet program: '00123, ="00123"."""

BETWEEN_WORDS = re.compile(r"[\s-]+")
ID_AS_NUMBER = re.compile(r"(\d+)\.0+")

SPREADSHEET_EPOCH = date(1899, 12, 30)
SUCCEEDED = ("s", "success", "successful", "true", "yes", "y", "1")
FAILED = ("u", "unsuccess", "unsuccessful", "fail", "failed", "failure", "false", "no", "n", "0")
SUCCESS = dict.fromkeys(SUCCEEDED, "s") | dict.fromkeys(FAILED, "u")
TRUTH = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}
SIDES = dict.fromkeys(("home", "h", "host", "hosts"), "home")
SIDES |= dict.fromkeys(("away", "a", "v", "visitor", "visitors", "visiting", "guest", "guests", "road"), "away")
OTHER_SIDE = {"home": "away", "away": "home"}


def is_blank(value: Any) -> bool:
    """Return whether a cell holds nothing: None, white space, NaN, or the error text of a formula such as #N/A."""
    if value is None:
        return True
    if isinstance(value, str):
        written = value.strip()
        return not written or (written[0] == "#" and ERROR_CELL.fullmatch(written) is not None)
    return isinstance(value, float) and value != value


def text(value: Any) -> str | None:
    """Return the text of a cell without blanks around it; a whole number without its .0."""
    if value.__class__ is str:
        return _text_of(value)
    if is_blank(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


@lru_cache(MOST_REMEMBERED)
def _text_of(value: str) -> str | None:
    written = plain_cell(value)
    return None if is_blank(written) else written.strip()


def plain_cell(value: str) -> str:
    """Return the text of a cell without no-break spaces, full-width characters and marks that make it text."""
    if not value.isascii():
        value = value.translate(ODD_CHARACTERS)
    if value[:1] in ("'", "="):
        match = MARKED_AS_TEXT.fullmatch(value.strip())
        return value if match is None else match[1] or match[2]
    return value


def with_underscores(written: str) -> str:
    """Return a name whose words are joined by underscores: event_index of `event index` and `event-index`."""
    return "_".join(BETWEEN_WORDS.split(written))


def identifier(value: Any) -> str | None:
    """Return the text of an id; a whole number that a program wrote as 8478402.0 without its .0."""
    written = text(value)
    match = ID_AS_NUMBER.fullmatch(written) if written and written.endswith("0") else None
    return match[1] if match else written


def number(value: Any) -> float | None:
    """Return the number of a number or its text; None for anything else."""
    if value.__class__ is str:
        return _number_of(value)
    if value.__class__ is float:
        return value if -LARGEST < value < LARGEST else None
    if isinstance(value, bool) or is_blank(value):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < LARGEST else None
    return _number_of(str(value))


@lru_cache(MOST_REMEMBERED)
def _number_of(value: str) -> float | None:
    written = plain_cell(value).strip()
    return float(written) if NUMBER.fullmatch(written) else None


def whole(value: Any) -> int | None:
    """Return the whole number of 27, 27.0, '27', ' 09 ' or '#27'; None for anything else."""
    if value is None:
        return None
    if value.__class__ is int:
        return value if -LARGEST < value < LARGEST else None
    found = number(value.strip().removeprefix("#") if value.__class__ is str else value)
    return int(found) if found is not None and found.is_integer() else None


def game_number(value: Any) -> int | None:
    """Return the number of a game; None for anything else, and for numbers that the database cannot hold."""
    found = whole(value)
    return found if found is not None and 0 < found <= LARGEST_GAME else None


def success(value: Any) -> str | None:
    """Return s or u of s, u, successful, failed, true, no, 1 ... in any spelling; None for anything else."""
    return SUCCESS.get((text(value) or "").lower())


def truth(value: Any) -> bool | None:
    """Return True or False of a boolean, 0, 1, yes or no; None for anything else."""
    return TRUTH.get((text(value) or "").lower())


def side(value: Any) -> str | None:
    """Return home or away of Home, h, AWAY, Visitors ...; None for anything else."""
    return SIDES.get((text(value) or "").lower())


def day(value: Any) -> Any:
    """Return the date of a spreadsheet's serial number (45907), None for a blank; any other value as it is."""
    serial = whole(value) if not isinstance(value, str) or value.strip().isdigit() else None
    if serial is not None and 20_000 < serial < 80_000:
        return SPREADSHEET_EPOCH + timedelta(days=serial)
    return None if is_blank(value) else value


def storable(value: Any) -> Any:
    """Return the value as JSON can hold it: dates and times as ISO text, whole floats as integers."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def raw_row(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells that are not blank, as JSON can hold them."""
    return {name: storable(value) for name, value in cells.items() if not is_blank(value)}
