"""Links between events: chains of one play, and assists to their goals."""

from collections.abc import Mapping, Sequence

from ingest.game.model import TrackedEvent, plain

NEAR_EVENTS = 12
"""How far back an event lies that a pointer means; chain numbers soon fall far behind the event numbers."""

NEAR_SECONDS = 5
"""How long before an event the one lies that a pointer means; events of one play follow each other at once."""


def link_chains(events: list[TrackedEvent]) -> None:
    """Where links point to another event, give every event of the play one value; chain numbers stay as they are."""
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
    """Index of the event at which the chain of pointers ends."""
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
    """Index that an event landed under, by the source's own; the goal's where two events share a number."""
    found: dict[int, int] = {}
    for event, index in zip(events, indexes, strict=True):
        if event.index not in found or plain(event.event_type) == "goal":
            found[event.index] = index
    return found
