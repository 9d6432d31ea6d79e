"""Preferences and notes of the caller."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from benchsight import user_data
from benchsight.api.dependencies import Reader, ServicesOf
from benchsight.api.errors import describe
from benchsight.api.ids import GameId
from benchsight.api.models import StrictModel
from benchsight.api.routing import api_router
from ingest.parsing.values import LARGEST_GAME

router = api_router("/api/user", "user data", 401, 403, 429, 503, 504)

NoteId = Annotated[int, Path(ge=1, le=2**63 - 1, examples=[7])]
Text = Annotated[
    str, Field(min_length=1, max_length=10_000, pattern=r"^[^\x00]*$", examples=["Watch the second pair."])
]
Id = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class PreferencesIn(StrictModel):
    """Preferences; what is left out becomes empty."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"favorite_team": "N10008", "favorite_players": ["P100001"], "settings": {"theme": "dark"}}]
        },
    )

    favorite_team: Id | None = Field(None, description="A team_id.")
    favorite_players: list[Id] = Field([], max_length=1000, description="Values of player_id.")
    settings: dict[str, Any] = Field({}, description="Anything else, up to 64 kB.")


class PreferencesOut(BaseModel):
    """Preferences of the caller."""

    user_id: str = Field(description="The API key, the signed-in user, or the local user.", examples=["key 3 (portal)"])
    favorite_team: str | None
    favorite_players: list[str]
    settings: dict[str, Any]
    updated_at: datetime | None = Field(description="NULL if they were never written.")


class NewNote(StrictModel):
    """Note to add."""

    game_id: GameId
    note_text: Text


class NoteText(StrictModel):
    """New text of a note."""

    note_text: Text


class NoteOut(BaseModel):
    """Note of the caller on a game."""

    note_id: int = Field(examples=[7])
    game_id: int
    user_id: str
    note_text: str
    created_at: datetime
    updated_at: datetime


class EarlierRow(BaseModel):
    """Row of the caller as it was until a change of it."""

    change_id: int
    table_name: Literal["user_preferences", "game_notes"]
    operation: Literal["update", "delete"]
    content: dict[str, Any]
    changed_at: datetime
    changed_by: str


@router.get("/preferences", summary="Get preferences")
async def get_preferences(services: ServicesOf, caller: Reader) -> PreferencesOut:
    """Return the caller's preferences; empty if none were written."""
    found = await services.database.run(lambda connection: user_data.read_preferences(connection, caller.name))
    return PreferencesOut(**vars(found))


@router.put("/preferences", summary="Replace preferences")
async def put_preferences(services: ServicesOf, caller: Reader, body: PreferencesIn) -> PreferencesOut:
    """Replace the caller's preferences as a whole. `GET /api/user/history` has what they replace."""
    written = await services.database.run(
        lambda connection: user_data.write_preferences(
            connection, caller.name, body.favorite_team, body.favorite_players, body.settings
        )
    )
    return PreferencesOut(**vars(written))


@router.get("/notes", summary="List notes")
async def list_notes(
    services: ServicesOf,
    caller: Reader,
    game_id: Annotated[int | None, Query(ge=1, le=LARGEST_GAME, description="Only notes on this game.")] = None,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="Only notes with a higher `note_id`.")] = 0,
) -> list[NoteOut]:
    """Return the caller's notes, the oldest first, at most 1000."""
    found = await services.database.run(
        lambda connection: user_data.read_notes(connection, caller.name, game_id, after)
    )
    return [NoteOut(**vars(note)) for note in found]


@router.post("/notes", status_code=201, summary="Add a note")
async def add_note(services: ServicesOf, caller: Reader, response: Response, body: NewNote) -> NoteOut:
    """Add a note on a game, which need not be loaded yet. Only the caller sees it."""
    added = await services.database.run(
        lambda connection: user_data.add_note(connection, caller.name, body.game_id, body.note_text)
    )
    response.headers["Location"] = f"/api/user/notes/{added.note_id}"
    return NoteOut(**vars(added))


@router.put("/notes/{note_id}", summary="Change a note", responses=describe(404))
async def change_note(services: ServicesOf, caller: Reader, note_id: NoteId, body: NoteText) -> NoteOut:
    """Replace the text of one of the caller's notes."""
    changed = await services.database.run(
        lambda connection: user_data.change_note(connection, caller.name, note_id, body.note_text)
    )
    return NoteOut(**vars(changed))


@router.delete("/notes/{note_id}", summary="Delete a note", responses=describe(404))
async def delete_note(services: ServicesOf, caller: Reader, note_id: NoteId) -> NoteOut:
    """Delete one of the caller's notes and return it. `GET /api/user/history` keeps it."""
    deleted = await services.database.run(lambda connection: user_data.delete_note(connection, caller.name, note_id))
    return NoteOut(**vars(deleted))


@router.get("/history", summary="List replaced and deleted rows")
async def history(
    services: ServicesOf,
    caller: Reader,
    before: Annotated[int, Query(ge=1, le=2**63 - 1, description="Only changes with a lower `change_id`.")] = 2**63 - 1,
) -> list[EarlierRow]:
    """Return the caller's rows as they were before changes and deletions, the latest first, at most 100."""
    found = await services.database.run(lambda connection: user_data.read_earlier_rows(connection, caller.name, before))
    return [EarlierRow(**vars(row)) for row in found]
