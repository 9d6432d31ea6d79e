"""Values as text, in the display formats of the catalogue of statistics. An unknown value is a dash."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from benchsight.terminal.text import span

UNKNOWN = "\N{EN DASH}"
DIGITS = {"0": 0, "0.0": 1, "0.0%": 1, "0.00": 2, "0.000": 3}
SIGN = "+"  # before a format: positive numbers have their sign


def cell(value: Any, format: str = "text") -> str:
    """Return a value as text; ``format`` is a format of the catalogue, `date`, or one of those with `+` before it."""
    if value is None:
        return UNKNOWN
    plain = format.removeprefix(SIGN)
    sign = SIGN if format.startswith(SIGN) and value > 0 else ""
    if plain in DIGITS:
        return f"{sign}{_rounded(value, DIGITS[plain])}"
    if plain == "m:ss":
        return f"{sign}{_clock(value)}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def ago(moment: datetime | None) -> str:
    """Return how long ago a moment was, in its largest unit."""
    if moment is None:
        return UNKNOWN
    return f"{span(max((datetime.now(UTC) - moment).total_seconds(), 0))} ago"


def _rounded(value: Any, digits: int) -> str:
    if isinstance(value, int):
        return f"{value:.{digits}f}"
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{rounded + 0:f}"  # no negative zero


def _clock(seconds: Any) -> str:
    whole = int(Decimal(str(seconds)).quantize(Decimal(1), ROUND_HALF_UP))
    minutes, rest = divmod(abs(whole), 60)
    return f"{'-' if whole < 0 else ''}{minutes}:{rest:02d}"
