"""Facts of a whole file: its format and tables, and how much of a game an export covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.contract.extract import Extract
from ingest.game.model import is_marker
from ingest.selection.game_identity import day_in


@dataclass(frozen=True)
class FileFacts:
    """What choosing and ordering files depends on."""

    path: Path
    file_format: str
    snapshot_game: int | None
    exported_at: datetime | None
    fills_gaps: bool
    tables: frozenset[str]
    periods: int
    events: int
    lists_roster: bool
    tracked_periods: tuple[int, ...] = ()
    from_chart: bool = False
    shift_periods: tuple[int, ...] = ()
    teams: tuple[str | None, str | None] = (None, None)
    day: str | None = None


@dataclass(frozen=True)
class Coverage:
    """The periods with events of play, the numbers of such events and of shifts, and the periods of the shifts."""

    periods: frozenset[int]
    events: int
    shifts: int
    shift_periods: frozenset[int]


NOTHING = Coverage(frozenset(), 0, 0, frozenset())


def facts_of(extract: Extract) -> FileFacts:
    """Return the facts of an extract; coverage only for an export."""
    covered = NOTHING if extract.snapshot_game is None else coverage(extract)
    roster, games = (extract.tables.get(name) for name in ("staging_game_rosters", "staging_games"))
    header = games.rows[0] if extract.snapshot_game is not None and games is not None and games.rows else {}
    return FileFacts(
        path=extract.path,
        file_format=extract.file_format,
        snapshot_game=extract.snapshot_game,
        exported_at=extract.exported_at,
        fills_gaps=extract.fills_gaps,
        tables=frozenset(name for name, table in extract.tables.items() if table.rows),
        periods=len(covered.periods),
        events=covered.events,
        lists_roster=roster is not None and any(row.get("source_kind") == "tracker" for row in roster.rows),
        tracked_periods=tuple(sorted(covered.periods)),
        from_chart=extract.from_chart,
        shift_periods=tuple(sorted(covered.shift_periods)),
        teams=(header.get("home_team_name"), header.get("away_team_name")),
        day=None if (day := day_in(header.get("raw"))) is None else day.isoformat(),
    )


def coverage(extract: Extract) -> Coverage:
    """Return the coverage of an extract, without markers such as intermissions."""
    types, periods = _columns(extract, "staging_events", "event_type", "period")
    (shift_periods,) = _columns(extract, "staging_shifts", "period")
    of_play = [period for written, period in zip(types, periods, strict=True) if not is_marker(written)]
    return Coverage(_known(of_play), len(of_play), len(shift_periods), _known(shift_periods))


def _known(periods: Sequence[int | None]) -> frozenset[int]:
    return frozenset(period for period in periods if period is not None)


def _columns(extract: Extract, table: str, *names: str) -> list[Sequence[Any]]:
    return [*extract.tables[table].columns(names)] if table in extract.tables else [()] * len(names)
