"""Clocks and periods as trackers write them: clocks become seconds remaining, periods become numbers."""

import math
import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from ingest.parsing.values import MOST_REMEMBERED, identifier, is_blank, number, text

SECONDS_PER_DAY = 86_400
CLOCK_TEXT = re.compile(r"(-?)([0-9]{0,3}):([0-9]{0,2}(?:[.,][0-9]*)?)")
LONG_CLOCK_TEXT = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]*)?")
SECONDS_TEXT = re.compile(r"[0-9]{1,4}(?:[.,][0-9]*)?")
CLOCK_EXPECTED = "minutes and seconds remaining, the seconds below 60, such as 17:05 or 0:45.3"
FIRST_SPREADSHEET_DAY = datetime(1899, 12, 31)
"""The day from which spreadsheet programs count times beyond 24 hours."""

DURATION_TEXT = re.compile(r"(\d+):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?")
PERIOD_TEXT = re.compile(r"P?(\d{1,2})(?:ST|ND|RD|TH)?")
OVERTIME_TEXT = re.compile(r"OT(\d?)")
FIRST_OVERTIME = 4
SHOOTOUT = 5
SHOOTOUT_TEXTS = {"SO", "SHOOTOUT", "PSS", "GWS"}


def clock_seconds(value: Any, *, hours_are_minutes: bool = False) -> int | None:
    """Return the whole seconds remaining of a clock such as 17:05, 9:5, 0:45.3, :20.0, 45.3 (seconds) or 00:18:05.

    A number counts as seconds. None for a blank and for a clock that breaks off after the minutes (18:), since its time
    is unknown. A minus gives negative seconds. A spreadsheet time is hours, minutes and seconds; if
    ``hours_are_minutes`` it is a clock of minutes and seconds that the program took for a time of day. Raise ValueError
    for anything else.
    """
    if value.__class__ is str:
        return _text_seconds(value, hours_are_minutes)
    return _clock_seconds(value, hours_are_minutes)


