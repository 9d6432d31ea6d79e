"""Numbers in a game: an index per event and shift, a role number per player, and links between events."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any, TypeVar

from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedPlayer, TrackedShift, plain
from ingest.parsing.keys import spare_index

Tracked = TypeVar("Tracked", TrackedEvent, TrackedShift)

MOST_ROLES = 12
ONE_LATE = 1
"""Breaks of the clock that one row makes which was entered late, at the end."""

NEAR_EVENTS = 12
"""Most events between a pointer and its target; chain numbers soon fall far behind event numbers."""

NEAR_SECONDS = 5
"""Most seconds between a pointer and its target; events of one play follow each other closely."""


def without_repeats(rows: list[Tracked], table: str, column: str, notes: Notes) -> list[Tracked]:
    """Return the rows without those that have the number of an earlier one and say the same in every field."""
    times = Counter(row.index for row in rows)
    if len(times) == len(rows):
        return rows
    kept: list[Tracked] = []
    said: dict[int, list[dict[str, Any]]] = {index: [] for index, count in times.items() if count > 1}
    for row in rows:
        if row.index in said:
            content = asdict(row, dict_factory=_without_origin)
            if content in said[row.index]:
                notes.add(table, column, "the same row again; left out", "every row once", row.origin, row.index)
                continue
            said[row.index].append(content)
        kept.append(row)
    return kept


def _without_origin(fields: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in fields if name != "origin"}


def in_order_of_play(rows: list[Tracked], table: str, column: str, notes: Notes) -> list[Tracked]:
    """Return the rows by their numbers if the clock runs back far less often so: somebody has sorted the sheet.

    Otherwise they stay as they stand, since what was entered late has a late number.
    """
    by_number = sorted(rows, key=lambda row: row.index)
    if _breaks(rows) <= max(ONE_LATE, 2 * _breaks(by_number)):
        return rows
    reason = "the rows are sorted otherwise than the game went; read in the order of their numbers"
    notes.add(table, column, reason, "rows as the game went", rows[0].origin)
    return by_number


def _breaks(rows: Sequence[TrackedEvent | TrackedShift]) -> int:
    """Return how often the rows go back to an earlier period, or the clock of a period runs the other way."""
    timed = [
        (row.period, row.start) for row in rows if row.period is not None and row.start is not None and row.is_play
    ]
    earlier = up = down = 0
    for (period, clock), (next_period, next_clock) in pairwise(timed):
        earlier += next_period < period
        up += period == next_period and clock < next_clock
        down += period == next_period and clock > next_clock
    return earlier + min(up, down)


def final_indexes(rows: Sequence[TrackedEvent | TrackedShift], table: str, column: str, notes: Notes) -> list[int]:
    """Return the index that each row lands under: its own, or a spare one if that is taken."""
    own = {row.index for row in rows}
    used: set[int] = set()
    indexes = []
    for row in rows:
        index = row.index
        if index in used:
            index = spare_index(index, own | used)
            notes.add(
                table, column, "a number used twice; the second lands under a new number", "a number per row",
                row.origin, row.index,
            )  # fmt: skip
        used.add(index)
        indexes.append(index)
    return indexes


def number_roles(event: TrackedEvent, notes: Notes) -> None:
    """Number the players of each side from 1: with the source's numbers if they are unique, else by order."""
    for role_side in ("event", "opp"):
        players = [player for player in event.players if player.role_side == role_side]
        numbers = [player.role_number for player in players]
        if len(set(numbers)) == len(numbers) and all(number and number <= MOST_ROLES for number in numbers):
            continue
        if players and not event.flaw:
            notes.add(
                "staging_event_players", "role_number", "a role without number or given twice; numbered by order",
                "one player per role", players[-1].origin, players[-1].role,
            )  # fmt: skip
        renumber(players)


def renumber(players: list[TrackedPlayer]) -> None:
    """Number the players of one side 1, 2, 3 ... by their own numbers, then by their order."""
    ordered = sorted(players, key=lambda player: player.role_number or MOST_ROLES)
    for number, player in enumerate(ordered, 1):
        player.role_number = number if number <= MOST_ROLES else None


def link_chains(events: list[TrackedEvent]) -> None:
    """Give all events of a play one value if links point to events; chain numbers stay as they are."""
    first = {event.index: event for event in reversed(events)}
    linked = [event for event in events if event.chain is not None]
    near = [event for event in linked if event.chain in first and _is_near(event, first[event.chain])]
    if 2 * len(near) <= len(linked):
        return
    roots = {event.index: _root(event, first) for event in linked}
    for event in linked:
        event.chain = roots[event.index]
    for root in set(roots.values()):
        if root in first:
            first[root].chain = root


def _is_near(event: TrackedEvent, other: TrackedEvent) -> bool:
    if event.period != other.period or event.start is None or other.start is None:
        return False
    return 0 <= event.index - other.index <= NEAR_EVENTS and abs(other.start - event.start) <= NEAR_SECONDS


def _root(event: TrackedEvent, first: Mapping[int, TrackedEvent]) -> int:
    """Return the index of the event at which the chain of pointers ends."""
    passed = {event.index}
    index = event.index if event.chain is None else event.chain
    while index in first and index not in passed:
        passed.add(index)
        following = first[index].chain
        if following is None:
            break
        index = following
    return index


def goal_indexes(events: Sequence[TrackedEvent], indexes: Sequence[int]) -> dict[int, int]:
    """Return the landed index by the source's index; the goal's if two events share a number."""
    found: dict[int, int] = {}
    for event, index in zip(events, indexes, strict=True):
        if event.index not in found or plain(event.event_type) == "goal":
            found[event.index] = index
    return found
