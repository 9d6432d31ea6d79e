"""Indexes: two events (or shifts) under one number both land, the second under a number of its own."""

from collections.abc import Sequence

from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedShift
from ingest.parsing.keys import spare_index


def final_indexes(rows: Sequence[TrackedEvent | TrackedShift], table: str, column: str, notes: Notes) -> list[int]:
    """The index each row lands under, in their order: its own, or a spare one where that is taken."""
    own = {row.index for row in rows}
    used: set[int] = set()
    indexes = []
    for row in rows:
        index = row.index
        if index in used:
            index = spare_index(index, own | used)
            notes.add(
                table, column, "a number used twice; the second lands under one of its own", "a number per row",
                row.origin, row.index,
            )  # fmt: skip
        used.add(index)
        indexes.append(index)
    return indexes
