"""Error responses: ``{"detail": …}`` plus the fields of RFC 9457, without internals."""

import logging
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from benchsight.api.jobs.store import UnknownJob
from benchsight.builds.delete_game import UnknownGame
from benchsight.builds.rebuild.request import CannotRebuild
from benchsight.builds.rebuild.tables import UnknownTable
from benchsight.errors import BenchSightError, Busy
from benchsight.fitting.predictions import NotKnown
from benchsight.inputs.documents import Implausible, NotLoaded, UnknownMasterTable
from benchsight.inputs.load import CannotLoad
from benchsight.live.queue.errors import QueueError
from benchsight.live.rest.request import Refused
from benchsight.reads.box_score import NotBuilt
from benchsight.reads.published.request import CannotRead
from benchsight.sync.settings import NoCloud
from benchsight.user_data import UnknownNote

log = logging.getLogger("benchsight.api")

RETRY_SECONDS = 2
MOST_ERRORS = 100
ROWS_PATH = "/rest/v1"  # errors below it have PostgREST's fields too


class Field_(BaseModel):
    """Validation error of one field of a request."""

    where: str = Field(examples=["query.limit"])
    message: str = Field(examples=["Input should be less than or equal to 1000"])


class Problem(BaseModel):
    """Error response: ``detail`` is for people, the other fields for programs."""

    detail: str = Field(description="What is wrong and how to fix it.", examples=["game 5 is not built"])
    status: int = Field(examples=[404])
    title: str = Field(examples=["Not Found"])
    code: str = Field(description="Stable identifier of the kind of error.", examples=["unknown_game"])
    instance: str = Field(description="Path of the request.", examples=["/api/v2/games/5/box-score"])
    errors: list[Field_] | None = Field(None, description="Invalid fields, if validation failed.")
    message: str | None = Field(None, description="The same as `detail`, as supabase-js reads it; below /rest/v1 only.")
    details: str | None = Field(None, description="PostgreSQL's detail of an error below /rest/v1.")
    hint: str | None = Field(None, description="PostgreSQL's hint of an error below /rest/v1.")
    row: int | None = Field(None, description="Index of the row at fault, from 0, of several below /rest/v1.")
    incident: str | None = Field(None, description="Identifier of an internal error in the server log.")


