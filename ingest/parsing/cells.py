"""Reads a column of cells at once: files repeat few texts, and each different one is read once."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Read = TypeVar("Read")
NOTHING = type(None)
UNREADABLE = object()
"""What a cell becomes that its reader refuses."""

KEPT_APART = ({str}, {int})
"""Types of which equal cells are read alike, which 1, 1.0 and True are not."""


def read_each(read: Callable[[Any], Read], cells: Sequence[Any]) -> list[Read]:
    """Return what ``read`` makes of each cell."""
    if {*map(type, cells)} - {NOTHING} in KEPT_APART:
        known = {cell: read(cell) for cell in {*cells}}
        return list(map(known.__getitem__, cells))
    return list(map(read, cells))


def or_unreadable(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader that makes UNREADABLE of a cell for which ``read`` raises ValueError."""

    def read_or_not(cell: Any) -> Any:
        try:
            return read(cell)
        except ValueError:
            return UNREADABLE

    return read_or_not
