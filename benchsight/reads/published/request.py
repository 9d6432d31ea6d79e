"""Page requests: columns, filters, sort order and cursor, checked against a contract."""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from benchsight.errors import BenchSightError
from benchsight.reads.published.contract import Column, Contract


class CannotRead(BenchSightError):
    """Page request is invalid: an unknown column, operator, sort order or cursor."""


class Operator(StrEnum):
    """Comparison operator; ``in`` takes comma-separated values, ``is`` takes null or not_null."""

    EQUAL = "eq"
    NOT_EQUAL = "ne"
    LESS = "lt"
    AT_MOST = "le"
    MORE = "gt"
    AT_LEAST = "ge"
    IN = "in"
    IS = "is"


@dataclass(frozen=True)
class Filter:
    """Condition on a column; ``value`` is the text of the request."""

    column: Column
    operator: Operator
    value: str


@dataclass(frozen=True)
class Order:
    """Column to sort by; NULL sorts last in both directions."""

    column: Column
    descending: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.column.name}"


@dataclass(frozen=True)
class PageRequest:
    """Page of at most ``limit`` rows after the row with the values ``after`` in ``order`` (None: from the start).

    ``order`` ends with the key, which makes it total.
    """

    contract: Contract
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    order: tuple[Order, ...]
    limit: int
    after: tuple[str | None, ...] | None = None

    def cursor(self, last: Sequence[str | None]) -> str:
        """Return the cursor of the page after the row with these values in ``order``."""
        content = json.dumps([[str(order) for order in self.order], list(last)])
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def make_request(
    contract: Contract,
    columns: Iterable[str] = (),
    filters: Iterable[str] = (),
    sort: Iterable[str] = (),
    limit: int = 100,
    cursor: str | None = None,
    equal: Iterable[tuple[str, str]] = (),
) -> PageRequest:
    """Parse a page request. Raise CannotRead if it is invalid.

    ``columns``: names, empty for all. ``filters``: COLUMN:OPERATOR:VALUE. ``sort``: names, prefixed with ``-`` for
    descending; the key breaks ties. ``equal``: columns and their required values.
    """
    order = _order(contract, sort)
    return PageRequest(
        contract,
        tuple(_column(contract, name) for name in dict.fromkeys(columns)) or contract.columns,
        (
            *(Filter(_column(contract, name), Operator.EQUAL, value) for name, value in equal),
            *(_filter(contract, text) for text in filters),
        ),
        order,
        limit,
        None if cursor is None else _after(order, cursor),
    )


def _column(contract: Contract, name: str) -> Column:
    if name in contract.by_name:
        return contract.by_name[name]
    near = get_close_matches(name, contract.by_name, 1)
    meant = f": did you mean {near[0]}?" if near else ""
    raise CannotRead(f"{contract.table} has no column {name!r}{meant}")


def _filter(contract: Contract, text: str) -> Filter:
    name, colon, rest = text.partition(":")
    operator, second, value = rest.partition(":")
    if not (colon and second):
        raise CannotRead(f"filter {text!r}: expected COLUMN:OPERATOR:VALUE, such as goals:ge:2")
    column = _column(contract, name)
    try:
        compared = Operator(operator)
    except ValueError:
        raise CannotRead(f"filter {text!r}: the operator is one of {', '.join(Operator)}") from None
    if compared is Operator.IS and value not in ("null", "not_null"):
        raise CannotRead(f"filter {text!r}: `is` takes null or not_null")
    if column.data_type == "jsonb" and compared is not Operator.IS:
        raise CannotRead(f"filter {text!r}: a JSON column can only be filtered by is:null and is:not_null")
    return Filter(column, compared, value)


def _order(contract: Contract, sort: Iterable[str]) -> tuple[Order, ...]:
    asked = [Order(_column(contract, name.removeprefix("-")), name.startswith("-")) for name in sort]
    if len({order.column.name for order in asked}) < len(asked):
        raise CannotRead("sort lists a column twice")
    if unsorted := [order.column.name for order in asked if order.column.data_type == "jsonb"]:
        raise CannotRead(f"{unsorted[0]} is a JSON column and cannot be sorted")
    names = {order.column.name for order in asked}
    return (*asked, *(Order(contract.by_name[name]) for name in contract.key if name not in names))


def _after(order: Sequence[Order], cursor: str) -> tuple[str | None, ...]:
    refused = CannotRead("the cursor does not match this sort: use `next` of the previous page, with the same sort")
    try:
        content = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise refused from None
    if not (isinstance(content, list) and len(content) == 2 and content[0] == [str(each) for each in order]):
        raise refused
    values = content[1]
    if not (
        isinstance(values, list)
        and len(values) == len(order)
        and all(value is None or isinstance(value, str) for value in values)
    ):
        raise refused
    return tuple(values)
