"""Converts values as read to the Python object of a column's type; ValueError if they do not fit."""

import json
import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from ingest.parsing.names import tidy

LARGEST = 10**18
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.0*)?")
DECIMAL_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
BOOLEANS = {"true": True, "t": True, "yes": True, "y": True, "1": True} | dict.fromkeys(
    ("false", "f", "no", "n", "0"), False
)
PLAIN_JSON = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
NO_VALUE = frozenset({"-", "--", "\u2013", "\u2014", "\\n", "n/a", "na", "nan", "none", "null"})
"""What people and programs write where there is nothing, in lower case (\\N: exports of databases)."""

# PostgreSQL stores neither NUL nor half a surrogate pair.
UNSTORABLE_TEXT = re.compile("[\x00\ud800-\udfff]")


def is_blank(value: Any) -> bool:
    """Return whether a cell is empty: None, white space, NaN or NaT."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    return bool(value != value)  # only NaN and NaT differ from themselves


def says_nothing(value: Any) -> bool:
    """Return whether a cell holds one of the words for no value. A text column may mean them: a person called Null."""
    return isinstance(value, str) and value.strip().lower() in NO_VALUE


def whole_number(value: Any) -> int:
    """Return the int of 27, 27.0, '27', ' 09 ', '27.0' or '#27', within what PostgreSQL and pandas can hold."""
    if isinstance(value, bool):
        raise ValueError
    number = _unbounded(value)
    if not -LARGEST <= number <= LARGEST:
        raise ValueError
    return number


def _unbounded(value: Any) -> int:
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    text = _text_of(value).strip().removeprefix("#")
    if not WHOLE_NUMBER.fullmatch(text):
        raise ValueError
    return int(text.partition(".")[0])


def decimal_number(scale: int) -> Callable[[Any], Decimal]:
    """Return a converter to Decimal, rounded to ``scale`` digits behind the point (half away from 0, as PostgreSQL)."""
    step = Decimal(1).scaleb(-scale)

    def convert(value: Any) -> Decimal:
        if isinstance(value, bool):
            raise ValueError
        text = str(value) if isinstance(value, int | float | Decimal) else _text_of(value).strip()
        if not DECIMAL_NUMBER.fullmatch(text):
            raise ValueError
        try:
            return Decimal(text).quantize(step, rounding="ROUND_HALF_UP")
        except InvalidOperation as error:
            raise ValueError from error

    return convert


def plain_text(value: Any) -> str:
    """Return text with composed accents (NFC); numbers without a trailing .0, dates in ISO form."""
    if isinstance(value, str):
        text = value if value.isascii() else unicodedata.normalize("NFC", value)
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, int | float | Decimal | date | time):
        text = str(value)
    else:
        raise ValueError
    if UNSTORABLE_TEXT.search(text):
        raise ValueError
    return text


def person_name(value: Any) -> str:
    """Return a person's name with composed accents and single blanks."""
    return tidy(plain_text(value))


def truth(value: Any) -> bool:
    """Return True or False of a boolean, 0, 1, or the usual words for them."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    found = BOOLEANS.get(_text_of(value).strip().lower())
    if found is None:
        raise ValueError
    return found


def calendar_day(value: Any) -> date:
    """Return the date of a date, a datetime at any hour, or ISO text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return datetime.fromisoformat(_text_of(value).strip()).date()


def time_of_day(value: Any) -> time:
    """Return the time of a time, a datetime, or text such as 19:30 or 19:30:00."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    text = _text_of(value).strip()
    return time.fromisoformat(f"0{text}" if text[1:2] == ":" else text)


def instant(value: Any) -> datetime:
    """Return the datetime with zone of a datetime or ISO text; UTC if the source names no zone."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(_text_of(value).strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def text_list(value: Any) -> list[str]:
    """Return a list of texts."""
    if not isinstance(value, list | tuple):
        raise ValueError
    return [plain_text(item) for item in value]


def json_text(value: Any) -> str:
    """Return the source row as JSON text that PostgreSQL accepts: dates as text, NaN as null, no NUL in texts."""
    try:
        text = orjson.dumps(value, str, PLAIN_JSON).decode()
    except TypeError:  # keys that are no text, numbers of more than 64 bits, halves of surrogate pairs, deep nesting
        return json.dumps(_storable(value), ensure_ascii=False)
    return json.dumps(_storable(value), ensure_ascii=False) if "\\u0000" in text else text


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {_storable(str(name)): _storable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(inner) for inner in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return storable_text(str(value))


def storable_text(text: str) -> str:
    """Return the text with a replacement mark for each character that PostgreSQL cannot store."""
    return UNSTORABLE_TEXT.sub("\ufffd", text)


def _text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value
