"""Staging of documents: tables of the league's master data, and tracked games."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

import psycopg
from fastapi import Body, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from benchsight.api.dependencies import Administrator, Loader, Reader, Services, ServicesOf
from benchsight.api.errors import ApiError, describe
from benchsight.api.models import StrictModel
from benchsight.api.routing import api_router
from benchsight.api.uploads.models import TableChanges
from benchsight.db.settings import load_settings
from benchsight.inputs.documents import (
    DocumentOptions,
    LoadedDocument,
    load_game,
    load_master_tables,
    master_table,
)
from benchsight.inputs.master_data import DeletedTable, delete_master_table, read_master_data, read_master_table
from ingest.contract.work import Operation

router = api_router("/api/staging", "staging", 401, 403, 409, 429, 503, 504)

Rows = list[dict[str, Any]]
TableName = Annotated[str, Path(pattern="^[A-Za-z][A-Za-z0-9_]{0,62}$", examples=["players"])]
TABLES: dict[str, Any] = {"players": [{"player_id": "P100001", "player_name": "Ann Example", "skill_rating": 4}]}
GAME = {
    "game_id": 18969,
    "events": [{"event_index": 1001, "period": 1, "event_start_seconds": 1080, "event_type": "Shot"}],
    "shifts": [{"shift_index": 1, "period": 1, "shift_start_seconds": 1200, "home_1": 53}],
}
Strict = Annotated[bool, Query(description="Land nothing of a table or game in which any row is rejected.")]
Force = Annotated[bool, Query(description="Land what is no plausible version of what is staged.")]
DryRun = Annotated[bool, Query(description="Check, and return what would change; write nothing.")]


class MasterTables(StrictModel):
    """Rows by table: players, teams, seasons, schedule, game_rosters, league_settings, official_player_games."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tables": TABLES}]})

    tables: dict[str, Rows] = Field(
        min_length=1,
        max_length=20,
        description="Rows with the columns of the staging table, or those of the league's workbook; dim_player and "
        "staging_players are names of players too.",
    )


class ProblemOf(BaseModel):
    """Value that was rejected with its row, or noted."""

    where: str = Field(description="Place in the request.", examples=["players[3].skill_rating"])
    table: str
    row: int | None = Field(description="Index of the row, from 0.")
    column: str | None
    value: Any
    expected: str = Field(examples=["a number from 0 to 10"])
    reason: str


class Loaded(BaseModel):
    """Result of a load that landed something."""

    load_id: UUID = Field(description="In `load_history`, `staging_rejects` and the history of the input.")
    ok: bool = Field(description="Whether every row landed.")
    dry_run: bool
    tables: list[TableChanges]
    rejected: list[ProblemOf]
    notes: list[ProblemOf] = Field(description="Values that landed in another form, or not as they were.")
    removed: list[str] = Field(description="What a replaced or forced version removed.")
    unknown_codes: dict[str, dict[str, int]] = Field(description="Codes that the vocabulary lacks, with their rows.")


class MasterTable(BaseModel):
    """Staged table of master data."""

    table: str = Field(examples=["staging_players"])
    rows: int
    games: int | None = Field(description="Games that its rows belong to; NULL if they belong to none.")
    version: int | None = Field(description="Version in the history; NULL if each game has its own.")
    changed_at: datetime | None
    changed_by: str | None


class Deleted(BaseModel):
    """Result of a deletion."""

    table: str = Field(examples=["staging_players"])
    rows: int
    load_id: UUID
    bring_back: list[str] = Field(
        description="Commands that bring the rows back.", examples=[["benchsight revert players --to 7"]]
    )


@router.post("/blb-tables/upload", summary="Load tables of master data", responses=describe(404, 422))
async def upload_tables(
    services: ServicesOf,
    caller: Loader,
    body: MasterTables,
    operation: Annotated[
        Literal["upsert", "append", "replace"],
        Query(description="upsert updates rows whose key exists, append rejects them, replace deletes the others too."),
    ] = "upsert",
    strict: Strict = False,
    force: Force = False,
    dry_run: DryRun = False,
) -> Loaded:
    """Load rows as `benchsight load` loads a file: checked, rejects recorded, history kept. Each table lands whole."""
    options = DocumentOptions(caller.name, Operation(operation), strict, force, dry_run)
    return await _load_tables(services, body, options)


