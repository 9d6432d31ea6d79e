"""Log of the event stream: messages in the order of their commits, read by position."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from uuid import UUID

from psycopg.rows import TupleRow

CHANNELS = ("benchsight_jobs", "benchsight_live", "benchsight_freshness")  # each wakes the servers, whatever it says
NUMBER = "select ops.number_stream()"
PAGE_ROWS = 64
# At least one row: a page without messages has NULL in the columns after the first three.
PAGE = """
    select head.epoch, head.position, head.oldest, found.position, found.topic, found.game_id, found.job_id, found.data
    from (
        select
            h.epoch, h.position,
            coalesce((select min(e.position) from ops.stream_events as e), h.position + 1) as oldest
        from ops.stream_head as h
    ) as head
    left join lateral (
        select e.position, e.topic, e.game_id, e.job_id, e.data
        from ops.stream_events as e where e.position > %s order by e.position limit %s
    ) as found on true
    order by found.position
"""
ID = re.compile(r"([0-9a-f]{8})-([0-9]{1,18})", re.ASCII)


class Place(NamedTuple):
    """Position in the log of one database; written as an event's id."""

    epoch: str
    position: int

    @classmethod
    def read(cls, event_id: str) -> Self | None:
        """Return the place that an event id names; None if it is no id of ours."""
        parts = ID.fullmatch(event_id)
        return None if parts is None else cls(parts[1], int(parts[2]))

    def __str__(self) -> str:
        return f"{self.epoch}-{self.position}"


@dataclass(frozen=True)
class Message:
    """Row of ops.stream_events."""

    position: int
    topic: str
    game_id: int | None
    job_id: UUID | None
    data: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Messages after a position; ``head`` is the last position given, ``oldest`` the first that is still kept."""

    head: Place
    oldest: int
    messages: Sequence[Message]

    @classmethod
    def of(cls, rows: Sequence[TupleRow]) -> Self:
        """Return the page that the rows of PAGE hold."""
        epoch, head, oldest = rows[0][:3]
        return cls(Place(epoch.hex[:8], head), oldest, [Message(*row[3:]) for row in rows if row[3] is not None])

    def follows(self, place: Place) -> bool:
        """Return whether every message after a place is still in the log."""
        return place.epoch == self.head.epoch and self.oldest - 1 <= place.position <= self.head.position
