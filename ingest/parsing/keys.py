"""Keys of staged rows, spelled in one way by every reader."""

import re
from collections.abc import Container
from typing import Any

from ingest.parsing.names import folded_person

RENUMBERED_FROM = 50_000
RENUMBERING_STEP = 10_000
SPELLED_GAME = re.compile(
    r"[ES]([1-9][0-9]{0,9})[0-9]{5}|(?:R(?=[0-9]+[ha])|O(?=[0-9]+[ha]:)|V(?=[0-9]+:))([1-9][0-9]{0,9}).*"
)


def event_key(game_id: int, event_index: int) -> str:
    """Return E, the game and the index in five digits: E1896900012."""
    return f"E{game_id}{event_index:05d}"


def shift_key(game_id: int, shift_index: int) -> str:
    """Return S, the game and the index in five digits: S1896900012."""
    return f"S{game_id}{shift_index:05d}"


def roster_key(game_id: int, side: str, source_kind: str, player_id: str | None, jersey: int | None) -> str:
    """Return the key of a roster row: the player's id if known, else # and the jersey; ``side`` is home or away."""
    return f"R{game_id}{side[0]}{source_kind}:{player_id or f'#{jersey}'}"


def further_roster_key(key: str, jersey: int | None, name: str | None) -> str:
    """Return the key of a further roster row: a player's second sweater, or a second player (by name) of a sweater."""
    return f"{key}:{folded_person(name)}" if ":#" in key else f"{key}#{jersey}"


def official_key(game_id: int, side: str, player_id: str) -> str:
    """Return the key of a player's official totals in a game; ``side`` is home or away."""
    return f"O{game_id}{side[0]}:{player_id}"


def game_of(key: Any) -> int | None:
    """Return the game in the key of an event, shift, roster row, official result or video; None for other texts."""
    match = SPELLED_GAME.fullmatch(str(key or "").strip())
    return int(match[1] or match[2]) if match else None


def spare_index(index: int, taken: Container[int]) -> int:
    """Return an index for a second event (or shift) under ``index``: 50000 higher, then 60000 higher and so on."""
    spare = index + RENUMBERED_FROM
    while spare in taken:
        spare += RENUMBERING_STEP
    return spare
