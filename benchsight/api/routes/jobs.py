"""Jobs: start, follow and cancel builds, rebuilds and deletions."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Query, Request, Response

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Administrator, Loader, Reader, Services, ServicesOf
from benchsight.api.errors import ApiError, describe
from benchsight.api.ids import GameInPath, JobInPath
from benchsight.api.jobs.models import Confirmed, JobStatus, LoadCategory, LoadGame, LoadTable, Options, Trigger
from benchsight.api.jobs.starting import ACCEPTED, job_status, start_job
from benchsight.api.jobs.store import cancel_job, read_job
from benchsight.api.keys import Scope
from benchsight.api.models import page_model
from benchsight.api.pages import described_page, page_request, query_model, respond
from benchsight.api.routing import api_router
from benchsight.builds.rebuild import check_rebuild
from benchsight.db.settings import load_settings
from benchsight.reads.published.datasets import Dataset
from benchsight.reads.published.other_tables import JOBS
from benchsight.sync.settings import load_cloud_settings

router = api_router("/api", "jobs", 401, 403, 429, 503)

HISTORY = Dataset("etl-history", "api_jobs", "Jobs requested over HTTP.", ("-requested_at",))
HistoryQuery = query_model(HISTORY.name, JOBS, ("status", "kind", "requested_by"))
HistoryPage = page_model(HISTORY, JOBS)


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
    game_id: GameInPath,
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


@router.get("/etl/status/{job_id}", summary="Get a job", responses=describe(404))
async def status(services: ServicesOf, caller: Reader, job_id: JobInPath) -> JobStatus:
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
async def cancel(services: ServicesOf, caller: Loader, job_id: JobInPath) -> JobStatus:
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


def _require_confirmation(confirm: bool) -> None:
    if not confirm:
        raise _not_valid("confirm must be true: this cannot be undone")


def _not_valid(detail: str) -> ApiError:
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "not_valid", detail)
