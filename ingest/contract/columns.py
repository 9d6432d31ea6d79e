"""The kinds of columns of the staging contract: PostgreSQL type, conversion, bounds, and the words of an error."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from ingest.contract import coerce

INT4 = 2**31 - 1
INT2 = 2**15 - 1
MOST_DIGITS = 4
"""Most digits behind the point of a float that lands as it is."""

PanderaCheck = tuple[str, *tuple[Any, ...]]
"""The name of a check of pandera and its arguments; ``each`` and a function of one value for one of our own."""


def always(value: Any) -> bool:
    """Return True: a value of the type needs no further check."""
    return True


def never(values: Collection[Any]) -> bool:
    """Return False: each value has to be converted."""
    return False


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its PostgreSQL type, the conversion to it, and its checks.

    ``expected`` completes the sentence "expected …". ``hashed`` is False for columns that are no content (the raw row).
    ``fits`` checks one converted value quickly; ``checks`` say the same of all values, and which of them fail, in a
    pandas series of ``dtype`` (schema.py).
    ``are_ready`` returns whether all of some values of the type ``native`` would be converted to themselves (or to an
    equal value), and fit.
    """

    postgres: str
    convert: Callable[[Any], Any]
    expected: str
    dtype: str = "object"
    checks: tuple[PanderaCheck, ...] = ()
    required: bool = False
    hashed: bool = True
    fits: Callable[[Any], bool] = always
    native: type = str
    are_ready: Callable[[Collection[Any]], bool] = never

    @property
    def copied_as(self) -> str:
        """The type whose binary form COPY sends (jsonb goes as text and is cast when it lands)."""
        base = self.postgres.partition("(")[0]
        return {"char": "text", "varchar": "text", "jsonb": "text"}.get(base, base)


def integer(low: int = -INT4, high: int = INT4, *, required: bool = False, postgres: str = "int4") -> Column:
    """Return the column of a whole number between ``low`` and ``high``."""
    expected = f"a whole number{_between(low, high)}"
    within = ("in_range", low, high)
    fits = partial(_is_between, low, high)
    are_ready = partial(_are_between, low, high)
    return Column(
        postgres, coerce.whole_number, expected, "Int64", (within,), required,
        fits=fits, native=int, are_ready=are_ready,
    )  # fmt: skip


def small_integer(low: int = -INT2, high: int = INT2, *, required: bool = False) -> Column:
    """Return the column of a whole number that fits a smallint."""
    return integer(low, high, required=required, postgres="int2")


def numeric(precision: int, scale: int, low: float | None = None, high: float | None = None, **kwargs: Any) -> Column:
    """Return the column of a decimal number, rounded to ``scale`` digits behind the point."""
    limit = 10 ** (precision - scale) - 10**-scale
    low, high = (-limit if low is None else low), (limit if high is None else high)
    expected = f"a number from {low:g} to {high:g}"
    fits = partial(_is_between, low, high)
    within = ("each", fits)
    are_ready = partial(_are_rounded, low, high, scale) if scale <= MOST_DIGITS else never
    return Column(
        f"numeric({precision},{scale})", coerce.decimal_number(scale), expected, checks=(within,), fits=fits,
        native=float, are_ready=are_ready, **kwargs,
    )  # fmt: skip


def text(length: int | None = None, *, required: bool = False) -> Column:
    """Return the column of a text of at most ``length`` characters."""
    expected = "text" if length is None else f"text of at most {length} characters"
    checks = () if length is None else (("str_length", None, length),)
    postgres = "text" if length is None else f"varchar({length})"
    fits = always if length is None else partial(_is_short, length)
    are_ready = partial(_are_plain, length)
    return Column(postgres, coerce.plain_text, expected, "string", checks, required, fits=fits, are_ready=are_ready)


def person_name() -> Column:
    """Return the column of a person's name."""
    return Column("text", coerce.person_name, "a name", "string")


def one_of(*values: str, postgres: str = "text", required: bool = False) -> Column:
    """Return the column of one of a few words."""
    expected = f"{', '.join(values[:-1])} or {values[-1]}"
    checks, words = (("isin", values),), frozenset(values)
    return Column(
        postgres, coerce.plain_text, expected, "string", checks, required,
        fits=words.__contains__, are_ready=words.issuperset,
    )  # fmt: skip


def words_of(*values: str, most: int = 8) -> Column:
    """Return the column of some of a few words in order, separated by |."""
    expected = f"up to {most} of {', '.join(values)}, in order and with | between them"
    fits = partial(_are_words, frozenset(values), most)
    return Column("text", coerce.plain_text, expected, "string", (("each", fits),), fits=fits)


def boolean() -> Column:
    """Return the column of true or false."""
    return Column("bool", coerce.truth, "true or false", "boolean")


def day() -> Column:
    """Return the column of a calendar date."""
    return Column("date", coerce.calendar_day, "a date such as 2025-01-31")


def clock_time() -> Column:
    """Return the column of a time of day."""
    return Column("time", coerce.time_of_day, "a time such as 19:30")


def timestamp() -> Column:
    """Return the column of an instant."""
    return Column("timestamptz", coerce.instant, "a date and time such as 2025-01-31T19:30:00Z")


def texts() -> Column:
    """Return the column of a list of texts."""
    return Column("text[]", coerce.text_list, "a list of texts")


def raw_row() -> Column:
    """Return the column of the source row, which is not part of the content."""
    return Column("jsonb", coerce.json_text, "a row", hashed=False)


def _is_between(low: float, high: float, value: Any) -> bool:
    return bool(low <= value <= high)


def _are_between(low: int, high: int, values: Collection[int]) -> bool:
    return low <= min(values) and max(values) <= high


def _are_rounded(low: float, high: float, scale: int, values: Collection[float]) -> bool:
    """Return whether no number has more than ``scale`` digits behind the point; NaN is no number."""
    return all(round(value, scale) == value for value in values) and low <= min(values) and max(values) <= high


def _are_plain(length: int | None, values: Collection[str]) -> bool:
    """Return whether no text is blank or too long, and none needs accents composed or has what cannot be stored."""
    distinct = {*values}
    joined = "".join(distinct)
    if not joined.isascii() or "\0" in joined or not all(map(str.strip, distinct)):
        return False
    return length is None or len(max(distinct, key=len)) <= length


def _are_words(words: frozenset[str], most: int, value: str) -> bool:
    found = value.split("|")
    return len(found) <= most and words.issuperset(found)


def _is_short(length: int, value: str) -> bool:
    return len(value) <= length


def _between(low: int, high: int) -> str:
    if high < INT2:
        return f" from {low} to {high}"
    return "" if low < 0 else f" of at least {low}"
