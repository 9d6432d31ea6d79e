"""Liveness, readiness and status."""

from collections.abc import Mapping
from datetime import datetime
from importlib import metadata
from typing import Any, Literal
from uuid import UUID

import psycopg
from fastapi import Response
from pydantic import BaseModel, Field

from benchsight.api.dependencies import Reader, ServicesOf
from benchsight.api.errors import describe
from benchsight.api.routing import api_router
from benchsight.db.settings import load_settings
from benchsight.db.status import read_health, read_schema

router = api_router("/api", "health")

VERSION = metadata.version("benchsight")
QUEUE = "select status, count(*) from public.etl_queue group by status"
JOBS = "select status, count(*) from ops.api_jobs where status in ('pending', 'running') group by status"


class Live(BaseModel):
    """Liveness of the process."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """Readiness to serve requests."""

    ready: bool
    database: Literal["there", "away"]


class Health(Ready):
    """Liveness and readiness."""

    status: Literal["ok", "degraded"]
    live: bool = True
    version: str = Field(examples=["0.1.0"])


class Ingestion(BaseModel):
    """State of loads, builds and alerts."""

    last_load_id: UUID | None
    last_load_at: datetime | None
    last_load_duration_ms: int | None
    last_load_rows_affected: int | None
    due_games: int
    failed_games: int
    excluded_games: int
    critical_alerts: int
    warning_alerts: int
    info_alerts: int
    monitored_at: datetime | None


class Status(BaseModel):
    """State of the database, its schema, loads, builds, queue and jobs."""

    version: str
    environment: str
    server_version: str | None = Field(description="PostgreSQL version.", examples=["18.1"])
    migrations_applied: int
    migrations_pending: list[str]
    ingestion: Ingestion | None
    queue: Mapping[str, int] = Field(description="Queued requests by status.", examples=[{"pending": 1}])
    jobs: Mapping[str, int] = Field(description="Pending and running jobs by status.", examples=[{"running": 1}])


@router.get("/health", summary="Get liveness and readiness")
async def health(services: ServicesOf) -> Health:
    """Return 200 while the process runs; `ready` is whether requests can be served."""
    there = await services.database.is_there()
    return Health(
        status="ok" if there else "degraded", ready=there, database="there" if there else "away", version=VERSION
    )


@router.get("/health/live", summary="Check liveness")
async def live() -> Live:
    """Return 200 while the process runs; does not use the database."""
    return Live()


@router.get("/health/ready", summary="Check readiness", responses={503: {"model": Ready, "description": "Not ready."}})
async def ready(services: ServicesOf, response: Response) -> Ready:
    """Return 200 if the database is available, else 503."""
    there = await services.database.is_there()
    if not there:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return Ready(ready=there, database="there" if there else "away")


@router.get("/status", summary="Get the status", responses=describe(401, 403, 429, 503))
async def status(services: ServicesOf, caller: Reader) -> Status:
    """Return the database part of `benchsight status`: schema, loads, builds, queue and jobs."""
    return Status(**await services.database.run(lambda connection: _read(connection, services.settings.environment)))


def _read(connection: psycopg.Connection, environment: str) -> dict[str, Any]:
    schema, ingestion = read_schema(connection, load_settings()), read_health(connection)
    return {
        "version": VERSION,
        "environment": environment,
        "server_version": connection.info.parameter_status("server_version"),
        "migrations_applied": schema.applied,
        "migrations_pending": schema.pending,
        "ingestion": None if ingestion is None else vars(ingestion),
        "queue": dict(connection.execute(QUEUE).fetchall()),
        "jobs": dict(connection.execute(JOBS).fetchall()),
    }
