"""Requests for rows: filters, columns, order and preferences, as supabase-js sends them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from benchsight.errors import BenchSightError

Method = Literal["GET", "POST", "PATCH", "DELETE"]
Row = Mapping[str, Any]

COMPARISONS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
IS = ("null", "not_null", "true", "false", "unknown")
RESERVED = ("select", "order", "limit", "offset", "columns", "on_conflict")
MOST_ROWS = 1000  # of a request, and of a response
ONE_OBJECT = "application/vnd.pgrst.object+json"
NAME = re.compile(r'"?([A-Za-z_][A-Za-z0-9_]{0,62})"?')
ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,"()]*)')
ORDER = re.compile(r"(\w+)((?:\.(?:asc|desc|nullsfirst|nullslast))*)")


class Refused(BenchSightError):
    """Request that is not carried out: HTTP status, code (of PostgREST or PostgreSQL), and the index of its row."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        details: str | None = None,
        hint: str | None = None,
        row: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.details, self.hint, self.row = status, code, details, hint, row


@dataclass(frozen=True)
class Filter:
    """Condition on a column; ``operands`` has several values for ``in`` only."""

    column: str
    operator: str
    operands: tuple[str, ...]


@dataclass(frozen=True)
class RowRequest:
    """What is asked of a table.

    ``rows``: those to insert, or the one with the changes of a PATCH. ``columns``: those to insert (None: those of the
    rows). ``resolution``: what happens to a row whose key exists (None: an error). ``takes_defaults``: a column that a
    row lacks keeps its default or value, else it is NULL. ``wants_one``: exactly one row must be returned.
    """

    method: Method
    table: str
    rows: tuple[Row, ...] = ()
    filters: tuple[Filter, ...] = ()
    select: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    limit: int = MOST_ROWS
    offset: int = 0
    columns: tuple[str, ...] | None = None
    resolution: Literal["merge-duplicates", "ignore-duplicates"] | None = None
    on_conflict: tuple[str, ...] = ()
    returns_rows: bool = False
    takes_defaults: bool = False
    wants_one: bool = False


def make_request(
    method: Method,
    table: str,
    query: Iterable[tuple[str, str]],
    prefer: str = "",
    accept: str = "",
    rows: Iterable[Row] = (),
) -> RowRequest:
    """Return the request of query parameters, the headers Prefer and Accept, and a body's rows. Raise Refused."""
    query = list(query)
    given, preferences = dict(query), _preferences(prefer)
    resolution = preferences.get("resolution")
    if resolution not in (None, "merge-duplicates", "ignore-duplicates"):
        raise _unreadable(f"Prefer: resolution={resolution}", "merge-duplicates or ignore-duplicates")
    found = RowRequest(
        method=method,
        table=table,
        rows=tuple(rows),
        filters=tuple(_filter(name, value) for name, value in query if name not in RESERVED),
        select=() if given.get("select", "*") == "*" else _names(given["select"]),
        order=tuple(_order(term) for term in given["order"].split(",")) if given.get("order") else (),
        limit=min(_number(given, "limit", MOST_ROWS), MOST_ROWS),
        offset=_number(given, "offset", 0),
        columns=_names(given["columns"]) if given.get("columns") else None,
        resolution=resolution,  # type: ignore[arg-type]
        on_conflict=_names(given["on_conflict"]) if given.get("on_conflict") else (),
        returns_rows=method == "GET" or preferences.get("return") == "representation",
        takes_defaults=preferences.get("missing") == "default",
        wants_one=ONE_OBJECT in accept,
    )
    if len(found.rows) > MOST_ROWS:
        raise Refused(
            HTTPStatus.BAD_REQUEST, "PGRST102", f"{len(found.rows)} rows, expected at most {MOST_ROWS} in a request"
        )
    return found


def _preferences(prefer: str) -> dict[str, str]:
    return dict(item.strip().partition("=")[::2] for item in prefer.split(",") if "=" in item)


def _names(written: str) -> tuple[str, ...]:
    names = []
    for item in written.split(","):
        match = NAME.fullmatch(item.strip())
        if match is None:
            raise _unreadable(item, "column names with commas between; casts, aliases and related tables are not read")
        names.append(match[1])
    return tuple(names)


def _filter(column: str, value: str) -> Filter:
    operator, _, operand = value.partition(".")
    if operator in COMPARISONS:
        return Filter(column, operator, (operand,))
    if operator == "is" and operand.lower() in IS:
        return Filter(column, operator, (operand.lower(),))
    if operator == "in" and operand.startswith("(") and operand.endswith(")"):
        return Filter(column, operator, _items(operand[1:-1]))
    raise _unreadable(f"{column}={value}", f"COLUMN=OPERATOR.VALUE with {', '.join(COMPARISONS)}, in.(A,B) or is.null")


def _items(written: str) -> tuple[str, ...]:
    items, place = [], 0
    while True:
        match = ITEM.match(written, place)
        assert match is not None  # it matches nothing, too
        items.append(match[2] if match[1] is None else re.sub(r"\\(.)", r"\1", match[1]))
        place = match.end()
        if place == len(written):
            return tuple(items)
        if written[place] != ",":
            raise _unreadable(f"({written})", "values with commas between, quoted if they have commas or parentheses")
        place += 1


def _order(term: str) -> tuple[str, str]:
    match = ORDER.fullmatch(term.strip())
    if match is None:
        raise _unreadable(term, "COLUMN, .asc or .desc, .nullsfirst or .nullslast")
    words = match[2].split(".")
    direction = "desc" if "desc" in words else "asc"
    nulls = " nulls first" if "nullsfirst" in words else " nulls last" if "nullslast" in words else ""
    return match[1], direction + nulls


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    written = given.get(name, str(default))
    if not (written.isascii() and written.isdecimal() and len(written) < 10):
        raise _unreadable(f"{name}={written}", "a whole number")
    return int(written)


def _unreadable(what: str, expected: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "PGRST100", f"cannot read {what[:200]!r}: expected {expected}")
