"""Cuts shifts of single players into stints: the stretches of a period with the same players on the ice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.contract.extract import Origin, Row
from ingest.contract.notes import Notes
from ingest.parsing.keys import shift_key

TABLE = "staging_shifts"
CHART = "shift chart"
Who = tuple[str | None, int | None, str | None]
"""A player as a chart names him: side or team, sweater, id."""


@dataclass(frozen=True)
class Stay:
    """A player's shift from ``start`` until before ``end``, in rising seconds (negative if the clock counts down)."""

    who: Who
    position: str | None
    start: int
    end: int
    origin: Origin


def without_overlaps(stays: Iterable[Stay], period: int, notes: Notes) -> list[Stay]:
    """Return the stays ordered by start; overlaps of one player are counted once."""
    left: list[Stay] = []
    last_end: dict[Who, int] = {}
    for stay in sorted(stays, key=lambda each: (each.start, each.end)):
        before = last_end.get(stay.who)
        if before is not None and before > stay.start:
            reason = "shifts of one player overlap; the time they share counts once"
            said = f"{_named(stay.who)}, period {period}, at {_clock(stay.start)}"
            notes.add(TABLE, "shift_start_seconds", reason, "a start after the end before", stay.origin, said)
            if stay.end <= before:
                continue
            stay = replace(stay, start=before)
        last_end[stay.who] = stay.end
        left.append(stay)
    return left


def cut_period(game_id: int, period: int, first: int, stays: list[Stay], notes: Notes) -> Iterator[tuple[Row, Origin]]:
    """Yield the stints of a period, numbered after ``first``: one begins wherever any shift begins or ends.

    ``stays`` are ordered by start, and so are the players of a stint in its ``raw``: the last to come is last.
    """
    begins: dict[int, list[Stay]] = {}
    for stay in stays:
        begins.setdefault(stay.start, []).append(stay)
    index, present = first, list[Stay]()
    for start, end in pairwise(sorted(begins.keys() | {stay.end for stay in stays})):
        present = [stay for stay in present if stay.end > start] + begins.get(start, [])
        if not present:
            said = f"game {game_id}, period {period}, {_clock(start)} to {_clock(end)}"
            reason = "no player is on the ice between two shifts; no stint there"
            notes.add(TABLE, "shift_start_seconds", reason, "shifts that follow each other", None, said)
            continue
        index += 1
        yield _stint(game_id, index, period, abs(start), abs(end), present), (begins.get(start) or present)[0].origin


def _stint(game_id: int, index: int, period: int, start: int, end: int, present: list[Stay]) -> Row:
    return {
        "shift_key": shift_key(game_id, index),
        "game_id": game_id,
        "shift_index": index,
        "period": period,
        "shift_start_seconds": start,
        "shift_end_seconds": end,
        "shift_duration": abs(end - start),
        "raw": {
            "cut_from": CHART,
            "clock": "up" if end > start else "down",
            "on_ice": [[*stay.who, stay.position] for stay in present],
        },
    }


def _named(who: Who) -> str:
    team, number, player = who
    shirt = None if number is None else f"#{number}"
    return " ".join(part for part in (team, shirt, player) if part)


def _clock(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    return f"{minutes}:{rest:02}"
