"""Starts a job for a request, and answers with it."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from benchsight.api.callers import Caller
from benchsight.api.dependencies import Services
from benchsight.api.jobs.models import JobStatus
from benchsight.api.jobs.store import Job, add_job

ACCEPTED: Mapping[str, Any] = {
    "status_code": 202,
    "response_description": "The pending job; `Location` is its status URL.",
}


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
