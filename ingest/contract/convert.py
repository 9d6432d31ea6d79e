"""The values of a column in its type. A column repeats few values: each is converted and held to its bounds once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ingest.contract.coerce import is_blank
from ingest.contract.column_rows import RawText
from ingest.contract.columns import Column

MOST_REMEMBERED = 20_000
UNFIT = object()


class Converted(NamedTuple):
    """A column's values in its type, None for blanks and misfits; where the misfits are; whether all are in bounds.

    A value out of bounds is among ``values``: what is wrong with it is for the schema to say.
    """

    values: list[Any]
    unfit: list[int]
    in_bounds: bool


class _Memo(dict[Any, Any]):
    """What became of each value of one type; ``doubtful`` are those that misfit or are out of bounds."""

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
    """Converts the values of one column, and remembers them for the files to come."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._memos: dict[type, _Memo] = {}

    def convert(self, values: Sequence[Any]) -> Converted:
        """The values in the column's type."""
        kinds = {*map(type, values)} - {type(None)}
        if not kinds:
            return Converted([None] * len(values), [], True)
        if kinds == {RawText}:
            return Converted(list(values), [], True)
        if any(kind.__hash__ is None or kind is tuple for kind in kinds):
            found = [convert_one(value, self._column) for value in values]
            return _told(found, not all(value is None or self._is_good(value) for value in found))
        # A memory for each type: 1, 1.0 and True are equal, and not the same.
        memos = {kind: self._memo(kind) for kind in (type(None), *kinds)}
        if len(kinds) == 1:
            memo = memos[next(iter(kinds))]
            found = [memo[value] for value in values]
        else:
            found = [memos[value.__class__][value] for value in values]
        doubts = any(memo.doubtful for memo in memos.values())
        return _told(found, doubts and any(value in memos[value.__class__].doubtful for value in values))

    def _memo(self, kind: type) -> _Memo:
        memo = self._memos.get(kind)
        if memo is None or len(memo) > MOST_REMEMBERED:
            memo = self._memos[kind] = _Memo(self._column)
        return memo

    def _is_good(self, converted: Any) -> bool:
        return converted is not UNFIT and self._column.fits(converted)


def _told(found: list[Any], is_doubtful: bool) -> Converted:
    unfit = [place for place, value in enumerate(found) if value is UNFIT] if is_doubtful else []
    for place in unfit:
        found[place] = None
    return Converted(found, unfit, not is_doubtful)


def convert_one(value: Any, column: Column) -> Any:
    """The value in the column's type, None for an empty cell, UNFIT for one that is none of the type."""
    if is_blank(value):
        return None
    try:
        return column.convert(value)
    except (ValueError, OverflowError):
        return UNFIT
