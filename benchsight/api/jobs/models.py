"""Request and response models of jobs and of the queue."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from benchsight.api.ids import GameId
from benchsight.api.models import StrictModel


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


class QueueGame(StrictModel):
    """Game to queue for a build."""

    game_id: GameId
    priority: int = Field(5, ge=0, le=100, description="Higher priorities run first.")


class RunQueued(StrictModel):
    """Queued request to run now."""

    queue_id: int = Field(ge=1, le=2**63 - 1, examples=[123])


class Options(StrictModel):
    """Options of a build."""

    wipe: bool = Field(False, description="Rebuild every table from scratch, from all games; requires the scope admin.")
    upload_to_supabase: bool = Field(
        False, description="Then copy everything published to the configured Supabase project, in the same job."
    )
    source: Literal["supabase", "excel"] = Field(
        "supabase", description="Only `supabase`, the staged data, is supported."
    )
    exclude_game_ids: list[GameId] = Field([], max_length=10_000, description="Games to leave unchanged.")


class Trigger(StrictModel):
    """Build to run: all games, due games, the listed games, or (test) only the plan."""

    mode: Literal["full", "incremental", "single", "test"]
    game_ids: list[GameId] = Field([], max_length=10_000, description="Required for single, optional for test.")
    options: Options | None = None


class LoadTable(StrictModel):
    """Derived table to rebuild."""

    table: str = Field(pattern="^[a-z][a-z0-9_]{0,62}$", examples=["fact_events"])
    operation: Literal["replace", "upsert", "append"] = "upsert"
    game_id: GameId | None = None


class LoadCategory(StrictModel):
    """Category of tables to rebuild."""

    category: Literal["dims", "core_facts", "stats_facts", "analytics_facts", "all_facts", "all"]
    operation: Literal["replace", "upsert", "append"] = "upsert"
    game_id: GameId | None = None


class LoadGame(StrictModel):
    """Game whose facts to rebuild."""

    game_id: GameId
    operation: Literal["replace", "upsert", "append"] = "replace"


class Confirmed(StrictModel):
    """Confirmation of a destructive action."""

    confirm: bool
