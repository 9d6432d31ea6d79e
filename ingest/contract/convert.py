"""Converts a column's values to its type. Columns repeat few values: each is converted and checked once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ingest.contract.coerce import is_blank, says_nothing
from ingest.contract.column_rows import RawText
from ingest.contract.columns import Column

MOST_REMEMBERED = 20_000
UNFIT = object()


class Converted(NamedTuple):
    """A column's values in its type (None for blanks and misfits).

    ``unfit`` are the places of misfits, ``in_bounds`` says whether all values are. Values out of bounds are kept; the
    schema reports them.
    """

    values: list[Any]
    unfit: list[int]
    in_bounds: bool


class _Memo(dict[Any, Any]):
    """The converted form of each value of one type; ``doubtful`` are misfits and values out of bounds."""

    def __init__(self, column: Column) -> None:
        super().__init__({None: None})
        self._column = column
        self.doubtful: set[Any] = set()

    def __missing__(self, value: Any) -> Any:
        found = convert_one(value, self._column)
        self[value] = found
        if found is not None and (found is UNFIT or not self._column.fits(found)):
            self.doubtful.add(value)
        return found


class Converter:
    """Converts the values of one column and caches them across files."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._memos: dict[type, _Memo] = {}

    def convert(self, values: Sequence[Any]) -> Converted:
        """Return the values in the column's type."""
        kinds = {*map(type, values)} - {type(None)}
        if not kinds:
            return Converted([None] * len(values), [], True)
        if kinds == {RawText}:
            return Converted(list(values), [], True)
        if kinds == {self._column.native}:
            present = values if None not in values else [value for value in values if value is not None]
            if self._column.are_ready(present):
                return Converted(list(values), [], True)
        if any(kind.__hash__ is None or kind is tuple for kind in kinds):
            found = [convert_one(value, self._column) for value in values]
            return _converted(found, not all(value is None or self._is_good(value) for value in found))
        # A cache per type, since 1, 1.0 and True are equal.
        memos = {kind: self._memo(kind) for kind in (type(None), *kinds)}
        if len(kinds) == 1:
            memo = memos[next(iter(kinds))]
            found = list(map(memo.__getitem__, values))
        else:
            found = [memos[value.__class__][value] for value in values]
        doubts = any(memo.doubtful for memo in memos.values())
        return _converted(found, doubts and any(value in memos[value.__class__].doubtful for value in values))

    def _memo(self, kind: type) -> _Memo:
        memo = self._memos.get(kind)
        if memo is None or len(memo) > MOST_REMEMBERED:
            memo = self._memos[kind] = _Memo(self._column)
        return memo

    def _is_good(self, converted: Any) -> bool:
        return converted is not UNFIT and self._column.fits(converted)


def _converted(found: list[Any], is_doubtful: bool) -> Converted:
    unfit = [place for place, value in enumerate(found) if value is UNFIT] if is_doubtful else []
    for place in unfit:
        found[place] = None
    return Converted(found, unfit, not is_doubtful)


def convert_one(value: Any, column: Column) -> Any:
    """Return the value in the column's type, None for an empty cell, UNFIT if it does not fit the type.

    Words for no value (N/A, NULL, -) are an empty cell unless they fit the column.
    """
    if is_blank(value):
        return None
    try:
        found = column.convert(value)
    except (ValueError, OverflowError):
        return None if says_nothing(value) else UNFIT
    return None if says_nothing(found) and not column.fits(found) else found
