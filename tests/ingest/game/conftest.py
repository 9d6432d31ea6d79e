"""Builders of tracked games, so that each rule is tested on a handful of rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.model import RosterPlayer, TrackedEvent, TrackedGame, TrackedPlayer, TrackedShift


@pytest.fixture
def notes() -> Notes:
    """Return notes of a file, still empty."""
    return Notes("game.json", 7)


@pytest.fixture
def game() -> Callable[..., TrackedGame]:
    """Return a builder of games."""
    return lambda **fields: TrackedGame(Path("game.json"), "tracker JSON", 7, **fields)


@pytest.fixture
def played() -> Callable[..., TrackedEvent]:
    """Return a builder of events: index, period and start, then what else a test needs."""

    def build(index: int, period: int | None = 1, start: int | None = 600, **fields: Any) -> TrackedEvent:
        end = fields.pop("end", None)
        return TrackedEvent(Origin("events", index), index, period, start, end, **({"event_type": "Pass"} | fields))

    return build


@pytest.fixture
def player() -> Callable[..., TrackedPlayer]:
    """Return a builder of players of an event: role, jersey, then what else a test needs."""

    def build(role_side: str, number: int | None, jersey: int | None, **fields: Any) -> TrackedPlayer:
        return TrackedPlayer(Origin("events", 1), f"{role_side}_player", role_side, number, jersey, **fields)

    return build


@pytest.fixture
def stint() -> Callable[..., TrackedShift]:
    """Return a builder of shifts with one player of each team: index, period, start, end."""

    def build(index: int, period: int | None, start: int | None, end: int | None, **fields: Any) -> TrackedShift:
        slots = {"slots": {"home_1": 9, "away_1": 8}}
        return TrackedShift(Origin("shifts", index), index, period, start, end, **(slots | fields))

    return build


@pytest.fixture
def dressed() -> Callable[..., RosterPlayer]:
    """Return a builder of roster players: side and jersey."""
    return lambda side, jersey, **fields: RosterPlayer(Origin("roster", 1), side, jersey, **fields)
