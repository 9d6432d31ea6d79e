"""Readers of the event stream: what they want, and a bounded queue of what they have not taken yet."""

import asyncio
import json
from collections import deque
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from benchsight.api.streams.log import PAGE_ROWS, Message, Place

ENDINGS = {
    "slow": "events came faster than they were read: connect again with Last-Event-ID, the id of the last event read",
    "shutdown": "the server is shutting down: connect again with Last-Event-ID",
    "signed_out": "the key was revoked, or the session has ended",
    "unavailable": "the database is unavailable: connect again in a moment",
}


@dataclass(frozen=True)
class StreamEvent:
    """Event as sent; without ``id`` it does not change where a reader resumes."""

    event: str
    data: Mapping[str, Any]
    id: str | None = None

    @cached_property
    def text(self) -> str:
        """The data as JSON, made once for all readers."""
        return json.dumps(self.data)

    @property
    def is_last(self) -> bool:
        """Whether the stream ends after it."""
        return self.event == "end"


def ending(reason: str) -> StreamEvent:
    """Return the last event of a stream."""
    return StreamEvent("end", {"reason": reason, "detail": ENDINGS[reason]})


@dataclass(frozen=True)
class Wanted:
    """Filter: ``topics``, games of game events, jobs of job events; an empty one passes everything."""

    topics: Collection[str] = ()
    games: Collection[int] = ()
    jobs: Collection[UUID] = ()

    def has(self, message: Message) -> bool:
        """Return whether a message passes."""
        if message.topic == "reset":
            return True
        return (
            (not self.topics or message.topic in self.topics)
            and (message.topic != "game" or not self.games or message.game_id in self.games)
            and (message.topic != "job" or not self.jobs or message.job_id in self.jobs)
        )


class Reader:
    """Queue of at most ``size`` events between the server and one reader."""

    def __init__(self, wanted: Wanted, size: int) -> None:
        self.wanted = wanted
        self.after = 0  # messages up to this position were seen before
        self.room = asyncio.Event()  # set while a page fits
        self._size = max(size, PAGE_ROWS)
        self._waiting: deque[StreamEvent] = deque()
        self._filled = asyncio.Event()
        self._has_ended = False
        self.room.set()

    def add(self, event: StreamEvent) -> None:
        """Add an event; end the reader as slow if there is no room for it."""
        if self._has_ended:
            return
        if len(self._waiting) >= self._size:
            self.end("slow")
            return
        self._waiting.append(event)
        self._update()

    def end(self, reason: str) -> None:
        """Drop what waits, which the log still has, and add the last event."""
        if not self._has_ended:
            self._has_ended = True
            self._waiting.clear()
            self._waiting.append(ending(reason))
            self._update()

    def resumes_at(self, place: Place) -> str:
        """Return the event id with which a reader that has seen everything up to a place resumes."""
        return str(max(place, Place(place.epoch, self.after)))

    async def take(self, seconds: float) -> StreamEvent | None:
        """Return the next event; None if there is none within so many seconds."""
        if not self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._filled.wait()
        event = self._waiting.popleft() if self._waiting else None
        self._update()
        return event

    def _update(self) -> None:
        _set(self._filled, bool(self._waiting))
        _set(self.room, self._has_ended or len(self._waiting) + PAGE_ROWS <= self._size)


def _set(event: asyncio.Event, value: bool) -> None:
    if value:
        event.set()
    else:
        event.clear()
