"""Rows of staging by key, as a tracker's supabase-js reads and writes them."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Body, Header, Path, Query, Request, Response

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Services, ServicesOf, Tracker
from benchsight.api.errors import ROWS_PATH
from benchsight.api.routing import api_router
from benchsight.live.rest.exchange import Outcome, carry_out
from benchsight.live.rest.request import Method, Row, make_request

router = api_router(ROWS_PATH, "tracker", 401, 403, 404, 405, 406, 409, 429, 503, 504)

EVENT = {
    "event_key": "E1896901001", "game_id": 18969, "event_index": 1001, "period": 1, "event_start_seconds": 1080,
    "event_type": "Shot", "event_detail": "Shot_OnNetSaved", "event_team": "home", "event_team_player_1": 53,
}  # fmt: skip
Rows = list[dict[str, Any]]
Table = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,62}$", examples=["staging_events"])]
Prefer = Annotated[
    str,
    Header(
        description="`return=representation` returns the rows; `resolution=merge-duplicates` or `ignore-duplicates` "
        "for rows whose key exists; `missing=default`.",
        examples=["resolution=merge-duplicates,return=representation"],
    ),
]
Select = Annotated[str, Query(description="Comma-separated columns to return; default all.")]
Columns = Annotated[str, Query(description="Comma-separated columns to insert; default those of the rows.")]
OnConflict = Annotated[str, Query(description="Columns that identify a row; default the primary key.")]
Order = Annotated[str, Query(description="Comma-separated columns, each with `.desc` or `.nullsfirst` if needed.")]
SHOWN = {"application/json": {"example": [EVENT]}}
RETURNED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The rows, if Prefer asks for them.", "content": SHOWN}
}
NO_CONTENT = "Done; the rows were not asked for."


@router.get("/{table}", summary="Read rows", response_model=Rows, responses={200: {"content": SHOWN}})
async def read_rows(
    request: Request,
    services: ServicesOf,
    caller: Tracker,
    table: Table,
    select: Select = "*",
    order: Order = "",
    limit: Annotated[int, Query(ge=0, le=10**6, description="At most 1000.")] = 1000,
    offset: Annotated[int, Query(ge=0, le=10**8)] = 0,
) -> Response:
    """Return rows of a table or view that a tracker may read: staged events and shifts, queue, dimensions, live views.

    Other query parameters are filters, `COLUMN=OPERATOR.VALUE`: eq, neq, gt, gte, lt, lte, in, is.
    """
    outcome = await _exchange(request, services, caller, "GET", table)
    last = f"{offset}-{offset + outcome.count - 1}" if outcome.count else "*"
    return _answer(HTTPStatus.OK, outcome, {"Content-Range": f"{last}/*"})


@router.post(
    "/{table}",
    summary="Insert or upsert rows",
    status_code=201,
    response_model=Rows,
    responses={201: {"description": "The rows, if Prefer asks for them; else empty.", "content": SHOWN}},
)
async def insert_rows(
    request: Request,
    services: ServicesOf,
    caller: Tracker,
    table: Table,
    body: Annotated[Rows | dict[str, Any], Body(examples=[EVENT])],
    prefer: Prefer = "",
    select: Select = "*",
    columns: Columns = "",
    on_conflict: OnConflict = "",
) -> Response:
    """Insert one row or up to 1000, all or nothing; an error names the first `row` at fault.

    A GameEnd event queues its game for a build.
    """
    rows = body if isinstance(body, list) else [body]
    outcome = await _exchange(request, services, caller, "POST", table, rows)
    return _answer(HTTPStatus.CREATED, outcome)


@router.patch(
    "/{table}",
    summary="Update rows",
    response_model=Rows,
    responses=RETURNED | {204: {"description": NO_CONTENT}},
)
async def update_rows(
    request: Request,
    services: ServicesOf,
    caller: Tracker,
    table: Table,
    body: Annotated[dict[str, Any], Body(examples=[{"event_detail": "Shot_Goal"}])],
    prefer: Prefer = "",
    select: Select = "*",
) -> Response:
    """Change columns of the rows that the filters name, by key or game: `?event_key=eq.E1896901001`."""
    return _changed(await _exchange(request, services, caller, "PATCH", table, [body]))


@router.delete(
    "/{table}",
    summary="Delete rows",
    response_model=Rows,
    responses=RETURNED | {204: {"description": NO_CONTENT}},
)
async def delete_rows(
    request: Request,
    services: ServicesOf,
    caller: Tracker,
    table: Table,
    prefer: Prefer = "",
    select: Select = "*",
) -> Response:
    """Delete the rows that the filters name, by key or game; `benchsight revert` brings them back."""
    return _changed(await _exchange(request, services, caller, "DELETE", table))


async def _exchange(
    request: Request, services: Services, caller: Caller, method: Method, table: str, rows: Sequence[Row] = ()
) -> Outcome:
    headers, query = request.headers, request.query_params.multi_items()
    asked = make_request(method, table, query, headers.get("prefer", ""), headers.get("accept", ""), rows)
    return await services.database.run(lambda connection: carry_out(connection, asked, caller.name))


def _changed(outcome: Outcome) -> Response:
    return _answer(HTTPStatus.NO_CONTENT if outcome.content is None else HTTPStatus.OK, outcome)


def _answer(status: HTTPStatus, outcome: Outcome, headers: dict[str, str] | None = None) -> Response:
    return Response(outcome.content, status, headers, media_type=outcome.content and "application/json")