class ApiError(BenchSightError):
    """Error with an HTTP status, a code and a message."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.headers, self.more = status, code, headers, more


# The first match applies; any other BenchSightError is a conflict with the current state.
KINDS: tuple[tuple[type[Exception], HTTPStatus, str], ...] = (
    (CannotRead, HTTPStatus.UNPROCESSABLE_ENTITY, "cannot_read"),
    (NotBuilt, HTTPStatus.NOT_FOUND, "not_built"),
    (UnknownJob, HTTPStatus.NOT_FOUND, "unknown_job"),
    (UnknownGame, HTTPStatus.NOT_FOUND, "unknown_game"),
    (NotKnown, HTTPStatus.NOT_FOUND, "not_known"),
    (UnknownTable, HTTPStatus.NOT_FOUND, "unknown_table"),
    (NoCloud, HTTPStatus.UNPROCESSABLE_ENTITY, "no_cloud"),
    (CannotLoad, HTTPStatus.UNPROCESSABLE_ENTITY, "cannot_load"),
    (UnknownMasterTable, HTTPStatus.NOT_FOUND, "unknown_table"),
    (Implausible, HTTPStatus.CONFLICT, "implausible"),
    (NotLoaded, HTTPStatus.UNPROCESSABLE_ENTITY, "not_loaded"),
    (UnknownNote, HTTPStatus.NOT_FOUND, "unknown_note"),
    (CannotRebuild, HTTPStatus.UNPROCESSABLE_ENTITY, "cannot_rebuild"),
    (QueueError, HTTPStatus.CONFLICT, "queue"),
    (Busy, HTTPStatus.CONFLICT, "busy"),
    (BenchSightError, HTTPStatus.CONFLICT, "cannot_do"),
)


def problem(
    path: str, status: int, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """Return a problem+json response."""
    if path.startswith(ROWS_PATH):
        more["message"] = detail
    content = Problem(
        detail=detail, status=status, title=HTTPStatus(status).phrase, code=code, instance=path, **more
    ).model_dump(exclude_none=True)
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def unavailable(path: str) -> JSONResponse:
    """Return the response for an unavailable database."""
    return problem(
        path, 503, "database_away", "the database is unavailable: retry in a moment",
        {"Retry-After": str(RETRY_SECONDS)},
    )  # fmt: skip


def unexpected(path: str, error: BaseException) -> JSONResponse:
    """Log an internal error and return a response that names only its incident number."""
    incident = uuid4().hex[:12]
    log.error("incident %s: %s", incident, path, exc_info=error)
    return problem(path, 500, "fault", f"internal error (incident {incident})", incident=incident)


def answer_of(path: str, error: Exception) -> JSONResponse:
    """Return the response for any error."""
    match error:
        case ApiError():
            return problem(path, error.status, error.code, str(error), error.headers, **error.more)
        case Refused():
            return problem(
                path, error.status, error.code, str(error),
                details=error.details, hint=error.hint, row=error.row,
            )  # fmt: skip
        case psycopg.errors.QueryCanceled():
            return problem(path, 504, "too_slow", "the query timed out: narrow it with filters or a smaller limit")
        case psycopg.OperationalError() | psycopg.InterfaceError() | PoolTimeout():
            return unavailable(path)
        case psycopg.errors.UndefinedTable() | psycopg.errors.UndefinedColumn():
            return problem(path, 409, "not_built", "the table is missing or outdated: run `benchsight build`")
        case psycopg.errors.CheckViolation():
            return problem(path, 422, "not_a_value", f"a value is not allowed: {_first_line(error)}")
        case psycopg.DataError() | UnicodeEncodeError():
            return problem(path, 422, "not_a_value", f"a value does not fit its column: {_first_line(error)}")
        case BenchSightError():
            status, code = next((status, code) for kind, status, code in KINDS if isinstance(error, kind))
            return problem(path, status, code, str(error), **_errors_of(error))
        case _:
            return unexpected(path, error)


def _errors_of(error: BenchSightError) -> dict[str, Any]:
    if not isinstance(error, NotLoaded) or not error.problems:
        return {}
    return {"errors": [Field_(where=where, message=message) for where, message in error.problems[:MOST_ERRORS]]}


def add_handlers(app: FastAPI) -> None:
    """Register handlers that turn every error of the application into a problem response."""

    async def on_error(request: Request, error: Exception) -> JSONResponse:
        return answer_of(request.url.path, error)

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
        return problem(request.url.path, error.status_code, code, str(error.detail), dict(error.headers or {}))

    async def on_invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        errors = [
            Field_(where=".".join(str(part) for part in each["loc"]), message=_printable(each["msg"]))
            for each in error.errors()
        ]
        detail = "; ".join(f"{each.where}: {each.message}" for each in errors[:3])
        return problem(request.url.path, 422, "not_valid", detail, errors=errors)

    for kind in (BenchSightError, psycopg.Error, PoolTimeout, UnicodeEncodeError):
        app.add_exception_handler(kind, on_error)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)


def describe(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI descriptions of a route's error responses."""
    return {
        status: {
            "model": Problem,
            "description": MEANINGS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


MEANINGS = {
    400: "Malformed request.",
    401: "Missing, unknown, revoked or expired API key.",
    403: "The key lacks the required scope, or the host or origin is not allowed.",
    404: "Not found.",
    405: "Not possible for this table or view.",
    406: "One row was asked for, and there are several or none.",
    409: "Conflict with the current state.",
    413: "The request body is too large.",
    422: "Invalid request; `errors` lists invalid fields.",
    429: "Rate limit exceeded; retry after `Retry-After` seconds.",
    503: "The database is unavailable; retry after `Retry-After` seconds.",
    504: "Timeout.",
    507: "The disk of the server is full.",
}


def _first_line(error: Exception) -> str:
    return _printable(str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
