"""The queue: what is worked on, what waits, what failed; add, retry and cancel requests."""

import psycopg
from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.live.queue.requests import QueuedRequest, cancel, enqueue_game, read_queue, read_request, retry
from benchsight.portal.forms import LoadForm, done, refused
from benchsight.portal.pages import show_portal
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router

router = portal_router(Scope.LOAD)

PATH = "/admin/queue"
LARGEST_ID = 2**31 - 1
WORKERS = """
    select count(distinct claimed_by) from public.etl_queue
    where status = 'processing' and lease_expires_at > clock_timestamp()
"""


@router.get(PATH)
async def show_queue(request: Request) -> Response:
    """Return the queue; `?all=yes`: with requests that ended long ago."""
    everything = request.query_params.get("all") == "yes"

    def read(reader: PageReader) -> Page:
        requests = read_queue(reader.connection, everything)
        context = {"requests": requests, "everything": everything, "busy": reader.value(WORKERS)}
        return Page("portal/queue.html", "Queue", context)

    return await show_portal(request, read)


@router.post(PATH)
async def add(form: LoadForm) -> Response:
    """Queue a game."""
    game_id, priority = form.number("game_id", "a game"), form.number("priority", "a priority")
    if not 1 <= game_id <= LARGEST_ID or priority > 100:
        raise refused("a game has a number from 1 on, and a priority is from 0 to 100")

    def enqueue(connection: psycopg.Connection) -> QueuedRequest:
        with connection.transaction():
            connection.execute("select set_config('benchsight.initiated_by', %s, true)", (form.caller.name,))
            return read_request(connection, enqueue_game(connection, game_id, priority))

    queued = await form.services.database.run(enqueue)
    return done(PATH, f"Game {game_id} is in the queue as request {queued.id}.")


@router.post(f"{PATH}/{{request_id}}/retry")
async def retry_request(request_id: int, form: LoadForm) -> Response:
    """Try a request again now."""
    new = await form.services.database.run(lambda connection: retry(connection, request_id))
    return done(PATH, f"Request {new} is tried again.")


@router.post(f"{PATH}/{{request_id}}/cancel")
async def cancel_request(request_id: int, form: LoadForm) -> Response:
    """Cancel a request that waits."""
    await form.services.database.run(lambda connection: cancel(connection, request_id))
    return done(PATH, f"Request {request_id} is cancelled.")
