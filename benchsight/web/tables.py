"""Tables of pages, declared once for the screen and for CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from benchsight.web.cells import DIGITS, cell

NUMERIC = (*DIGITS, "m:ss")


@dataclass(frozen=True)
class Column:
    """Column of a table: ``key`` of its rows, label, format of benchsight.web.cells.

    ``of``: published table whose definition of ``stat`` (default: ``key``) the heading offers. ``link``: address with
    keys of the row in braces; ``address``: key of a whole address, such as that of a video. ``more``: hidden until a
    reader asks for more columns. ``note``: key of the reason that an unknown value has none.
    """

    key: str
    label: str
    format: str = "text"
    of: str | None = None
    stat: str | None = None
    link: str | None = None
    address: str | None = None
    more: bool = False
    note: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether cells are aligned right and sorted as numbers."""
        return self.format.removeprefix("+") in NUMERIC

    def text(self, row: Mapping[str, Any]) -> str:
        """Return the cell of a row."""
        return cell(row.get(self.key), self.format)

    def href(self, row: Mapping[str, Any]) -> str | None:
        """Return the address a cell links to; None if a key of it is unknown."""
        if self.address is not None:
            return row.get(self.address)
        if self.link is None:
            return None
        try:
            return self.link.format_map(_Quoted(row))
        except KeyError:
            return None


@dataclass(frozen=True)
class Table:
    """Table of a page. ``name`` is unique in the page and names its CSV; ``sorted_by`` is the key the rows come in.

    ``unknown``: why a value may be missing; ``empty``: what to say without rows. Rows with a true ``grey`` are pale,
    such as small samples. ``total``: a last row that is not sorted.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    sorted_by: str | None = None
    unknown: str = "not tracked"
    empty: str = "Nothing to show."
    total: Mapping[str, Any] | None = None
    hide_caption: bool = False
    more: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "more", any(column.more for column in self.columns))

    def cells(self, row: Mapping[str, Any]) -> Markup:
        """Return the cells of a row as HTML. Not a template: a page has thousands of them."""
        return Markup("").join(
            self._cell(column, row, "td" if number else "th") for number, column in enumerate(self.columns)
        )

    def _cell(self, column: Column, row: Mapping[str, Any], element: str) -> Markup:
        value, text = row[column.key], escape(column.text(row))
        names = [
            name
            for name, is_so in (
                ("number", column.is_number), ("more", column.more), ("sorted", column.key == self.sorted_by)
            )
            if is_so
        ]  # fmt: skip
        attributes = ' scope="row"' if element == "th" else ""
        if names:
            attributes += f' class="{" ".join(names)}"'
        # what sorting needs and the text does not say
        if column.is_number and str(value) != text:
            attributes += f' data-value="{"" if value is None else escape(value)}"'
        if value is None:
            reason = row.get(column.note) if column.note else None
            attributes += f' title="{escape(reason or self.unknown)}"'
        href = None if value is None else column.href(row)
        if href:
            text = Markup(f'<a href="{escape(href)}">{text}</a>')  # nosec B704 # both are escaped
        return Markup(f"<{element}{attributes}>{text}</{element}>\n")  # nosec B704 # all parts are escaped

    def to_csv(self) -> str:
        """Return the rows as CSV, all columns, raw values; NULL is an empty cell."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([column.key for column in self.columns])
        for row in self.rows:
            writer.writerow([_plain(row.get(column.key)) for column in self.columns])
        return out.getvalue()


class _Quoted:
    """Values of a row as parts of an address; an unknown one has no key."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row

    def __getitem__(self, key: str) -> str:
        value = self._row[key]
        if value is None:
            raise KeyError(key)
        return quote(str(value), safe="")


def _plain(value: Any) -> Any:
    """Return a value as a spreadsheet takes it: text that it would run as a formula is quoted."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
