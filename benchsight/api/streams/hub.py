"""Hub: listens to the database on one connection, and passes the messages of the log to all readers."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress

import psycopg

from benchsight.api.database import UNAVAILABLE, Database
from benchsight.api.settings import ApiSettings
from benchsight.api.streams.log import CHANNELS, NUMBER, PAGE, PAGE_ROWS, Message, Page, Place
from benchsight.api.streams.readers import Reader, StreamEvent, Wanted, ending

log = logging.getLogger("benchsight.api.streams")

NAME = "benchsight api stream"
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0  # seconds between attempts to connect
LOOK_SECONDS = 5.0  # between looks at the log if nothing was notified
# ops.number_stream relies on the isolation level; a statement that hangs is tried again on another connection
OPTIONS = "-c default_transaction_isolation=read\\ committed -c statement_timeout=30000"
RESET = "events were lost, or the id is unknown here: read again what you show"


class Hub:
    """Fans the log out to readers. Positions and epochs are those of the log."""

    def __init__(self, database: Database, settings: ApiSettings) -> None:
        self._database, self._settings = database, settings
        self._readers: set[Reader] = set()
        self._place: Place | None = None
        self._connected = asyncio.Event()
        self._is_closing = False

    @property
    def readers(self) -> int:
        """Number of connected readers."""
        return len(self._readers)

    @property
    def is_full(self) -> bool:
        """Whether no further reader is accepted."""
        return self._is_closing or len(self._readers) >= self._settings.stream_readers

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen meanwhile."""
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self.close()
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

    def close(self) -> None:
        """End every stream, and accept no further reader."""
        self._is_closing = True
        for reader in self._readers:
            reader.end("shutdown")

    async def is_drained(self, seconds: float) -> bool:
        """Return whether every reader has left; wait for it so many seconds."""
        deadline = time.monotonic() + seconds
        while self._readers and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        return not self._readers

    async def is_connected(self, seconds: float) -> bool:
        """Return whether the hub listens to the database; wait for it so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._connected.wait()
        return self._connected.is_set()

    async def follow(
        self, wanted: Wanted, last_event_id: str | None, is_active: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[StreamEvent]:
        """Yield what came after an event, then `ready`, then what comes; `heartbeat` while there is nothing.

        ``is_active`` is called at every heartbeat at the latest; the stream ends when it returns False. The last event
        is `end`, with its reason.
        """
        reader = Reader(wanted, self._settings.stream_queue)
        self._readers.add(reader)
        try:
            joined = self._place  # later messages come through the queue
            last = None if last_event_id is None else Place.read(last_event_id)
            if last is not None and joined is not None and last.epoch == joined.epoch:
                reader.after = last.position  # may be later, from another server process
            if joined is None or self._is_closing:
                yield ending("shutdown" if self._is_closing else "unavailable")
                return
            if last_event_id is not None:
                try:
                    async for missed in self._missed(wanted, last, joined):
                        if missed.event == "reset":
                            reader.after = 0
                        yield missed
                except UNAVAILABLE:
                    yield ending("unavailable")
                    return
            yield StreamEvent("ready", {}, reader.resumes_at(joined))
            checked = time.monotonic()
            while True:
                event = await reader.take(self._settings.heartbeat_seconds)
                resumes_at = reader.resumes_at(self._place or joined)  # before anything else is awaited: all was taken
                if time.monotonic() - checked >= self._settings.heartbeat_seconds:
                    if not await _unless_unavailable(is_active):
                        yield ending("signed_out")
                        return
                    checked = time.monotonic()
                yield event or StreamEvent("heartbeat", {}, resumes_at)
                if event is not None and event.is_last:
                    return
        finally:
            self._readers.discard(reader)

    async def _missed(self, wanted: Wanted, place: Place | None, joined: Place) -> AsyncIterator[StreamEvent]:
        """Yield the messages between a place and that where the reader joined; `reset` if some are gone."""
        while place != joined:
            page = None
            if place is not None:
                page = Page.of(await self._database.fetch(PAGE, (place.position, PAGE_ROWS)))
            if place is None or page is None or not page.follows(place):
                yield StreamEvent("reset", {"detail": RESET}, str(joined))
                return
            for message in page.messages:
                if message.position > joined.position:
                    return
                place = Place(place.epoch, message.position)
                if wanted.has(message):
                    yield _event(message, place)
            if not page.messages:
                return

    async def _work(self) -> None:
        """Listen; connect again whenever the connection is lost, and go on where the log was left."""
        wait = FIRST_WAIT
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._database.conninfo,
                    autocommit=True,
                    application_name=NAME,
                    options=OPTIONS,
                )
                async with connection:
                    for channel in CHANNELS:
                        await connection.execute(f"listen {channel}".encode())
                    await self._advance(connection)
                    self._connected.set()
                    wait = FIRST_WAIT
                    while True:
                        async with aclosing(connection.notifies(timeout=LOOK_SECONDS, stop_after=1)) as heard:
                            async for _ in heard:
                                pass
                        await self._advance(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if self._connected.is_set():
                    log.warning("the stream lost its database and connects again: %s", error)
            except Exception:
                log.exception("the stream cannot be read for now")
            self._connected.clear()
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _advance(self, connection: psycopg.AsyncConnection) -> None:
        """Number what was committed, and pass on all that is new."""
        while True:
            await connection.execute(NUMBER)
            after = 0 if self._place is None else self._place.position
            page = Page.of(await (await connection.execute(PAGE.encode(), (after, PAGE_ROWS))).fetchall())
            if self._place is None:
                self._place = page.head
                return
            await self._make_room()
            if not page.follows(self._place):
                self._place = page.head
                for reader in self._readers:
                    reader.after = 0
                    reader.add(StreamEvent("reset", {"detail": RESET}, str(page.head)))
                return
            if not page.messages:
                return
            for message in page.messages:
                self._place = Place(page.head.epoch, message.position)
                event = _event(message, self._place)
                for reader in self._readers:
                    if message.position > reader.after and reader.wanted.has(message):
                        reader.add(event)

    async def _make_room(self) -> None:
        """Wait a moment for readers whose queue is full; end those that then still read nothing."""
        full = [reader for reader in self._readers if not reader.room.is_set()]
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.stream_patience):
                for reader in full:
                    await reader.room.wait()
        for reader in full:
            if not reader.room.is_set():
                reader.end("slow")


def _event(message: Message, place: Place) -> StreamEvent:
    data = {"detail": RESET} if message.topic == "reset" else message.data
    return StreamEvent(message.topic, data, str(place))


async def _unless_unavailable(is_active: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await is_active()
    except UNAVAILABLE:
        return True  # asked again at the next heartbeat
