"""Which files of one call land, and in which order: the same result in whatever order they are named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.contract.tables import TABLES
from ingest.contract.tracked_tables import TRACKED_TABLES
from ingest.extract import Extract
from ingest.readers import Coverage, coverage
from ingest.readers.tracker_json import FORMAT as TRACKER_JSON
from ingest.readers.tracking_workbook import REEXPORT, TEMPLATE

# Which export says more of a game. A re-export has passed through a second program, which loses what it merges:
# it only counts where neither the workbook nor the save it was made from is there.
RICHNESS = {TEMPLATE: 2, TRACKER_JSON: 1, REEXPORT: 0}
NOTHING = Coverage(frozenset(), 0, 0)
LEAGUE_WORKBOOK = "workbook of league tables"
LANDING_ORDER = {name: place for place, name in enumerate(TABLES)}
TRACKED_ROWS = frozenset(table.name for table in TRACKED_TABLES) - {"staging_video_times"}


@dataclass(frozen=True)
class FileFacts:
    """What decides about a file as a whole."""

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


@dataclass(frozen=True)
class LeftAside:
    """An export that another export of the same game outranks, and why."""

    export: FileFacts
    better: FileFacts
    reason: str

    @property
    def own_periods(self) -> tuple[int, ...]:
        """Periods that only the export left aside has play of."""
        return tuple(sorted({*self.export.tracked_periods} - {*self.better.tracked_periods}))


def facts_of(extract: Extract) -> FileFacts:
    """The facts of a file that was read; only of exports, how much of the game they cover."""
    covered = NOTHING if extract.snapshot_game is None else coverage(extract)
    roster = extract.tables.get("staging_game_rosters")
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
    )


def landing_order(files: Iterable[FileFacts]) -> list[FileFacts]:
    """Schedules first, so that every game finds its own; what fills gaps late; exports last; by path among equals."""
    return sorted(files, key=_rank)


def choose_exports(files: Iterable[FileFacts]) -> list[LeftAside]:
    """The exports to leave aside, so that one stays for each game."""
    by_game: dict[int, list[FileFacts]] = {}
    for file in files:
        if file.snapshot_game is not None:
            by_game.setdefault(file.snapshot_game, []).append(file)
    return [left for exports in by_game.values() for left in _outranked(exports)]


def _outranked(exports: list[FileFacts]) -> list[LeftAside]:
    """All but the best: each rule in turn keeps the exports that are equal by it."""
    left: list[tuple[FileFacts, str]] = []
    for rule, reason in _RULES:
        ranks = rule(exports)
        best = max(ranks)
        left += [(export, reason) for export, rank in zip(exports, ranks, strict=True) if rank != best]
        exports = [export for export, rank in zip(exports, ranks, strict=True) if rank == best]
    (chosen,) = exports
    return [LeftAside(export, chosen, reason) for export, reason in left]


def _times(exports: Sequence[FileFacts]) -> list[float]:
    """Export times, or all equal where one of them is unknown: then time decides nothing."""
    times = [export.exported_at for export in exports]
    known = [time.timestamp() for time in times if time is not None]
    return known if len(known) == len(times) else [0.0] * len(times)


def _each(fact: Callable[[FileFacts], Any]) -> Callable[[Sequence[FileFacts]], list[Any]]:
    return lambda exports: [fact(export) for export in exports]


def _by_path(exports: Sequence[FileFacts]) -> list[int]:
    """One is left: the first by path."""
    first = min(str(export.path) for export in exports)
    return [int(str(export.path) == first) for export in exports]


_RULES: tuple[tuple[Callable[[Sequence[FileFacts]], list[Any]], str], ...] = (
    (_each(lambda export: export.periods), "covers fewer periods"),
    (_each(lambda export: export.file_format != REEXPORT), "is a re-export"),
    (_times, "was exported earlier"),
    (_each(lambda export: RICHNESS[export.file_format]), "holds less information"),
    (_each(lambda export: export.events), "has fewer events"),
    (_by_path, "is equal"),
)


def _rank(file: FileFacts) -> tuple[int, bool, int, str]:
    """League workbooks, other league files, row-wise tracking, what fills gaps, exports; a schedule before others.

    Of row-wise tracking, events land before the players and positions that depend on them. Shift charts need every
    roster of the call: they come after what fills gaps.
    """
    if file.snapshot_game is not None:
        group = 4
    elif file.fills_gaps or file.from_chart:
        group = 3
    elif file.tables & TRACKED_ROWS:
        group = 2
    else:
        group = int(file.file_format != LEAGUE_WORKBOOK)
    depth = max((LANDING_ORDER[name] for name in file.tables), default=0) if group == 2 else int(file.from_chart)
    return group, "staging_schedule" not in file.tables, depth, file.path.as_posix()
