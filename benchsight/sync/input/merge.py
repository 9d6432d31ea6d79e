"""Merges the rows of a subject by three versions of it: at the last synchronisation, here, and there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# Rows of the first belong to rows of the second: the key of the latter is theirs without its last part.
PARENTS = {
    "staging_event_players": "staging_events",
    "staging_puck_positions": "staging_events",
    "staging_player_positions": "staging_event_players",
}


class Place(NamedTuple):
    """A table and the key of a row, its columns joined by /."""

    table: str
    key: str


class Row(NamedTuple):
    """A row as JSON text; ``about`` (source file, content hash) goes along and is not compared."""

    content: str
    about: str = "{}"


Rows = Mapping[Place, Row]


@dataclass(frozen=True)
class Clash:
    """A row that differs here and there, and neither is the earlier one; None: there is no such row."""

    place: Place
    base: Row | None
    local: Row | None
    remote: Row | None


@dataclass(frozen=True)
class Choice:
    """A side that a person chose for a row, as the row was on both sides then."""

    takes_local: bool
    local: Row | None
    remote: Row | None


@dataclass(frozen=True)
class Merged:
    """The rows that both sides should have, and those that only a person can decide."""

    rows: dict[Place, Row]
    clashes: list[Clash] = field(default_factory=list)


def merge(
    base: Rows | None, local: Rows, remote: Rows, chosen: Mapping[Place, Choice] | None = None, is_first: bool = False
) -> Merged:
    """Take what only one side changed; rows that both changed differently clash, unless a choice still fits them.

    Without a ``base`` every difference clashes; but at the ``first`` synchronisation a row that only one side has is
    new. A row whose parent the other side deleted clashes with all rows of that event.
    """
    chosen = chosen or {}
    rows: dict[Place, Row] = {}
    clashes: dict[Place, Clash] = {}
    for place in sorted({*local, *remote, *(base or {})}):
        clash = Clash(place, (base or {}).get(place), local.get(place), remote.get(place))
        if (choice := chosen.get(place)) is not None and _fits(choice, clash):
            kept = clash.local if choice.takes_local else clash.remote
        elif _is_decided(clash, base is not None, is_first):
            kept = _kept(clash, base is not None)
        else:
            clashes[place] = clash
            continue
        if kept is not None:
            rows[place] = kept
    for event in {_event_of(place) for place in _orphans(rows) if _parent_of(place) not in clashes}:
        for place in {*local, *remote}:
            if place.table in _FAMILY and _event_of(place) == event and not _same(local.get(place), remote.get(place)):
                clashes[place] = Clash(place, (base or {}).get(place), local.get(place), remote.get(place))
    return Merged(rows, [clashes[place] for place in sorted(clashes)])


_FAMILY = {*PARENTS, *PARENTS.values()}


def same_rows(first: Rows, second: Rows) -> bool:
    """Return whether two sides have the same rows."""
    return first.keys() == second.keys() and all(_same(row, second[place]) for place, row in first.items())


def _is_decided(clash: Clash, has_base: bool, is_first: bool) -> bool:
    if _same(clash.local, clash.remote):
        return True
    if has_base:
        return _same(clash.base, clash.local) or _same(clash.base, clash.remote)
    return is_first and (clash.local is None or clash.remote is None)


def _kept(clash: Clash, has_base: bool) -> Row | None:
    if has_base:
        return clash.remote if _same(clash.base, clash.local) else clash.local
    return clash.local or clash.remote


def _fits(choice: Choice, clash: Clash) -> bool:
    return _same(choice.local, clash.local) and _same(choice.remote, clash.remote)


def _same(first: Row | None, second: Row | None) -> bool:
    return (first and first.content) == (second and second.content)


def _orphans(rows: Rows) -> Iterator[Place]:
    return (place for place in rows if place.table in PARENTS and _parent_of(place) not in rows)


def _parent_of(place: Place) -> Place:
    return Place(PARENTS[place.table], place.key.rpartition("/")[0])


def _event_of(place: Place) -> str:
    return place.key.partition("/")[0]
