"""Jobs: start, follow and cancel builds, rebuilds and deletions."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Administrator, Loader, Reader, Services, ServicesOf
from benchsight.api.errors import ApiError, describe
from benchsight.api.jobs.store import Job, add_job, cancel_job, read_job
from benchsight.api.keys import Scope
from benchsight.api.models import page_model
from benchsight.api.pages import described_page, page_request, query_model, respond
from benchsight.api.routing import api_router
from benchsight.builds.rebuild import check_rebuild
from benchsight.db.settings import load_settings
from benchsight.live.queue.requests import QueuedRequest, enqueue_game, read_queue, read_request
from benchsight.reads.published.datasets import Dataset
from benchsight.reads.published.other_tables import JOBS
from benchsight.sync.settings import load_cloud_settings

router = api_router("/api", "jobs", 401, 403, 429, 503)

GameId = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[18969])]
JobId = Annotated[UUID, Path(examples=["5b0c9a3e-6f5e-4f0c-9d0e-0e6a4a0f7b11"])]
HISTORY = Dataset("etl-history", "api_jobs", "Jobs requested over HTTP.", ("-requested_at",))
HistoryQuery = query_model(HISTORY.name, JOBS, ("status", "kind", "requested_by"))
HistoryPage = page_model(HISTORY, JOBS)


class Body(BaseModel):
    """Request body; unknown fields are forbidden."""

    model_config = ConfigDict(extra="forbid")


class JobStatus(BaseModel):
    """Job and its progress."""

    job_id: UUID
    kind: str = Field(examples=["build"])
    status: Literal["pending", "running", "completed", "failed", "cancelled"]
    progress: int = Field(ge=0, le=100, description="Percent of its steps that have finished.", examples=[42])
    current_step: str | None = Field(examples=["models: fact_events"])
    result: dict[str, Any] | None = Field(description="Result, as printed by the command's `--json`.")
    error: str | None = Field(description="Reason for the failure.")
    arguments: dict[str, Any]
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    cancel_requested: bool


class Queued(BaseModel):
    """Queued request."""

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
    """Game to queue for a build."""

    game_id: GameId
    priority: int = Field(5, ge=0, le=100, description="Higher priorities run first.")


class RunQueued(Body):
    """Queued request to run now."""

    queue_id: int = Field(ge=1, le=2**63 - 1, examples=[123])


class Options(Body):
    """Options of a build."""

    wipe: bool = Field(False, description="Rebuild every table from scratch, from all games; requires the scope admin.")
    upload_to_supabase: bool = Field(
        False, description="Then copy everything published to the configured Supabase project, in the same job."
    )
    source: Literal["supabase", "excel"] = Field(
        "supabase", description="Only `supabase`, the staged data, is supported."
    )
    exclude_game_ids: list[GameId] = Field([], max_length=10_000, description="Games to leave unchanged.")


class Trigger(Body):
    """Build to run: all games, due games, the listed games, or (test) only the plan."""

    mode: Literal["full", "incremental", "single", "test"]
    game_ids: list[GameId] = Field([], max_length=10_000, description="Required for single, optional for test.")
    options: Options | None = None


class LoadTable(Body):
    """Derived table to rebuild."""

    table: str = Field(pattern="^[a-z][a-z0-9_]{0,62}$", examples=["fact_events"])
    operation: Literal["replace", "upsert", "append"] = "upsert"
    game_id: GameId | None = None


class LoadCategory(Body):
    """Category of tables to rebuild."""

    category: Literal["dims", "core_facts", "stats_facts", "analytics_facts", "all_facts", "all"]
    operation: Literal["replace", "upsert", "append"] = "upsert"
    game_id: GameId | None = None


class LoadGame(Body):
    """Game whose facts to rebuild."""

    game_id: GameId
    operation: Literal["replace", "upsert", "append"] = "replace"


class Confirmed(Body):
    """Confirmation of a destructive action."""

    confirm: bool


ACCEPTED: Mapping[str, Any] = {
    "status_code": 202,
    "response_description": "The pending job; `Location` is its status URL.",
}


@router.post("/load/table", summary="Rebuild a table", responses=describe(404), **ACCEPTED)
async def load_table(services: ServicesOf, caller: Loader, response: Response, body: LoadTable) -> JobStatus:
    """Run `benchsight rebuild TABLE`: rebuild a table and its inputs, for one game or all."""
    return await _rebuild(services, caller, response, body.table, body.game_id, body.operation)


@router.post("/load/category", summary="Rebuild a category of tables", **ACCEPTED)
async def load_category(services: ServicesOf, caller: Loader, response: Response, body: LoadCategory) -> JobStatus:
    """Run `benchsight rebuild CATEGORY`. Category all with replace and no game requires the scope admin."""
    if body.category == "all" and body.operation == "replace" and body.game_id is None:
        caller.require(Scope.ADMIN)
    return await _rebuild(services, caller, response, body.category, body.game_id, body.operation)


@router.post("/load/game", summary="Rebuild the facts of a game", **ACCEPTED)
async def load_game(services: ServicesOf, caller: Loader, response: Response, body: LoadGame) -> JobStatus:
    """Run `benchsight rebuild all_facts --game ID`."""
    return await _rebuild(services, caller, response, "all_facts", body.game_id, body.operation)


@router.post("/load/full-refresh", summary="Rebuild every table from scratch", **ACCEPTED)
async def full_refresh(services: ServicesOf, caller: Administrator, response: Response, body: Confirmed) -> JobStatus:
    """Run `benchsight rebuild all --operation replace`; `confirm` must be true. Staged data are kept."""
    _require_confirmation(body.confirm)
    return await _rebuild(services, caller, response, "all", None, "replace")


@router.delete("/data/game/{game_id}", summary="Delete a game", **ACCEPTED)
async def delete_game(
    services: ServicesOf,
    caller: Administrator,
    response: Response,
    game_id: Annotated[int, Path(ge=1, le=2**31 - 1, examples=[18969])],
    with_inputs: Annotated[bool, Query(description="Also delete its staged data; requires `confirm=true`.")] = False,
    confirm: bool = False,
) -> JobStatus:
    """Run `benchsight delete-game`: delete its facts and update season tables in one transaction."""
    if with_inputs:
        _require_confirmation(confirm)
    return await start_job(services, caller, response, "delete_game", {"game_id": game_id, "with_inputs": with_inputs})


@router.post("/etl/trigger", summary="Start a build", **ACCEPTED)
async def trigger(services: ServicesOf, caller: Loader, response: Response, body: Trigger) -> JobStatus:
    """Build all games (full), due games (incremental) or `game_ids` (single); test only returns the plan."""
    options = body.options or Options.model_validate({})
    if (body.mode == "single") != bool(body.game_ids) and body.mode != "test":
        raise _not_valid("game_ids is required for mode single, and not allowed for modes full and incremental")
    if options.upload_to_supabase:
        if body.mode == "test":
            raise _not_valid("upload_to_supabase does not go with mode test, which builds nothing")
        load_cloud_settings()
    if options.source != "supabase":
        raise _not_valid("source must be supabase: a build reads staged data, so load workbooks first")
    if options.wipe and (body.mode != "full" or options.exclude_game_ids):
        raise _not_valid("wipe requires mode full, and allows no exclude_game_ids")
    if options.wipe:
        caller.require(Scope.ADMIN)
    if body.mode == "test":
        return await start_job(services, caller, response, "plan", {"games": body.game_ids})
    arguments = {
        "games": body.game_ids,
        "all_games": body.mode == "full",
        "full_refresh": options.wipe,
        "exclude_game_ids": options.exclude_game_ids,
        "upload_to_supabase": options.upload_to_supabase,
    }
    return await start_job(services, caller, response, "build", arguments)


@router.post("/etl/queue", status_code=201, summary="Queue a game")
async def queue_game(services: ServicesOf, caller: Loader, body: QueueGame) -> Queued:
    """Run `benchsight queue --add`. A game already queued keeps its position unless the priority is higher."""

    def add(connection: Any) -> QueuedRequest:
        with connection.transaction():
            connection.execute("select set_config('benchsight.initiated_by', %s, true)", (caller.name,))
            return read_request(connection, enqueue_game(connection, body.game_id, body.priority))

    return _queued(await services.database.run(add))


@router.get("/etl/queue", summary="List the queue")
async def read(
    services: ServicesOf,
    caller: Reader,
    everything: Annotated[bool, Query(description="Include requests that have ended.")] = False,
) -> list[Queued]:
    """Return running requests, pending ones in order, and those that failed within the last day."""
    requests = await services.database.run(lambda connection: read_queue(connection, everything))
    return [_queued(request) for request in requests]


@router.post("/etl/run", summary="Run a queued request", responses=describe(409), **ACCEPTED)
async def run(services: ServicesOf, caller: Loader, response: Response, body: RunQueued) -> JobStatus:
    """Run a queued request now, without a worker."""
    request = await services.database.run(lambda connection: read_request(connection, body.queue_id))
    if request.status in ("processing", "completed"):
        raise ApiError(HTTPStatus.CONFLICT, "queue", f"request {request.id} is {request.status}")
    return await start_job(services, caller, response, "queue", {"queue_id": body.queue_id})


@router.get("/etl/status/{job_id}", summary="Get a job", responses=describe(404))
async def status(services: ServicesOf, caller: Reader, job_id: JobId) -> JobStatus:
    """Return the progress and result of a job."""
    return job_status(await services.database.run(lambda connection: read_job(connection, job_id)))


@router.get("/etl/history", summary="List jobs", **described_page(HistoryPage))
async def history(
    request: Request,
    services: ServicesOf,
    caller: Reader,
    query: Annotated[HistoryQuery, Query()],  # type: ignore[valid-type]
) -> Response:
    """Return a page of jobs, newest first unless `sort` is given."""
    return await respond(request, services, page_request(JOBS, query, sort=HISTORY.sort), query, tagged=False)


@router.post("/etl/cancel/{job_id}", summary="Cancel a job", responses=describe(404, 409), status_code=202)
async def cancel(services: ServicesOf, caller: Loader, job_id: JobId) -> JobStatus:
    """Cancel a pending job at once, or stop a running one as Ctrl-C stops a command, without partial writes."""
    return job_status(await services.database.run(lambda connection: cancel_job(connection, job_id, caller.name)))


async def _rebuild(
    services: Services, caller: Caller, response: Response, name: str, game_id: int | None, operation: str
) -> JobStatus:
    games = [] if game_id is None else [game_id]
    check_rebuild(load_settings().project_root, [name], games, operation)
    return await start_job(
        services, caller, response, "rebuild", {"names": [name], "games": games, "operation": operation}
    )


async def start_job(
    services: Services,
    caller: Caller,
    response: Response,
    kind: str,
    arguments: Mapping[str, Any],
    location: str = "/api/etl/status",
) -> JobStatus:
    """Add a job, and return it with its status URL below ``location``."""
    job = await services.database.run(lambda connection: add_job(connection, kind, arguments, caller.name))
    services.runner.wake()
    response.headers["Location"] = f"{location}/{job.job_id}"
    return job_status(job)


def job_status(job: Job) -> JobStatus:
    """Return a job as responses have it."""
    values = {name: value for name, value in vars(job).items() if name in JobStatus.model_fields}
    return JobStatus(**values, error=job.error_message, cancel_requested=job.cancel_requested_at is not None)


def _queued(request: QueuedRequest) -> Queued:
    return Queued(**{name: value for name, value in vars(request).items() if name in Queued.model_fields})


def _require_confirmation(confirm: bool) -> None:
    if not confirm:
        raise _not_valid("confirm must be true: this cannot be undone")


def _not_valid(detail: str) -> ApiError:
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", detail)
