"""A tracked game as its file has it, before the rules of this package correct it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.contract.extract import Origin, Row
from ingest.parsing.values import MOST_REMEMBERED

MARKERS = frozenset({"gamestart", "gameend", "intermission", "timeout", "deadice", "periodstart", "periodend"})
"""Types of events and shifts that mark time instead of play; their clock may be a video's."""

Point = tuple[float, float]
"""x and y in feet from centre ice."""


@dataclass
class Flaw:
    """Why a row cannot land: the column, its value and what is expected there."""

    column: str
    value: Any
    expected: str
    reason: str


@dataclass
class TrackedPlayer:
    """One player's part in an event; ``side`` is home or away according to the source."""

    origin: Origin
    role: str | None
    role_side: str
    role_number: int | None
    jersey: int | None
    side: str | None = None
    player_id: str | None = None
    name: str | None = None
    play_detail1: str | None = None
    play_detail2: str | None = None
    successful: str | None = None
    pressure: int | None = None
    side_of_puck: str | None = None
    path: list[Point] = field(default_factory=list)
    raw: Row = field(default_factory=dict)


@dataclass
class TrackedEvent:
    """One event; clocks are seconds remaining in the period, ``index`` is the source's own number."""

    origin: Origin
    index: int
    period: int | None
    start: int | None
    end: int | None
    event_type: str | None = None
    detail: str | None = None
    detail_2: str | None = None
    successful: str | None = None
    side: str | None = None
    zone: str | None = None
    shift_index: int | None = None
    chain: int | None = None
    assist_to: int | None = None
    is_highlight: bool | None = None
    video_second: int | None = None
    players: list[TrackedPlayer] = field(default_factory=list)
    path: list[Point] = field(default_factory=list)
    raw: Row = field(default_factory=dict)
    flaw: Flaw | None = None

    @property
    def is_play(self) -> bool:
        """Whether the event is part of the play, with a time on the game clock."""
        return not self.is_marker

    @property
    def is_marker(self) -> bool:
        """Whether the event marks time instead of play."""
        return is_marker(self.event_type)


@dataclass
class TrackedShift:
    """One stint; ``slots`` maps staging columns (home_1 ... away_6, home_goalie, away_goalie) to jerseys."""

    origin: Origin
    index: int
    period: int | None
    start: int | None
    end: int | None
    start_type: str | None = None
    stop_type: str | None = None
    slots: dict[str, int | None] = field(default_factory=dict)
    situation: str | None = None
    strength: str | None = None
    duration: int | None = None
    stoppage: int | None = None
    home_goals: int | None = None
    away_goals: int | None = None
    raw: Row = field(default_factory=dict)
    flaw: Flaw | None = None

    @property
    def is_play(self) -> bool:
        """Whether the row is time on the ice, not a break."""
        return self.has_players

    @property
    def has_players(self) -> bool:
        """Whether any player is on the ice."""
        return any(self.slots.values())  # 0 alone is an empty slot


@dataclass
class RosterPlayer:
    """A dressed player according to a tracker."""

    origin: Origin
    side: str
    jersey: int | None
    player_id: str | None = None
    name: str | None = None
    position: str | None = None
    rating: float | None = None
    is_substitute: bool | None = None
    team_id: str | None = None
    raw: Row = field(default_factory=dict)


@dataclass
class TrackedGame:
    """The content of one export of a game; lengths are seconds by period (4 = overtime)."""

    path: Path
    source_format: str
    game_id: int
    home_team: str | None = None
    away_team: str | None = None
    version: str | None = None
    exported_at: datetime | None = None
    lengths: dict[int, int] = field(default_factory=dict)
    penalty_minutes: dict[str, int] = field(default_factory=dict)
    home_attacks_right: bool | None = None
    raw: Row = field(default_factory=dict)
    events: list[TrackedEvent] = field(default_factory=list)
    shifts: list[TrackedShift] = field(default_factory=list)
    roster: list[RosterPlayer] = field(default_factory=list)
    videos: list[tuple[Row, Origin]] = field(default_factory=list)


def is_marker(written: str | None) -> bool:
    """Return whether a type of event (or start of a shift) marks time, as DeadIce/Stoppage does, but not Stoppage."""
    return plain(written) in MARKERS or is_dead_ice(written)


def is_dead_ice(written: str | None) -> bool:
    """Return whether a type marks game clock time while play is dead; other markers may hold video time."""
    return plain(written).startswith("deadice")


@lru_cache(MOST_REMEMBERED)
def plain(written: str | None) -> str:
    """Return a code without punctuation and case, so that its spellings are equal."""
    return "".join(letter for letter in (written or "").lower() if letter.isalnum())
