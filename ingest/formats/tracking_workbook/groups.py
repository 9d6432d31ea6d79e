"""Rows of the tracking workbook, one per player, grouped to events."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ingest.formats.cells.tables import Record
from ingest.formats.tracking_workbook.columns import cell, copied, typed
from ingest.game.model import plain
from ingest.parsing import values


@dataclass
class EventRows:
    """Rows of one event. ``is_first`` is False for a second event under one index.

    Formulas look up by index, so the copies on a second event's rows are those of the first event.
    """

    index: int
    event_type: str | None
    detail: str | None
    is_first: bool
    records: list[Record] = field(default_factory=list)
    copies: set[tuple[str, str]] = field(default_factory=set)

    def value(self, name: str) -> Any:
        """Return the event's cell: typed on any of its rows, else copied (not on a second event)."""
        readers = (typed, copied) if self.is_first else (typed,)
        found = (read(record, name) for read in readers for record in self.records)
        return next((value for value in found if value is not None), None)

    def any_value(self, *columns: str) -> Any:
        """Return the first cell of the rows in one of these columns that is not blank."""
        return next((value for record in self.records if (value := record.get(*columns)) is not None), None)


def group_rows(numbered: Iterable[tuple[int, Record]]) -> list[EventRows]:
    """Return events in the order in which they begin; rows of an event need not be adjacent."""
    groups: list[EventRows] = []
    by_index: dict[int, list[EventRows]] = {}
    for index, record in numbered:
        siblings = by_index.setdefault(index, [])
        event = next((event for event in reversed(siblings) if _belongs(record, event)), None)
        if event is None:
            event = _begun_by(record, index, siblings)
            siblings.append(event)
            groups.append(event)
        event.records.append(record)
        event.copies.add(_codes(record, copied))
    return groups


def _begun_by(record: Record, index: int, siblings: list[EventRows]) -> EventRows:
    """Return the event that begins with this row: by the typed cells, else by copies that differ from those above."""
    is_typed = typed(record, "type") is not None
    read = typed if siblings and is_typed else cell
    event_type, detail = values.text(read(record, "type")), values.text(read(record, "detail"))
    return EventRows(index, event_type, detail, is_first=not siblings or not is_typed)


def _belongs(record: Record, event: EventRows) -> bool:
    """Return whether a further row under the same index is of this event; blanks repeat the row above."""
    event_type, detail = _codes(record, typed)
    if event_type:
        return event_type == plain(event.event_type) and detail in ("", plain(event.detail))
    found = _codes(record, copied)
    return found in event.copies or found in (("", ""), (plain(event.event_type), plain(event.detail)))


def _codes(record: Record, read: Callable[[Record, str], Any]) -> tuple[str, str]:
    """Return type and detail of a row, without punctuation and case."""
    return plain(values.text(read(record, "type"))), plain(values.text(read(record, "detail")))
