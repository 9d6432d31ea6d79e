"""Event stream: jobs, live games and freshness as server-sent events or over a WebSocket."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Header, Query, WebSocket
from fastapi.responses import FileResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field
from starlette.websockets import WebSocketDisconnect

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Reader, Services, ServicesOf, credentials
from benchsight.api.errors import RETRY_SECONDS, ApiError, answer_of, describe
from benchsight.api.keys import Scope
from benchsight.api.models import StrictModel
from benchsight.api.routing import api_router
from benchsight.api.streams.readers import StreamEvent, Wanted

log = logging.getLogger("benchsight.api.streams")
router = api_router("/api", "live")

STORE = Path(__file__).parents[1] / "static" / "store.js"
CLOSE_CODES = {"slow": 1013, "shutdown": 1012, "signed_out": 1008, "unavailable": 1013}
Topic = Literal["job", "game", "freshness"]
EXAMPLE = """id: 3f0c9a1e-152
event: job
data: {"job_id": "5b0c9a3e-6f5e-4f0c-9d0e-0e6a4a0f7b11", "kind": "build", "status": "running", "progress": 42}

id: 3f0c9a1e-153
event: game
data: {"change": "staged", "table": "staging_events", "op": "insert", "game_id": 18969, "count": 1}

"""


class StreamQuery(StrictModel):
    """Query parameters of the event stream."""

    topic: list[Topic] = Field([], max_length=3, description="Topics, repeatable; default all.")
    game_id: list[int] = Field([], max_length=100, description="Limits game events to these games; repeatable.")
    job_id: list[UUID] = Field([], max_length=100, description="Limits job events to these jobs; repeatable.")
    last_event_id: str | None = Field(
        None, max_length=100, description="As Last-Event-ID, for clients that cannot set headers."
    )

    def wanted(self) -> Wanted:
        """Return the filter."""
        return Wanted(frozenset(self.topic), frozenset(self.game_id), frozenset(self.job_id))


async def connected(services: ServicesOf) -> None:
    """Raise ApiError unless the stream can begin."""
    stream, retry = services.stream, {"Retry-After": str(RETRY_SECONDS)}
    if stream.is_full:
        raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "too_many_streams", "too many streams are open: retry", retry)
    if not await stream.is_connected(services.settings.pool_wait):
        raise ApiError(
            HTTPStatus.SERVICE_UNAVAILABLE, "database_away", "the database is unavailable: retry in a moment", retry
        )


@router.get(
    "/live/events",
    summary="Follow jobs, live games and freshness",
    response_class=EventSourceResponse,
    response_description="Server-sent events, without end.",
    responses={
        200: {"content": {"text/event-stream": {"example": EXAMPLE}}},
        **describe(401, 403, 429, 503),
    },
)
async def events(
    services: ServicesOf,
    caller: Reader,
    _connected: Annotated[None, Depends(connected)],
    query: Annotated[StreamQuery, Query()],
    last_event_id: Annotated[str | None, Header(max_length=100, description="`id` of the last event received.")] = None,
) -> AsyncIterable[ServerSentEvent]:
    """Send events as they come, after those since `Last-Event-ID`.

    `job`: progress of a job. `game`: `change` is staged (rows a tracker wrote), published or deleted. `freshness`: a
    build, deletion or restore ended, so payload versions changed. `ready`: what follows is new. `reset`: events were
    lost, read again what you show. `end`: the last event, with its `reason`; connect again with `Last-Event-ID`.
    """
    async with aclosing(_follow(services, caller, query, last_event_id or query.last_event_id)) as found:
        async for event in found:
            yield _as_sse(event)


@router.websocket("/live/ws")
async def websocket(socket: WebSocket, services: ServicesOf, query: Annotated[StreamQuery, Query()]) -> None:
    """Send the events of GET /api/live/events as JSON: `event`, `id`, `data`."""
    try:
        caller = await services.callers.find(credentials(socket))
        caller.require(Scope.READ)
        await connected(services)
    except Exception as error:
        await socket.send_denial_response(answer_of(socket.url.path, error))
        return
    await socket.accept()
    leaving = asyncio.create_task(_left(socket))
    sending = asyncio.create_task(_send(socket, services, _follow(services, caller, query, query.last_event_id)))
    try:
        await asyncio.wait([leaving, sending], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (leaving, sending):
            task.cancel()
        for outcome in await asyncio.gather(leaving, sending, return_exceptions=True):
            if isinstance(outcome, Exception):
                log.error("a WebSocket failed", exc_info=outcome)


@router.get("/client/store.js", include_in_schema=False)
async def store() -> FileResponse:
    """Return the client store, an ES module."""
    return FileResponse(STORE, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})


def _follow(
    services: Services, caller: Caller, query: StreamQuery, last_event_id: str | None
) -> AsyncGenerator[StreamEvent]:
    return services.stream.follow(query.wanted(), last_event_id, lambda: services.callers.is_active(caller))


def _as_sse(event: StreamEvent) -> ServerSentEvent:
    if event.event == "heartbeat":  # its id alone moves the place where the browser resumes
        return ServerSentEvent(comment="heartbeat", id=event.id)
    return ServerSentEvent(event=event.event, raw_data=event.text, id=event.id)


async def _send(socket: WebSocket, services: Services, found: AsyncGenerator[StreamEvent]) -> None:
    """Send events; close the socket after the last one, or when the client takes none for too long."""
    code = CLOSE_CODES["slow"]
    with suppress(TimeoutError, WebSocketDisconnect):
        async with aclosing(found):
            async for event in found:
                async with asyncio.timeout(services.settings.request_seconds):
                    await socket.send_json({"event": event.event, "id": event.id, "data": event.data})
                if event.is_last:
                    code = CLOSE_CODES[event.data["reason"]]
    with suppress(RuntimeError):  # the client has left
        await socket.close(code)


async def _left(socket: WebSocket) -> None:
    """Return when the client has left; what it sends is not read."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
