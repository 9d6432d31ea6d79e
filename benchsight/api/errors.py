"""Errors as answers: always ``{"detail": …}``, with fields of RFC 9457 for machines, and nothing of the inside."""

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
from benchsight.live.queue.errors import QueueError
from benchsight.reads.box_score import NotBuilt
from benchsight.reads.published.request import CannotRead

log = logging.getLogger("benchsight.api")

RETRY_SECONDS = 2


class Field_(BaseModel):
    """What is wrong with one field of a request."""

    where: str = Field(examples=["query.limit"])
    message: str = Field(examples=["Input should be less than or equal to 1000"])


class Problem(BaseModel):
    """An error: ``detail`` is for people, the rest for machines."""

    detail: str = Field(description="What is wrong, and what to do.", examples=["game 5 is not built"])
    status: int = Field(examples=[404])
    title: str = Field(examples=["Not Found"])
    code: str = Field(description="Names the kind of error; does not change.", examples=["unknown_game"])
    instance: str = Field(description="The path that was asked for.", examples=["/api/v2/games/5/box-score"])
    errors: list[Field_] | None = Field(None, description="Of a request that is not valid: each field.")
    incident: str | None = Field(None, description="Of a fault of ours: the log names it.")


class ApiError(BenchSightError):
    """An answer that is an error: its status, code and message."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.headers, self.more = status, code, headers, more


# The first that fits; others of ours are requests that cannot be done as things are.
KINDS: tuple[tuple[type[Exception], HTTPStatus, str], ...] = (
    (CannotRead, HTTPStatus.UNPROCESSABLE_ENTITY, "cannot_read"),
    (NotBuilt, HTTPStatus.NOT_FOUND, "not_built"),
    (UnknownJob, HTTPStatus.NOT_FOUND, "unknown_job"),
    (UnknownGame, HTTPStatus.NOT_FOUND, "unknown_game"),
    (UnknownTable, HTTPStatus.NOT_FOUND, "unknown_table"),
    (CannotRebuild, HTTPStatus.UNPROCESSABLE_ENTITY, "cannot_rebuild"),
    (QueueError, HTTPStatus.CONFLICT, "queue"),
    (Busy, HTTPStatus.CONFLICT, "busy"),
    (BenchSightError, HTTPStatus.CONFLICT, "cannot_do"),
)


def problem(
    path: str, status: int, code: str, detail: str, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """The answer for an error."""
    content = Problem(
        detail=detail, status=status, title=HTTPStatus(status).phrase, code=code, instance=path, **more
    ).model_dump(exclude_none=True)
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def unavailable(path: str) -> JSONResponse:
    """The answer while the database is away."""
    return problem(
        path, 503, "database_away", "the database does not answer: try again in a moment",
        {"Retry-After": str(RETRY_SECONDS)},
    )  # fmt: skip


def unexpected(path: str, error: BaseException) -> JSONResponse:
    """The answer for a fault of ours; what it was stands in the log, under the number that the answer names."""
    incident = uuid4().hex[:12]
    log.error("incident %s: %s", incident, path, exc_info=error)
    return problem(path, 500, "fault", f"something went wrong here (incident {incident})", incident=incident)


def answer_of(path: str, error: Exception) -> JSONResponse:
    """The answer for any error."""
    match error:
        case ApiError():
            return problem(path, error.status, error.code, str(error), error.headers, **error.more)
        case psycopg.errors.QueryCanceled():
            return problem(path, 504, "too_slow", "the database took too long: ask for less, with filters or a limit")
        case psycopg.OperationalError() | psycopg.InterfaceError() | PoolTimeout():
            return unavailable(path)
        case psycopg.errors.UndefinedTable() | psycopg.errors.UndefinedColumn():
            return problem(path, 409, "not_built", "that table is not built as it should be: run `benchsight build`")
        case psycopg.DataError() | UnicodeEncodeError():
            return problem(path, 422, "not_a_value", f"a value does not fit its column: {_first_line(error)}")
        case BenchSightError():
            status, code = next((status, code) for kind, status, code in KINDS if isinstance(error, kind))
            return problem(path, status, code, str(error))
        case _:
            return unexpected(path, error)


def add_handlers(app: FastAPI) -> None:
    """Have every error of the application answered so."""

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
    """What OpenAPI says of the errors that a route may answer with."""
    return {
        status: {
            "model": Problem,
            "description": MEANINGS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


MEANINGS = {
    400: "The request cannot be read.",
    401: "No key was given, or none that is known.",
    403: "The key may not do this.",
    404: "There is no such thing.",
    409: "It cannot be done as things are.",
    413: "The request is too large.",
    422: "The request is not valid; `errors` says which field.",
    429: "Too many requests; `Retry-After` says when to go on.",
    503: "The database does not answer, or is not ready; `Retry-After` says when to try again.",
    504: "It took too long.",
}


def _first_line(error: Exception) -> str:
    return _printable(str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
