"""Values that no contract expects, in the types that JSON, CSV and Excel can hold."""

from datetime import date, datetime, time
from random import Random
from typing import Any

TEXTS = (
    "", " ", "0", "-1", "09", "1.5", "1e9", "1e999", "NaN", "Infinity", "null", "None", "true", "home", "s", "=1+1",
    '=HYPERLINK("http://x")', "@cmd", "#REF!", "45000.5", "2026-13-45", "0000-00-00", "12:", "99:99", "a" * 300,
    "é" * 200, "\u202eabc", "\U0001f3d2", "9" * 25, "9" * 400, "1_000", "\uff11\uff12", "'; drop table t; --",
    '"', "'", "\\", "{", "{}", "[]", "a,b", "a;b", "a\nb", "\\x00", "\\N", "%s", "$1",
)  # fmt: skip
NUMBERS = (
    0, -1, 1, 3601, 32_768, 2**31 - 1, 2**31, 2**63, 10**18, 10**19, 10**30, -(10**18), 0.1, 0.5, 1e-300, 1e18, 1e308,
    45_000, 45_000.75, -0.0, 12.0, 99_999.999,
)  # fmt: skip
UNPRINTABLE = ("a\x00b", "\x00", "\ud800", "\x1b[31m", "\x7f", "\ufffe", "\u0085")


def odd_text(rng: Random) -> str:
    """A text that hardly any column takes."""
    return rng.choice(TEXTS)


def odd_cell(rng: Random) -> Any:
    """A value for a cell of a workbook."""
    times = (date(1900, 1, 1), datetime(2026, 11, 20, 25 % 24, 1, 2), time(23, 59, 59), date(9999, 12, 31))
    return rng.choice((odd_text(rng), rng.choice(NUMBERS), rng.choice(times), True, False, None))


def odd_json(rng: Random) -> Any:
    """A value for any place of a JSON document."""
    nested: Any = 1
    for _ in range(rng.choice((3, 60, 400))):
        nested = [nested] if rng.random() < 0.5 else {"a": nested}
    numbers = (rng.choice(NUMBERS), float("nan"), float("inf"))
    texts = (odd_text(rng), rng.choice(UNPRINTABLE), "x" * 100_000)
    return rng.choice((None, True, False, [], {}, [None], {"": None}, nested, rng.choice(numbers), rng.choice(texts)))
