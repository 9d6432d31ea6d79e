"""Queries of published data, and their rows as dicts, Arrow tables or frames."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from benchsight.client.errors import ClientError
from benchsight.client.transport import Transport

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

ARROW = "application/vnd.apache.arrow.stream"
PAGE_ROWS = 10_000
READS = 3  # of a table that changes while its pages are read

Value = str | int | float | bool | Decimal | date | datetime
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in"]


@dataclass(frozen=True)
class Rows:
    """Query of a dataset, read when its rows are asked for; each method that refines it returns a new one.

    ``page_rows`` is the number of rows of a request, at most 50,000. ``consistent``: rows of all pages are of one
    version of the table.
    """

    _transport: Transport = field(repr=False, compare=False)
    path: str
    filters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    most: int | None = None
    page_rows: int = PAGE_ROWS
    consistent: bool = True

    def where(self, column: str, operator: Operator, value: Value | Sequence[Value]) -> "Rows":
        """Require a comparison; ``ne`` includes NULL, ``in`` takes a sequence. Raise ClientError."""
        if isinstance(value, Sequence) and not isinstance(value, str):
            if operator != "in":
                raise ClientError(f"{column}: {operator} takes one value, only `in` takes several", "invalid")
            return self._filtered(column, operator, ",".join(_texts(column, value)))
        if operator == "in":
            raise ClientError(f"{column}: `in` takes a sequence of values", "invalid")
        return self._filtered(column, operator, _text(value))

    def equal(self, **values: Value | None) -> "Rows":
        """Require values of columns; None requires NULL."""
        found = self
        for column, value in values.items():
            found = found.where_null(column) if value is None else found.where(column, "eq", value)
        return found

    def where_null(self, column: str) -> "Rows":
        """Require NULL."""
        return self._filtered(column, "is", "null")

    def where_not_null(self, column: str) -> "Rows":
        """Require any value but NULL."""
        return self._filtered(column, "is", "not_null")

    def select(self, *columns: str) -> "Rows":
        """Choose columns, in this order; without any, the dataset's own."""
        return replace(self, columns=columns)

    def sort(self, *columns: str) -> "Rows":
        """Sort by columns, prefixed with ``-`` for descending. NULL sorts last, and the key breaks ties."""
        return replace(self, order=columns)

    def limit(self, rows: int) -> "Rows":
        """Read at most so many rows. Raise ClientError."""
        if rows < 1:
            raise ClientError(f"limit is {rows}, expected at least 1", "invalid")
        return replace(self, most=rows)

    def pages(self) -> Iterator["pa.Table"]:
        """Yield Arrow tables, one per request and at least one.

        Raise ClientError with the code ``changed`` if the table changes between two pages.
        """
        cursor: str | None = None
        version: str | None = None
        left = self.most
        while True:
            rows = self.page_rows if left is None else min(left, self.page_rows)
            response = self._transport.get(self.path, self._query(rows, cursor), ARROW)
            found = response.headers.get("x-payload-version")
            if self.consistent and version not in (None, found):
                raise ClientError(f"{self.path} changed while its pages were read: read it again", "changed")
            version, cursor = found, response.headers.get("x-next-cursor")
            page = pa.ipc.open_stream(response.content).read_all()
            yield page
            left = None if left is None else left - page.num_rows
            if cursor is None or left == 0:
                return

    def to_arrow(self, floats: bool = False) -> "pa.Table":
        """Return all rows as an Arrow table; ``floats`` turns decimals into 64-bit floats.

        Reads again from the first page if the table changed meanwhile, three times at most. Raise ClientError.
        """
        for remaining in reversed(range(READS)):
            try:
                table = pa.concat_tables(self.pages())
                return _with_floats(table) if floats else table
            except ClientError as error:
                if error.code != "changed" or not remaining:
                    raise
        raise AssertionError

    def to_pandas(self, floats: bool = False) -> "pd.DataFrame":
        """Return all rows as a pandas frame of Arrow types: NULL stays NULL, and integers stay integers."""
        import pandas as pd

        frame: pd.DataFrame = self.to_arrow(floats).to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def to_polars(self, floats: bool = False) -> "pl.DataFrame":
        """Return all rows as a polars frame."""
        import polars as pl

        frame = pl.from_arrow(self.to_arrow(floats))
        assert isinstance(frame, pl.DataFrame)
        return frame

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield rows as dicts of Python values, page by page."""
        for page in self.pages():
            yield from page.to_pylist()

    def first(self) -> dict[str, Any] | None:
        """Return the first row, or None."""
        return next(iter(self.limit(1)), None)

    def _filtered(self, column: str, operator: str, value: str) -> "Rows":
        return replace(self, filters=(*self.filters, f"{column}:{operator}:{value}"))

    def _query(self, rows: int, cursor: str | None) -> Mapping[str, str | int | list[str]]:
        query: dict[str, str | int | list[str]] = {"limit": rows}
        if self.filters:
            query["filter"] = list(self.filters)
        if self.columns:
            query["columns"] = ",".join(self.columns)
        if self.order:
            query["sort"] = ",".join(self.order)
        if cursor is not None:
            query["cursor"] = cursor
        return query


def _texts(column: str, values: Sequence[Value]) -> Iterator[str]:
    for value in values:
        text = _text(value)
        if "," in text:
            raise ClientError(f"{column}: `in` cannot take {text!r}, which contains a comma", "invalid")
        yield text


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _with_floats(table: "pa.Table") -> "pa.Table":
    kinds = [pa.float64() if pa.types.is_decimal(each.type) else each.type for each in table.schema]
    return table.cast(pa.schema(zip(table.column_names, kinds, strict=True)))
