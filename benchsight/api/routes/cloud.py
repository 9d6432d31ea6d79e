"""Copies to a Supabase project."""

from fastapi import Response
from pydantic import ConfigDict, Field

from benchsight.api.dependencies import Loader, ServicesOf
from benchsight.api.jobs.models import JobStatus
from benchsight.api.jobs.starting import ACCEPTED, start_job
from benchsight.api.models import StrictModel
from benchsight.api.routing import api_router
from benchsight.sync.published.tables import Mode
from benchsight.sync.settings import load_cloud_settings

router = api_router("/api/upload", "uploads", 401, 403, 429, 503)

KIND = "push"


class ToSupabase(StrictModel):
    """What to copy."""

    model_config = ConfigDict(json_schema_extra={"example": {"mode": "basic"}})

    mode: Mode = Field(
        Mode.ALL,
        description="all: everything published; dims; facts; qa; basic: dimensions, box scores, season totals, "
        "standings and leaders; tracking: staged events and shifts, of which rows there are never changed.",
    )
    tables: list[str] = Field([], max_length=500, description="Only these tables of the mode.", examples=[[]])
    batch_rows: int = Field(1000, ge=1, le=10_000, description="Rows per request, without a database URL.")


@router.post("/to-supabase", summary="Copy to Supabase", **ACCEPTED)
async def to_supabase(services: ServicesOf, caller: Loader, response: Response, body: ToSupabase) -> JobStatus:
    """Run `benchsight cloud push` on the project that the server's environment names; 422 if it names none."""
    load_cloud_settings()
    return await start_job(services, caller, response, KIND, body.model_dump(mode="json"), "/api/upload/status")
