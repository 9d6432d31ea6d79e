"""Uploads: files to load or validate, their progress, rejected rows; and the schema of what is published."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID, uuid4

import psycopg
from fastapi import Query, Request, Response

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Loader, Reader, Services, ServicesOf
from benchsight.api.errors import describe
from benchsight.api.ids import JobInPath
from benchsight.api.jobs.models import JobStatus
from benchsight.api.jobs.starting import job_status
from benchsight.api.jobs.store import Job, UnknownJob, add_job, read_job
from benchsight.api.routes.cloud import KIND as PUSH
from benchsight.api.routing import api_router
from benchsight.api.uploads.models import MOST_SHOWN, UploadProblemShown, UploadQuery, UploadStatus
from benchsight.api.uploads.outcome import UploadProblem, read_problems
from benchsight.api.uploads.reception import ReceivedFile, receive
from benchsight.backup.schema import published_schema
from benchsight.db.settings import load_settings
from benchsight.inputs.load import load_options

router = api_router("/api/upload", "uploads", 401, 403, 429, 503)

KIND = "upload"
MOST_FILES = 200
CSV_COLUMNS = {
    "reason": "reason", "file": "file_name", "sheet": "sheet", "row": "row_number", "column": "column_name",
    "value": "value", "expected": "expected", "table": "table_name", "game_id": "game_id",
}  # fmt: skip


def _form(name: str, schema: Mapping[str, Any], example: Any) -> dict[str, Any]:
    """Return the keyword arguments of an upload route: its body is not read before the key is checked."""
    body = {"type": "object", "required": [name], "properties": {name: schema}, "example": {name: example}}
    return {
        "status_code": 202,
        "responses": describe(507),
        "response_description": "The pending job; `Location` is its status URL.",
        "openapi_extra": {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body}}}},
    }


BINARY = {"type": "string", "format": "binary"}


@router.post("/csv", summary="Upload a file", **_form("file", BINARY, "the bytes of events.csv"))
async def upload_file(
    request: Request, services: ServicesOf, caller: Loader, response: Response, query: Annotated[UploadQuery, Query()]
) -> UploadStatus:
    """Load a file as `benchsight load` does: CSV, workbook or tracker export, recognised by its content.

    The file is received, then a job loads it. `preview=true` only validates it.
    """
    return await _upload(request, services, caller, response, query, 1)


@router.post(
    "/bulk",
    summary="Upload several files",
    **_form("files", {"type": "array", "minItems": 1, "items": BINARY}, ["the bytes of a file", "and of another"]),
)
async def upload_files(
    request: Request, services: ServicesOf, caller: Loader, response: Response, query: Annotated[UploadQuery, Query()]
) -> UploadStatus:
    """Load up to 200 files in one run, in the order in which they depend on each other; names may be in any order."""
    return await _upload(request, services, caller, response, query, MOST_FILES)


@router.get("/status/{job_id}", summary="Get an upload", responses=describe(404))
async def status(services: ServicesOf, caller: Reader, job_id: JobInPath) -> UploadStatus | JobStatus:
    """Return the progress of an upload of files, or of a copy to Supabase, and its outcome when it has ended."""

    def read(connection: psycopg.Connection) -> UploadStatus | JobStatus:
        job = read_job(connection, job_id)
        if job.kind == PUSH:
            return job_status(job)
        return _status(_read(connection, job_id), read_problems(connection, job_id, True, MOST_SHOWN))

    return await services.database.run(read)


@router.get(
    "/rejects/{job_id}",
    summary="Download rejected rows",
    response_class=Response,
    responses={
        200: {"description": "One row per problem.", "content": {"text/csv": {"schema": {"type": "string"}}}},
        **describe(404),
    },
)
async def rejects(
    services: ServicesOf,
    caller: Reader,
    job_id: JobInPath,
    notes: Annotated[bool, Query(description="Also notes on rows that landed.")] = False,
) -> Response:
    """Return what was rejected as CSV, with reason, file, sheet, row, column and value: mend it and upload again."""

    def read(connection: psycopg.Connection) -> Sequence[UploadProblem]:
        _read(connection, job_id)
        return read_problems(connection, job_id, notes)

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*CSV_COLUMNS, "kind"])
    for each in await services.database.run(read):
        values = [getattr(each, name) for name in CSV_COLUMNS.values()]
        writer.writerow([*values, "reject" if each.is_reject else "note"])
    return Response(text.getvalue(), media_type="text/csv", headers=_attachment("rejects.csv"))


@router.post(
    "/generate-schema",
    summary="Generate the schema of what is published",
    response_class=Response,
    responses={
        200: {"description": "SQL statements.", "content": {"application/sql": {"schema": {"type": "string"}}}},
        **describe(409),
    },
)
async def generate_schema(services: ServicesOf, caller: Reader) -> Response:
    """Return SQL that makes all published tables and views in an empty database: columns, keys, indexes, comments.

    A view over relations that are not published becomes a table with its columns.
    """
    root = services.settings.project_root
    text = await services.database.run(lambda connection: published_schema(connection, root))
    return Response(text, media_type="application/sql", headers=_attachment("benchsight-schema.sql"))


async def _upload(
    request: Request, services: Services, caller: Caller, response: Response, query: UploadQuery, most_files: int
) -> UploadStatus:
    # before a byte is read
    load_options(load_settings(), query.operation, query.game, query.table, query.column)
    job_id = uuid4()

    def enqueue(connection: psycopg.Connection, files: list[ReceivedFile]) -> Job:
        job = add_job(connection, KIND, _arguments(job_id, query, files), caller.name, job_id)
        services.spool.keep(job_id)
        return job

    with services.spool.receiving(job_id) as folder:
        files = await receive(request, folder, most_files)
        job = await services.database.run(lambda connection: enqueue(connection, files))
    services.runner.wake()
    response.headers["Location"] = f"/api/upload/status/{job_id}"
    return _status(job, [])


def _arguments(job_id: UUID, query: UploadQuery, files: list[ReceivedFile]) -> dict[str, Any]:
    return {
        "upload_id": str(job_id),
        "files": [asdict(file) for file in files],
        "operation": query.operation,
        "games": query.game,
        "tables": query.table,
        "columns": query.column,
        "preview": query.preview,
        "strict": query.strict,
        "force": query.force,
        "build": query.build,
    }


def _read(connection: psycopg.Connection, job_id: UUID) -> Job:
    """Return the job of an upload. Raise UnknownJob for any other job."""
    job = read_job(connection, job_id)
    if job.kind != KIND:
        raise UnknownJob(f"job {job_id} is no upload: GET /api/etl/status/{job_id} has it")
    return job


def _status(job: Job, problems: Sequence[UploadProblem]) -> UploadStatus:
    values = {name: value for name, value in vars(job).items() if name in UploadStatus.model_fields}
    return UploadStatus(
        **values,
        error=job.error_message,
        cancel_requested=job.cancel_requested_at is not None,
        problems=[UploadProblemShown(**asdict(each)) for each in problems],
    )


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
