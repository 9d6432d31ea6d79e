"""Rows of a large table that was read column by column; a row is only put together where somebody looks at it."""

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any, overload

from ingest.extract import Origin, Row, TableRows


class RawText(str):
    """A row as it stood in the source, as JSON text that PostgreSQL takes."""

    __slots__ = ()


class ColumnRows(TableRows):
    """Rows for one staging table as columns of equal length; row ``numbers`` are as the user's program shows them."""

    def __init__(self, table: str, cells: dict[str, list[Any]], raws: list[RawText], numbers: list[int]) -> None:
        self.cells = cells
        self.raws = raws
        super().__init__(table, _Rows(cells, raws), _Origins(numbers))

    def columns(self, names: Iterable[str]) -> Iterator[Sequence[Any]]:
        """The values of each of these columns, row by row; None where the table does not have the column."""
        nothing = [None] * len(self.raws)
        for name in names:
            yield self.raws if name == "raw" else self.cells.get(name, nothing)

    def unknown_columns(self, known: Container[str]) -> dict[str, int]:
        """The first row that has each column that is not among the known ones."""
        return {name: 0 for name in self.cells if name not in known and self.raws}


class _Rows(Sequence[Row]):
    """The rows of columns."""

    def __init__(self, cells: dict[str, list[Any]], raws: list[RawText]) -> None:
        self._cells = cells
        self._raws = raws

    def __len__(self) -> int:
        return len(self._raws)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        row = {name: values[place] for name, values in self._cells.items()}
        return row | {"raw": json.loads(self._raws[place])}


class _Origins(Sequence[Origin]):
    """Where rows of a file without sheets stood."""

    def __init__(self, numbers: list[int]) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Origin: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Origin]: ...
    def __getitem__(self, place: int | slice) -> Origin | Sequence[Origin]:
        if isinstance(place, slice):
            return [Origin(None, number) for number in self._numbers[place]]
        return Origin(None, self._numbers[place])
