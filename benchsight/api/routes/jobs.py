"""Jobs: loads, builds and deletions that are asked for, followed and cancelled."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Administrator, Loader, Reader, Services, ServicesOf
from benchsight.api.errors import ApiError, describe
from benchsight.api.jobs.store import Job, add_job, cancel_job, read_job
from benchsight.api.keys import Scope
from benchsight.api.models import page_model
from benchsight.api.pages import described_page, page_request, query_model, respond
from benchsight.builds.rebuild import check_rebuild
from benchsight.db.settings import load_settings
from benchsight.live.queue.requests import QueuedRequest, enqueue_game, read_queue, read_request
from benchsight.reads.published.datasets import Dataset
from benchsight.reads.published.other_tables import JOBS

router = APIRouter(prefix="/api", tags=["jobs"], responses=describe(401, 403, 429, 503))

GameId = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[18969])]
JobId = Annotated[UUID, Path(examples=["5b0c9a3e-6f5e-4f0c-9d0e-0e6a4a0f7b11"])]
HISTORY = Dataset("etl-history", "api_jobs", "Jobs that were asked for.", ("-requested_at",))
HistoryQuery = query_model(HISTORY.name, JOBS, ("status", "kind", "requested_by"))
HistoryPage = page_model(HISTORY, JOBS)


class Body(BaseModel):
    """The body of a request; it takes no fields it does not know."""

    model_config = ConfigDict(extra="forbid")


class JobStatus(BaseModel):
    """A job and how far it is."""

    job_id: UUID
    kind: str = Field(examples=["build"])
    status: Literal["pending", "running", "completed", "failed", "cancelled"]
    progress: int = Field(ge=0, le=100, description="Share of its steps that are done.", examples=[42])
    current_step: str | None = Field(examples=["models: fact_events"])
    result: dict[str, Any] | None = Field(description="What came of it, as `--json` of the command has it.")
    error: str | None = Field(description="Why it failed.")
    arguments: dict[str, Any]
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    cancel_requested: bool


class Queued(BaseModel):
    """A request of the queue."""

    id: int
    game_id: int | None
    operation: str = Field(examples=["process_game"])
    status: str = Field(examples=["pending"])
    priority: int
    requested_at: datetime
    requested_by: str | None
    started_at: datetime | None
    completed_at: datetime | None
    attempts: int
    error_message: str | None


class QueueGame(Body):
    """A game to bring up to date."""

    game_id: GameId
    priority: int = Field(5, ge=0, le=100, description="High goes first.")


class RunQueued(Body):
    """A request of the queue to work off now."""

    queue_id: int = Field(ge=1, le=2**63 - 1, examples=[123])


class Options(Body):
    """Options of a trigger."""

    wipe: bool = Field(False, description="Make every table anew, from every game; scope admin.")
    upload_to_supabase: bool = Field(False, description="Not offered: a build writes into the configured database.")
    source: Literal["supabase", "excel"] = Field("supabase", description="`supabase`: what is staged; the only one.")
    exclude_game_ids: list[GameId] = Field([], max_length=10_000, description="Games to leave as they are.")


class Trigger(Body):
    """What to build: everything, what is due, games by their ids, or (test) nothing but the plan."""

    mode: Literal["full", "incremental", "single", "test"]
    game_ids: list[GameId] = Field([], max_length=10_000, description="For single, and for test if it is of them.")
    options: Options | None = None


class LoadTable(Body):
    """A derived table to make again."""

    table: str = Field(pattern="^[a-z][a-z0-9_]{0,62}$", examples=["fact_events"])
    operation: Literal["replace", "upsert", "append"] = "upsert"
    game_id: GameId | None = None


class LoadCategory(Body):
    """A category of tables to make again."""

    category: Literal["dims", "core_facts", "stats_facts", "analytics_facts", "all_facts", "all"]
    operation: Literal["replace", "upsert", "append"] = "upsert"
    game_id: GameId | None = None


class LoadGame(Body):
    """A game whose facts to make again."""

    game_id: GameId
    operation: Literal["replace", "upsert", "append"] = "replace"


class Confirmed(Body):
    """Says that it is meant."""

    confirm: bool


ACCEPTED: Mapping[str, Any] = {
    "status_code": 202,
    "response_description": "The job, which waits; `Location` is where to follow it.",
}


@router.post("/load/table", summary="Make a table again", responses=describe(404), **ACCEPTED)
async def load_table(services: ServicesOf, caller: Loader, response: Response, body: LoadTable) -> JobStatus:
    """As `benchsight rebuild TABLE`: with what it is made of, of a game or of all. A fact is never typed in."""
    return await _rebuild(services, caller, response, body.table, body.game_id, body.operation)


@router.post("/load/category", summary="Make a category of tables again", **ACCEPTED)
async def load_category(services: ServicesOf, caller: Loader, response: Response, body: LoadCategory) -> JobStatus:
    """As `benchsight rebuild CATEGORY`. All of them with replace, of every game, needs the scope admin."""
    if body.category == "all" and body.operation == "replace" and body.game_id is None:
        caller.require(Scope.ADMIN)
    return await _rebuild(services, caller, response, body.category, body.game_id, body.operation)


@router.post("/load/game", summary="Make a game's facts again", **ACCEPTED)
async def load_game(services: ServicesOf, caller: Loader, response: Response, body: LoadGame) -> JobStatus:
    """As `benchsight rebuild all_facts --game ID`."""
    return await _rebuild(services, caller, response, "all_facts", body.game_id, body.operation)


@router.post("/load/full-refresh", summary="Make every table anew", **ACCEPTED)
async def full_refresh(services: ServicesOf, caller: Administrator, response: Response, body: Confirmed) -> JobStatus:
    """As `benchsight rebuild all --operation replace`; `confirm` must be true. What is staged stays."""
    _require_confirmation(body.confirm)
    return await _rebuild(services, caller, response, "all", None, "replace")


@router.delete("/data/game/{game_id}", summary="Delete a game", **ACCEPTED)
async def delete_game(
    services: ServicesOf,
    caller: Administrator,
    response: Response,
    game_id: Annotated[int, Path(ge=1, le=2**31 - 1)],
    with_inputs: Annotated[bool, Query(description="Also what is staged of it; needs `confirm=true`.")] = False,
    confirm: bool = False,
) -> JobStatus:
    """As `benchsight delete-game`: its facts go in one transaction, in which season tables are computed without it."""
    if with_inputs:
        _require_confirmation(confirm)
    return await _start(services, caller, response, "delete_game", {"game_id": game_id, "with_inputs": with_inputs})


@router.post("/etl/trigger", summary="Build", **ACCEPTED)
async def trigger(services: ServicesOf, caller: Loader, response: Response, body: Trigger) -> JobStatus:
    """full: every game; incremental: those that are due; single: `game_ids`; test: says what would be built."""
    options = body.options or Options.model_validate({})
    if (body.mode == "single") != bool(body.game_ids) and body.mode != "test":
        raise _not_valid("game_ids goes with mode single, and mode single needs it")
    if options.upload_to_supabase:
        raise _not_valid("upload_to_supabase is not offered: BENCHSIGHT_DATABASE_URL says where a build writes")
    if options.source != "supabase":
        raise _not_valid("source: a build reads what is staged; load the workbooks first")
    if options.wipe and (body.mode != "full" or options.exclude_game_ids):
        raise _not_valid("wipe goes with mode full, and leaves out no game")
    if options.wipe:
        caller.require(Scope.ADMIN)
    if body.mode == "test":
        return await _start(services, caller, response, "plan", {"games": body.game_ids})
    arguments = {
        "games": body.game_ids,
        "all_games": body.mode == "full",
        "full_refresh": options.wipe,
        "exclude_game_ids": options.exclude_game_ids,
    }
    return await _start(services, caller, response, "build", arguments)


@router.post("/etl/queue", status_code=201, summary="Queue a game")
async def queue_game(services: ServicesOf, caller: Loader, body: QueueGame) -> Queued:
    """As `benchsight queue --add`. A game that waits already keeps its place, or gets a higher priority."""

    def add(connection: Any) -> QueuedRequest:
        with connection.transaction():
            connection.execute("select set_config('benchsight.initiated_by', %s, true)", (caller.name,))
            return read_request(connection, enqueue_game(connection, body.game_id, body.priority))

    return _queued(await services.database.run(add))


@router.get("/etl/queue", summary="The queue")
async def read(
    services: ServicesOf, caller: Reader, everything: Annotated[bool, Query(description="Also what has ended.")] = False
) -> list[Queued]:
    """What is worked on, what waits in its order, and what failed within a day."""
    requests = await services.database.run(lambda connection: read_queue(connection, everything))
    return [_queued(request) for request in requests]


@router.post("/etl/run", summary="Work off a request of the queue", responses=describe(409), **ACCEPTED)
async def run(services: ServicesOf, caller: Loader, response: Response, body: RunQueued) -> JobStatus:
    """Now, and without a worker."""
    request = await services.database.run(lambda connection: read_request(connection, body.queue_id))
    if request.status in ("processing", "completed"):
        raise ApiError(HTTPStatus.CONFLICT, "queue", f"request {request.id} is {request.status}")
    return await _start(services, caller, response, "queue", {"queue_id": body.queue_id})


@router.get("/etl/status/{job_id}", summary="A job", responses=describe(404))
async def status(services: ServicesOf, caller: Reader, job_id: JobId) -> JobStatus:
    """How far it is, and what came of it."""
    return _status(await services.database.run(lambda connection: read_job(connection, job_id)))


@router.get("/etl/history", summary="Jobs", **described_page(HistoryPage))
async def history(
    request: Request,
    services: ServicesOf,
    caller: Reader,
    query: Annotated[HistoryQuery, Query()],  # type: ignore[valid-type]
) -> Response:
    """The latest first, unless another order is asked for."""
    return await respond(request, services, page_request(JOBS, query, sort=HISTORY.sort), query, tagged=False)


@router.post("/etl/cancel/{job_id}", summary="Cancel a job", responses=describe(404, 409), status_code=202)
async def cancel(services: ServicesOf, caller: Loader, job_id: JobId) -> JobStatus:
    """A job that waits ends at once; one that runs is stopped as Ctrl-C stops a command, and leaves the data whole."""
    return _status(await services.database.run(lambda connection: cancel_job(connection, job_id, caller.name)))


async def _rebuild(
    services: Services, caller: Caller, response: Response, name: str, game_id: int | None, operation: str
) -> JobStatus:
    games = [] if game_id is None else [game_id]
    check_rebuild(load_settings().project_root, [name], games, operation)
    return await _start(
        services, caller, response, "rebuild", {"names": [name], "games": games, "operation": operation}
    )


async def _start(
    services: Services, caller: Caller, response: Response, kind: str, arguments: Mapping[str, Any]
) -> JobStatus:
    job = await services.database.run(lambda connection: add_job(connection, kind, arguments, caller.name))
    services.runner.wake()
    response.headers["Location"] = f"/api/etl/status/{job.job_id}"
    return _status(job)


def _status(job: Job) -> JobStatus:
    values = {name: value for name, value in vars(job).items() if name in JobStatus.model_fields}
    return JobStatus(**values, error=job.error_message, cancel_requested=job.cancel_requested_at is not None)


def _queued(request: QueuedRequest) -> Queued:
    return Queued(**{name: value for name, value in vars(request).items() if name in Queued.model_fields})


def _require_confirmation(confirm: bool) -> None:
    if not confirm:
        raise _not_valid("confirm must be true: this cannot be taken back")


def _not_valid(detail: str) -> ApiError:
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", detail)
