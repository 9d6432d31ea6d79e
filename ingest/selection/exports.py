"""Which exports of a game land: the best one, joined with those of other periods, in whatever order they are named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.formats.tracker_json.export import FORMAT as TRACKER_JSON
from ingest.formats.tracking_workbook.game import REEXPORT, TEMPLATE
from ingest.parsing.names import is_generic, resemble
from ingest.selection.facts import FileFacts

# Which export has more of a game. A re-export was written by a second program, which loses what it merges: it counts
# only if neither the workbook nor the save that it was made from is loaded.
RICHNESS = {TEMPLATE: 2, TRACKER_JSON: 1, REEXPORT: 0}


@dataclass(frozen=True)
class LeftAside:
    """An export that does not land since a better export of the same game does, and why.

    ``own_periods`` are those that no landing export has, ``shared`` names what it has in common with the better one.
    ``is_of_another_game``: the periods could be joined, but teams or days differ.
    """

    export: FileFacts
    better: FileFacts
    reason: str
    own_periods: tuple[int, ...] = ()
    shared: str = ""
    is_of_another_game: bool = False


@dataclass(frozen=True)
class ChosenExports:
    """The exports of one game: those that land, joined in the order of their periods, and those that do not."""

    parts: tuple[FileFacts, ...]
    left: tuple[LeftAside, ...] = ()


def choose_exports(files: Iterable[FileFacts]) -> list[ChosenExports]:
    """Return, by game, which exports land: the best one, joined with those whose periods do not overlap."""
    by_game: dict[int, list[FileFacts]] = {}
    for file in files:
        if file.snapshot_game is not None:
            by_game.setdefault(file.snapshot_game, []).append(file)
    return [_chosen(exports) for exports in by_game.values()]


def _chosen(exports: list[FileFacts]) -> ChosenExports:
    """Take the best export, then the best of the others and so on, each if it overlaps with none before it."""
    parts: list[FileFacts] = []
    outranked: dict[Path, dict[Path, str]] = {}  # by part: why each export after it is not better
    aside: list[tuple[FileFacts, FileFacts, str]] = []
    while exports:
        best, reasons = _best(exports)
        exports = [export for export in exports if export is not best]
        rival = next((part for part in parts if not _is_apart(part, best)), None)
        other = next((part for part in parts if contradiction(part, best)), None)
        if rival is not None:
            aside.append((best, rival, outranked[rival.path][best.path]))
        elif other is not None:
            aside.append((best, other, contradiction(other, best)))
        else:
            parts.append(best)
            outranked[best.path] = reasons
    covered = {period for part in parts for period in part.tracked_periods}
    left = [
        LeftAside(
            export,
            better,
            reason,
            tuple(period for period in export.tracked_periods if period not in covered),
            _shared(export, better),
            is_of_another_game=_is_apart(export, better),
        )
        for export, better, reason in aside
    ]
    return ChosenExports(tuple(sorted(parts, key=lambda part: part.tracked_periods)), tuple(left))


def _is_apart(one: FileFacts, other: FileFacts) -> bool:
    """Return whether two exports record different periods, so that they can be joined."""
    are_known = bool(one.tracked_periods and other.tracked_periods)
    return are_known and not _common(one, other) and not {*one.shift_periods} & {*other.shift_periods}


def _common(one: FileFacts, other: FileFacts) -> list[int]:
    return sorted({*one.tracked_periods} & {*other.tracked_periods})


def _shared(export: FileFacts, better: FileFacts) -> str:
    """Return what keeps two exports from being joined; empty if nothing does."""
    events = _common(export, better)
    shifts = sorted({*export.shift_periods} & {*better.shift_periods})
    what = "events" if events else "shifts"
    return f"{what} of {named_periods(events or shifts)}" if events or shifts else ""


def named_periods(periods: Iterable[int]) -> str:
    """Return periods as part of a sentence: period 1 and period 2."""
    return " and ".join(f"period {period}" for period in periods)


def contradiction(one: FileFacts, other: FileFacts) -> str:
    """Return why exports with one number are of different games: teams, sides or days; empty if they may agree."""
    pairs = zip(one.teams, other.teams, strict=True)
    named = [(own, others) for own, others in pairs if own and others and not (is_generic(own) or is_generic(others))]
    if any(not resemble(own, others) for own, others in named):
        return f"it is of {_match(other)}, the other one of {_match(one)}"
    if one.day and other.day and one.day != other.day:
        return f"it is of {other.day}, the other one of {one.day}"
    return ""


def _match(file: FileFacts) -> str:
    return " - ".join(team or "?" for team in file.teams)


def _best(exports: list[FileFacts]) -> tuple[FileFacts, dict[Path, str]]:
    """Return the best export and why the others are not: each rule in turn keeps the exports that are best by it."""
    reasons: dict[Path, str] = {}
    for rule, reason in _RULES:
        ranks = rule(exports)
        best = max(ranks)
        reasons |= {export.path: reason for export, rank in zip(exports, ranks, strict=True) if rank != best}
        exports = [export for export, rank in zip(exports, ranks, strict=True) if rank == best]
    (chosen,) = exports
    return chosen, reasons


def _times(exports: Sequence[FileFacts]) -> list[float]:
    """Return the export times; all equal, so that they decide nothing, if one is unknown."""
    times = [export.exported_at for export in exports]
    known = [time.timestamp() for time in times if time is not None]
    return known if len(known) == len(times) else [0.0] * len(times)


def _each(fact: Callable[[FileFacts], Any]) -> Callable[[Sequence[FileFacts]], list[Any]]:
    return lambda exports: [fact(export) for export in exports]


def _by_path(exports: Sequence[FileFacts]) -> list[int]:
    """Rank the first by path above all others."""
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
