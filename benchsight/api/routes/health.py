"""Whether the server lives, whether it can work, and how loads and builds are."""

from collections.abc import Mapping
from datetime import datetime
from importlib import metadata
from typing import Any, Literal
from uuid import UUID

import psycopg
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from benchsight.api.dependencies import Reader, ServicesOf
from benchsight.api.errors import describe
from benchsight.db.settings import load_settings
from benchsight.db.status import read_health, read_schema

router = APIRouter(prefix="/api", tags=["health"])

VERSION = metadata.version("benchsight")
QUEUE = "select status, count(*) from public.etl_queue group by status"
JOBS = "select status, count(*) from ops.api_jobs where status in ('pending', 'running') group by status"


class Live(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """Whether requests can be served."""

    ready: bool
    database: Literal["there", "away"]


class Health(Ready):
    """Liveness and readiness in one answer."""

    status: Literal["ok", "degraded"]
    live: bool = True
    version: str = Field(examples=["0.1.0"])


class Ingestion(BaseModel):
    """How loading and building are."""

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
    """The database, its schema, and what is going on."""

    version: str
    environment: str
    server_version: str | None = Field(description="Of PostgreSQL.", examples=["18.1"])
    migrations_applied: int
    migrations_pending: list[str]
    ingestion: Ingestion | None
    queue: Mapping[str, int] = Field(description="Requests of etl_queue by status.", examples=[{"pending": 1}])
    jobs: Mapping[str, int] = Field(description="Jobs that wait or run, by status.", examples=[{"running": 1}])


@router.get("/health", summary="Liveness, and whether the database is there")
async def health(services: ServicesOf) -> Health:
    """Answers 200 as long as the process lives; `ready` says whether it can serve requests."""
    there = await services.database.is_there()
    return Health(
        status="ok" if there else "degraded", ready=there, database="there" if there else "away", version=VERSION
    )


@router.get("/health/live", summary="Liveness")
async def live() -> Live:
    """Touches nothing but this process."""
    return Live()


@router.get("/health/ready", summary="Readiness", responses={503: {"model": Ready, "description": "Not ready."}})
async def ready(services: ServicesOf, response: Response) -> Ready:
    """200 while the database answers, else 503."""
    there = await services.database.is_there()
    if not there:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return Ready(ready=there, database="there" if there else "away")


@router.get("/status", summary="What is going on", responses=describe(401, 403, 429, 503))
async def status(services: ServicesOf, caller: Reader) -> Status:
    """What `benchsight status` shows of a database: its schema, loads, builds, queue and jobs."""
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
