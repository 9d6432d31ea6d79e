"""The queue of games to build: list, add, run one now."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Query, Response

from benchsight.api.dependencies import Loader, Reader, ServicesOf
from benchsight.api.errors import ApiError, describe
from benchsight.api.jobs.models import JobStatus, Queued, QueueGame, RunQueued
from benchsight.api.jobs.starting import ACCEPTED, start_job
from benchsight.api.routing import api_router
from benchsight.live.queue.requests import QueuedRequest, enqueue_game, read_queue, read_request

router = api_router("/api/etl", "jobs", 401, 403, 429, 503)


@router.post("/queue", status_code=201, summary="Queue a game")
async def queue_game(services: ServicesOf, caller: Loader, body: QueueGame) -> Queued:
    """Run `benchsight queue --add`. A game already queued keeps its position unless the priority is higher."""

    def add(connection: Any) -> QueuedRequest:
        with connection.transaction():
            connection.execute("select set_config('benchsight.initiated_by', %s, true)", (caller.name,))
            return read_request(connection, enqueue_game(connection, body.game_id, body.priority))

    return _queued(await services.database.run(add))


@router.get("/queue", summary="List the queue")
async def read(
    services: ServicesOf,
    caller: Reader,
    everything: Annotated[bool, Query(description="Include requests that have ended.")] = False,
) -> list[Queued]:
    """Return running requests, pending ones in order, and those that failed within the last day."""
    requests = await services.database.run(lambda connection: read_queue(connection, everything))
    return [_queued(request) for request in requests]


@router.post("/run", summary="Run a queued request", responses=describe(409), **ACCEPTED)
async def run(services: ServicesOf, caller: Loader, response: Response, body: RunQueued) -> JobStatus:
    """Run a queued request now, without a worker."""
    request = await services.database.run(lambda connection: read_request(connection, body.queue_id))
    if request.status in ("processing", "completed"):
        raise ApiError(HTTPStatus.CONFLICT, "queue", f"request {request.id} is {request.status}")
    return await start_job(services, caller, response, "queue", {"queue_id": body.queue_id})


def _queued(request: QueuedRequest) -> Queued:
    return Queued(**{name: value for name, value in vars(request).items() if name in Queued.model_fields})
