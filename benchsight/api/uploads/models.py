"""Request and response models of uploads."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from benchsight.api.models import StrictModel
from ingest.parsing.values import LARGEST_GAME

MOST_SHOWN = 100


class UploadQuery(StrictModel):
    """How to load, as the options of `benchsight load` of the same names."""

    preview: bool = Field(False, description="Validate and say what would change, without writing anything.")
    operation: Literal["upsert", "append", "replace", "merge"] = Field(
        "upsert",
        description="What happens to rows whose key is there already: upsert updates them, append rejects the new "
        "ones, replace also deletes the rows of these games (or tables) that the files lack, merge writes only what "
        "the files have a value for.",
    )
    table: list[str] = Field([], max_length=50, description="Only rows of these staging tables; default all.")
    game: list[Annotated[int, Field(ge=1, le=LARGEST_GAME)]] = Field(
        [], max_length=10_000, description="Only rows of these games; default all."
    )
    column: list[str] = Field([], max_length=500, description="Merge only these columns; default all.")
    strict: bool = Field(False, description="Land nothing of a file in which any row is rejected.")
    build: bool = Field(False, description="Then build the games that are due, in the same job.")
    force: bool = Field(
        False, description="Land what is no plausible version of the staged games (other teams, most rows gone)."
    )


class TableChanges(BaseModel):
    """Rows for one staging table, and what became of them (preview, dry run: what would)."""

    table: str = Field(examples=["staging_events"])
    operation: str = Field(examples=["replace"])
    read: int
    inserted: int
    updated: int
    unchanged: int
    deleted: int
    rejected: int


class UploadedFile(BaseModel):
    """Outcome of a file."""

    file: str = Field(description="Name of the file, as it is stored.", examples=["events.csv"])
    format: str | None = Field(description="Recognised format.")
    games: list[int] = Field([], description="Games that it has rows of.")
    status: Literal["completed", "failed", "skipped"]
    reason: str | None = Field(description="Why it failed or was skipped.")
    tables: list[TableChanges]
    rejects: int = Field(description="Number of problems that kept a row out.")
    notes: int = Field(description="Number of problems of rows that landed.")
    removed: list[str] = Field(description="Rows that the corrected file took along.")


class UploadBuild(BaseModel):
    """Build after an upload (`build=true`)."""

    status: Literal["completed", "failed", "nothing"]
    games_built: list[int]


class UploadResult(BaseModel):
    """Outcome of an upload."""

    load_id: UUID = Field(description="`load_id` in load_history; a preview leaves no entry.")
    preview: bool
    ok: bool = Field(description="Whether everything landed (preview: would land), and no row was rejected.")
    problem: str | None
    rejects: int
    notes: int
    problems_left_out: int = Field(description="Problems beyond 20,000 are only counted.")
    files: list[UploadedFile]
    unknown_codes: dict[str, dict[str, int]] = Field(description="Rows by field and code that no vocabulary has.")
    build: UploadBuild | None = Field(None, description="Null without `build=true`, or if nothing landed.")


class UploadProblemShown(BaseModel):
    """Problem of a value, row or file."""

    is_reject: bool = Field(description="False for a note on a row that landed.")
    reason: str = Field(examples=["not of the right type"])
    file_name: str = Field(examples=["events.csv"])
    sheet: str | None
    row_number: int | None = Field(description="Row as a spreadsheet program shows it.")
    table_name: str | None
    game_id: int | None
    column_name: str | None
    value: str | None
    expected: str | None


class UploadStatus(BaseModel):
    """Upload, its progress and its outcome."""

    job_id: UUID
    status: Literal["pending", "running", "completed", "failed", "cancelled"] = Field(
        description="failed: a file could not be loaded (`error`). With rejected rows the rest lands: `result.ok`."
    )
    progress: int = Field(ge=0, le=100, examples=[42])
    current_step: str | None = Field(examples=["reading events.csv"])
    error: str | None
    result: UploadResult | None
    problems: list[UploadProblemShown] = Field(
        description=f"The first {MOST_SHOWN} problems, rejected rows first; GET /api/upload/rejects has them all."
    )
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    cancel_requested: bool
