"""Clock times and periods as trackers write them, in seconds remaining and period numbers."""

import math
import re
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from ingest.values import MOST_REMEMBERED, is_blank, number, text

SECONDS_PER_DAY = 86_400
CLOCK_TEXT = re.compile(r"(-?)(\d{1,3}):(\d{0,2}(?:\.\d*)?)")
DURATION_TEXT = re.compile(r"(\d+):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?")
PERIOD_TEXT = re.compile(r"P?(\d{1,2})(?:ST|ND|RD|TH)?")
OVERTIME_TEXT = re.compile(r"OT(\d?)")
FIRST_OVERTIME = 4
SHOOTOUT = 5


def clock_seconds(value: Any) -> int | None:
    """Whole seconds remaining of a clock such as 17:05, 9:5 or 0:0.01.

    A number counts as seconds. None for a blank or a clock that breaks off after the minutes (18:), which
    leaves the time unknown. A minus gives negative seconds. Raises ValueError for anything else.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise ValueError(f"not a clock: {value}")
        return math.floor(value)
    written = text(value)
    return None if written is None else _seconds_of(written)


@lru_cache(MOST_REMEMBERED)
def _seconds_of(written: str) -> int | None:
    match = CLOCK_TEXT.fullmatch(written)
    if match is None:
        raise ValueError(f"not a clock: {written!r}")
    minus, minutes, seconds = match.groups()
    if seconds in ("", "."):
        return None
    total = _join(int(minutes), float(seconds))
    return -total if minus else total


def joined_seconds(minutes: Any, seconds: Any) -> int | None:
    """Seconds of minutes and seconds in two cells (text 09, numbers, 0.01); None unless both are known.

    Raises ValueError where a cell holds something else than a number of its range.
    """
    if is_blank(minutes) or is_blank(seconds):
        return None
    whole, rest = number(minutes), number(seconds)
    if whole is None or rest is None:
        raise ValueError(f"not a clock: {minutes!r} and {seconds!r}")
    return _join(int(whole), rest)


def _join(minutes: int, seconds: float) -> int:
    if not 0 <= seconds < 60:
        raise ValueError(f"not a clock: {seconds} seconds")
    return minutes * 60 + math.floor(seconds)


def period_number(value: Any) -> int | None:
    """1 to 3, overtimes from 4 on, SO as 5; None for a blank. Raises ValueError for another text."""
    written = text(value)
    if written is None:
        return None
    word = written.upper().replace(" ", "")
    if word == "SO":
        return SHOOTOUT
    if match := OVERTIME_TEXT.fullmatch(word):
        return FIRST_OVERTIME - 1 + int(match[1] or 1)
    if match := PERIOD_TEXT.fullmatch(word):
        return int(match[1])
    raise ValueError(f"not a period: {written!r}")


def duration_seconds(value: Any) -> int | None:
    """Seconds of a duration as spreadsheets give it: hours:minutes:seconds, a time, a fraction of a day."""
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
    """The time of day of a fraction of a day, as spreadsheets store it; any other value as it is."""
    if isinstance(value, float) and 0 <= value < 1:
        return (datetime.min + timedelta(seconds=round(value * SECONDS_PER_DAY))).time()
    return None if is_blank(value) else value
