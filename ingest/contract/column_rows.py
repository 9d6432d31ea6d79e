"""Rows of a table kept column by column; single rows are built on access."""

import gc
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, overload

from ingest.contract.extract import Origin, Row, TableRows

Item = TypeVar("Item", covariant=True)
Cells = Mapping[str, Sequence[Any]]
Raws = Sequence[str | None]


class RawText(str):
    """A source row as JSON text that PostgreSQL accepts."""

    __slots__ = ()


def as_row(raw: Any) -> Any:
    """Return a raw row that may be text as an object."""
    return json.loads(raw) if isinstance(raw, RawText) else raw


class ColumnRows(TableRows):
    """Rows for one staging table as columns of equal length, and the source rows as JSON text.

    ``sheets`` is None for a file without sheets; row ``numbers`` are as a spreadsheet program shows them.
    """

    def __init__(
        self,
        table: str,
        cells: Cells,
        raws: Raws,
        numbers: Sequence[int | None],
        sheets: Sequence[str | None] | None = None,
    ) -> None:
        self.cells = cells
        self.raws = raws
        self.numbers = numbers
        super().__init__(table, _Rows(cells, raws), _Origins(numbers, sheets))

    def columns(self, names: Iterable[str]) -> Iterator[Sequence[Any]]:
        """Return the values of each of these columns, row by row; None if the table does not have the column."""
        nothing = [None] * len(self.raws)
        for name in names:
            yield self.raws if name == "raw" else self.cells.get(name, nothing)

    def unknown_columns(self, known: Container[str]) -> dict[str, int]:
        """Return, for each column that is not known, the first row that has it."""
        return {name: 0 for name in self.cells if name not in known and self.raws}


class TupleRows(TableRows):
    """Rows for one staging table that have the same columns, ``names``, each as a tuple of their values."""

    def __init__(self, table: str, names: tuple[str, ...]) -> None:
        self.names = names
        self.tuples: list[tuple[Any, ...]] = []
        self._origins: list[Origin] = []
        super().__init__(table, _NamedRows(names, self.tuples), self._origins)

    def append(self, row: tuple[Any, ...], origin: Origin) -> None:
        """Append a row, its values in the order of ``names``."""
        self.tuples.append(row)
        self._origins.append(origin)

    def columns(self, names: Iterable[str]) -> Iterator[Sequence[Any]]:
        """Return the values of each of these columns, row by row; None if the table does not have the column."""
        found = dict(zip(self.names, zip(*self.tuples, strict=True), strict=True)) if self.tuples else {}
        nothing = (None,) * len(self.tuples)
        for name in names:
            yield found.get(name, nothing)

    def unknown_columns(self, known: Container[str]) -> dict[str, int]:
        """Return, for each column that is not known, the first row that has it."""
        return {name: 0 for name in self.names if name not in known and self.tuples}


def compact(source: TableRows, checked: Cells) -> TableRows:
    """Return the part of checked rows that rejects need: the origin of each, and its raw row (else its cells)."""
    if isinstance(source, ColumnRows):
        return ColumnRows(source.table, {}, source.raws, source.numbers)
    raws: Raws = checked.get("raw", [None] * len(source.rows))
    names: Iterable[str] = ()
    if None in raws:
        names = source.names if isinstance(source, TupleRows) else {name: None for row in source.rows for name in row}
    cells = dict(zip(names, source.columns(names), strict=True))
    sheets = [origin.sheet for origin in source.origins]
    return ColumnRows(source.table, cells, raws, [origin.row for origin in source.origins], sheets)


class _Listed(Sequence[Item]):
    """A sequence that builds its items on access."""

    def item(self, place: int) -> Item:
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return [self.item(each) for each in range(*place.indices(len(self)))]
        return self.item(place)


class _Rows(_Listed[Row]):
    """Rows built from columns."""

    def __init__(self, cells: Cells, raws: Raws) -> None:
        self._cells = cells
        self._raws = raws

    def __len__(self) -> int:
        return len(self._raws)

    def item(self, place: int) -> Row:
        raw = self._raws[place]
        row = {name: values[place] for name, values in self._cells.items()}
        return row if raw is None else row | {"raw": json.loads(raw)}


class _NamedRows(_Listed[Row]):
    """Rows built from tuples of the values of ``names``."""

    def __init__(self, names: tuple[str, ...], tuples: list[tuple[Any, ...]]) -> None:
        self._names = names
        self._tuples = tuples

    def __len__(self) -> int:
        return len(self._tuples)

    def item(self, place: int) -> Row:
        row = dict(zip(self._names, self._tuples[place], strict=True))
        return row | {"raw": as_row(row["raw"])} if isinstance(row.get("raw"), RawText) else row


class _Origins(_Listed[Origin]):
    """Origins built from row numbers and sheets."""

    def __init__(self, numbers: Sequence[int | None], sheets: Sequence[str | None] | None) -> None:
        self._numbers = numbers
        self._sheets = sheets

    def __len__(self) -> int:
        return len(self._numbers)

    def item(self, place: int) -> Origin:
        return Origin(None if self._sheets is None else self._sheets[place], self._numbers[place])


@contextmanager
def without_collection() -> Iterator[None]:
    """Suspend garbage collection while many rows are built: it would visit all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