@router.put("/blb-tables/update", summary="Update columns of master data", responses=describe(404, 422))
async def update_tables(
    services: ServicesOf, caller: Loader, body: MasterTables, strict: Strict = False, dry_run: DryRun = False
) -> Loaded:
    """Run `benchsight load --operation merge`: a row has its key and columns to write; NULL changes nothing."""
    return await _load_tables(
        services, body, DocumentOptions(caller.name, Operation.MERGE, strict, force=False, dry_run=dry_run)
    )


@router.get("/blb-tables/list", summary="List tables of master data")
async def list_tables(services: ServicesOf, caller: Reader) -> list[MasterTable]:
    """Return each table with its rows and last change."""
    return [MasterTable(**vars(each)) for each in await services.database.run(read_master_data)]


@router.delete("/blb-tables/{table}", summary="Delete a table's rows", responses=describe(404, 422))
async def delete_table(
    services: ServicesOf,
    caller: Administrator,
    table: TableName,
    confirm: Annotated[bool, Query(description="Without it, the response only says what would be deleted.")] = False,
) -> Deleted:
    """Delete every row of a table; `bring_back` of the response has the commands that undo it."""
    name = master_table(table)
    if not confirm:
        found = await services.database.run(lambda connection: read_master_table(connection, name))
        raise ApiError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "not_confirmed",
            f"this deletes all {found.rows} rows of {name}: add confirm=true; the history of the input keeps them",
        )  # fmt: skip
    deleted: DeletedTable = await services.database.run(
        lambda connection: delete_master_table(connection, name, caller.name)
    )
    return Deleted(table=deleted.table, rows=deleted.rows, load_id=deleted.load_id, bring_back=deleted.bring_back)


@router.post("/tracking/upload", summary="Load a tracked game", responses=describe(422))
async def upload_game(
    services: ServicesOf,
    caller: Loader,
    body: Annotated[
        dict[str, Any],
        Body(
            description="An export of the tracker as it is, or `game_id`, `events` and `shifts` with the columns of "
            "staging_events and staging_shifts.",
            examples=[GAME],
        ),
    ],
    strict: Strict = False,
    force: Force = False,
    dry_run: DryRun = False,
) -> Loaded:
    """Load an export, which replaces what is staged of its game, or rows, which are added and updated by key.

    An export that is no plausible version of its game is refused (409), unless it is forced. Then build the game:
    `POST /api/etl/queue`.
    """
    options = DocumentOptions(caller.name, Operation.UPSERT, strict, force, dry_run)
    return await _loaded(services, lambda connection: load_game(connection, load_settings(), body, options))


async def _load_tables(services: Services, body: MasterTables, options: DocumentOptions) -> Loaded:
    tables: Mapping[str, Rows] = body.tables
    return await _loaded(services, lambda connection: load_master_tables(connection, load_settings(), tables, options))


async def _loaded(services: Services, load: Callable[[psycopg.Connection], LoadedDocument]) -> Loaded:
    found = await services.database.run(load)
    summary = found.summary
    problems = [(each.is_rejected, ProblemOf(where=each.where, **_fields(each))) for each in found.problems]
    return Loaded(
        load_id=summary.load_id,
        ok=summary.ok,
        dry_run=summary.dry_run,
        tables=[TableChanges(**vars(table)) for result in summary.files for table in result.tables],
        rejected=[problem for is_rejected, problem in problems if is_rejected],
        notes=[problem for is_rejected, problem in problems if not is_rejected],
        removed=found.removed,
        unknown_codes={field: dict(codes) for field, codes in (summary.unknown_codes or {}).items()},
    )


def _fields(problem: Any) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("table", "row", "column", "value", "expected", "reason")}
