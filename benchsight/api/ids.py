"""Ids as requests name them: in a path, or in a body."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import Field

from ingest.parsing.values import LARGEST_GAME

GameId = Annotated[int, Field(ge=1, le=LARGEST_GAME, examples=[18969])]
GameInPath = Annotated[int, Path(ge=1, le=LARGEST_GAME, examples=[18969])]
JobInPath = Annotated[UUID, Path(examples=["5b0c9a3e-6f5e-4f0c-9d0e-0e6a4a0f7b11"])]