def _clock_seconds(value: Any, hours_are_minutes: bool) -> int | None:
    parts = _time_parts(value)
    if parts is not None:
        return _of_time(*parts, hours_are_minutes, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise ValueError(f"not a clock: {value}")
        return math.floor(value)
    written = text(value)
    return None if written is None else _seconds_of(written)


_text_seconds = lru_cache(MOST_REMEMBERED)(_clock_seconds)


def takes_minutes_for_hours(cells: Iterable[Any]) -> bool:
    """Return whether a time among these cells of a table has hours. No clock has hours, so they are minutes."""
    return any((parts := _time_parts(cell) or _fraction_parts(cell)) is not None and parts[0] > 0 for cell in cells)


def _time_parts(value: Any) -> tuple[int, int, int] | None:
    """Return hours, minutes and seconds of a spreadsheet time; None for anything else."""
    if isinstance(value, str):
        match = LONG_CLOCK_TEXT.fullmatch(value.strip()) if value.count(":") == 2 else None
        return (int(match[1]), int(match[2]), int(match[3])) if match else None
    if isinstance(value, time):
        return value.hour, value.minute, value.second
    if isinstance(value, datetime):
        value = value - FIRST_SPREADSHEET_DAY if value.year <= 1900 else timedelta(hours=value.hour)
    if isinstance(value, timedelta):
        return _parts_of(round(value.total_seconds()))
    return None


def _fraction_parts(value: Any) -> tuple[int, int, int] | None:
    """Return hours, minutes and seconds of a fraction of a day, the form in which spreadsheets store times."""
    if isinstance(value, float) and 0 < value < 5 and not value.is_integer():
        return _parts_of(round(value * SECONDS_PER_DAY))
    return None


def _parts_of(seconds: int) -> tuple[int, int, int]:
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def _of_time(hours: int, minutes: int, seconds: int, hours_are_minutes: bool, written: Any) -> int:
    if seconds == 0 and (hours or hours_are_minutes) and minutes < 60:
        return hours * 60 + minutes
    if hours or minutes > 60 or seconds > 59:
        raise ValueError(f"not a clock: {written!r}")
    return minutes * 60 + seconds


@lru_cache(MOST_REMEMBERED)
def _seconds_of(written: str) -> int | None:
    if SECONDS_TEXT.fullmatch(written):
        return math.floor(float(written.replace(",", ".")))
    match = CLOCK_TEXT.fullmatch(written)
    if match is None or written == ":":
        raise ValueError(f"not a clock: {written!r}")
    minus, minutes, seconds = match.groups()
    if seconds in ("", "."):
        return None
    total = _join(int(minutes or 0), float(seconds.replace(",", ".")))
    return -total if minus else total


def joined_seconds(minutes: Any, seconds: Any, *, hours_are_minutes: bool = False) -> int | None:
    """Return the seconds of minutes and seconds in two cells (text 09, numbers, 0.01); None unless both are known.

    One cell may hold the whole clock, as text or as a time (18:05 typed into a cell for minutes). Raise ValueError if a
    cell is not a number of its range.
    """
    both = f"{minutes!r} and {seconds!r}"
    for cell, other in ((minutes, seconds), (seconds, minutes)):
        whole = _clock_in(cell, hours_are_minutes) if cell is minutes or is_blank(minutes) else None
        if whole is not None:
            rest = 0.0 if is_blank(other) else number(other)
            if rest is None or (rest and math.floor(rest) != whole % 60 and whole % 60):
                raise ValueError(f"not a clock: {both}")
            return whole - whole % 60 + math.floor(rest) if rest else whole
    if is_blank(minutes) or is_blank(seconds):
        return None
    first, rest = number(minutes), number(seconds)
    if first is None or rest is None or not first.is_integer():
        raise ValueError(f"not a clock: {both}")
    return _join(int(first), rest)


def clock_cells(minutes: Any, seconds: Any, *, hours_are_minutes: bool = False) -> tuple[Any, Any]:
    """Return minutes and seconds of two cells; if one holds the whole clock, split it. Other cells stay as they are."""
    try:
        in_one = _clock_in(minutes, hours_are_minutes) is not None
        in_one = in_one or (is_blank(minutes) and _clock_in(seconds, hours_are_minutes) is not None)
        total = joined_seconds(minutes, seconds, hours_are_minutes=hours_are_minutes) if in_one else None
    except ValueError:
        return minutes, seconds
    return (minutes, seconds) if total is None else divmod(total, 60)


def _clock_in(cell: Any, hours_are_minutes: bool) -> int | None:
    """Return the whole clock in a cell for minutes or seconds, in seconds; None if the cell holds only its part."""
    parts = _time_parts(cell) or (_fraction_parts(cell) if hours_are_minutes else None)
    if parts is not None:
        return _of_time(*parts, hours_are_minutes, cell)
    return _seconds_of(cell.strip()) if isinstance(cell, str) and ":" in cell else None


def _join(minutes: int, seconds: float) -> int:
    if not 0 <= seconds < 60:
        raise ValueError(f"not a clock: {seconds} seconds")
    return minutes * 60 + math.floor(seconds)


def period_number(value: Any) -> int | None:
    """Return 1 to 3, 4 and up for overtimes, 5 for a shootout (SO), None for a blank.

    Raise ValueError for other text.
    """
    if type(value) is int and 0 <= value < 100:
        return value
    written = identifier(value)
    if written is None:
        return None
    word = written.upper().replace(" ", "")
    if word.replace("-", "") in SHOOTOUT_TEXTS:
        return SHOOTOUT
    if match := OVERTIME_TEXT.fullmatch(word):
        return FIRST_OVERTIME - 1 + int(match[1] or 1)
    if match := PERIOD_TEXT.fullmatch(word):
        return int(match[1])
    raise ValueError(f"not a period: {written!r}")


def duration_seconds(value: Any) -> int | None:
    """Return the seconds of a spreadsheet duration: hours:minutes:seconds, a time, a fraction of a day; else None."""
    if isinstance(value, datetime | time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if isinstance(value, float) and 0 <= value < 1:
        return round(value * SECONDS_PER_DAY)
    match = DURATION_TEXT.fullmatch(text(value) or "")
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def time_of_day(value: Any) -> Any:
    """Return the time of a fraction of a day, the form in which spreadsheets store it; any other value as it is."""
    if isinstance(value, float) and 0 <= value < 1:
        return (datetime.min + timedelta(seconds=round(value * SECONDS_PER_DAY))).time()
    return None if is_blank(value) else value
