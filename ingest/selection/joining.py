"""Joins exports of different periods of one game; later parts are numbered on from earlier ones."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from ingest.contract.checked import CheckedRows, Key
from ingest.contract.coerce import json_text
from ingest.contract.column_rows import RawText
from ingest.contract.extract import Origin, TableRows
from ingest.contract.table import Table
from ingest.contract.tables import TABLES
from ingest.parsing.keys import RENUMBERED_FROM, event_key, shift_key
from ingest.selection.facts import FileFacts
from ingest.selection.plan import CHILDREN_OF_EVENTS, EVENTS, ROSTERS, SHIFTS, VIDEOS
from ingest.selection.ready import CheckedFile, ReadyFile

GAMES = "staging_games"
JOINED = "joined_exports"  # in the raw header: the files that the game was joined from
LENGTHS = {1: "period_1_seconds", 2: "period_2_seconds", 3: "period_3_seconds"}
Columns = dict[str, list[Any]]
Tables = dict[str, CheckedRows]


def joined(parts: Sequence[tuple[ReadyFile, CheckedFile]]) -> CheckedFile:
    """Return the rows of the parts, in the order of their periods, as one export."""
    (_, whole), *later = parts
    facts = [ready.info.facts for ready, _ in parts]
    tables = {rows.table.name: rows for rows in whole.tables}
    problems = list(whole.problems)
    for ready, checked in later:
        tables = _appended(tables, checked, ready.info.facts)
        problems += checked.problems
    if GAMES in tables and tables[GAMES].positions:
        headers = [{rows.table.name: rows for rows in checked.tables}.get(GAMES) for _, checked in parts]
        tables[GAMES] = _header(tables[GAMES], headers, facts)
    return CheckedFile(whole.extract, [tables[name] for name in TABLES if name in tables], problems)


def _appended(whole: Tables, part: CheckedFile, facts: FileFacts) -> Tables:
    """Return the tables of a game with those of a later part appended."""
    added = {rows.table.name: rows for rows in part.tables}
    renumbering = _Renumbering.of(whole, added)
    found = dict(whole)
    for name, rows in added.items():
        before = whole.get(name) or CheckedRows.empty(TABLES[name], str(facts.path))
        found[name] = _behind(before, renumbering.renumbered(rows), facts)
    return found


@dataclass(frozen=True)
class _Numbers:
    """New numbers for the rows of a later part: moved behind those before it, or free ones."""

    offset: int
    own: dict[int, int]

    @classmethod
    def of(cls, taken: Iterable[int], indexes: Iterable[int]) -> "_Numbers":
        """Return new numbers; indexes from 50000 on belong to rows that repeated another row's number."""
        used, wanted = set(taken), sorted(indexes)
        last = max((index for index in used if index < RENUMBERED_FROM), default=-1)
        offset = max(last + 1 - wanted[0], 0) if wanted else 0
        own = {}
        for index in wanted:
            new = index + offset
            if new in used or (index >= RENUMBERED_FROM and offset):
                new = next(free for free in count(RENUMBERED_FROM) if free not in used)
            used.add(new)
            own[index] = new
        return cls(offset, own)

    def __call__(self, index: int | None) -> int | None:
        """Return the new number of an index; one that no row has moves by the same offset."""
        return None if index is None else self.own.get(index, index + self.offset)


@dataclass(frozen=True)
class _Renumbering:
    """The new numbers in all tables of a later part."""

    events: _Numbers
    shifts: _Numbers
    chains: _Numbers
    orders: int

    @classmethod
    def of(cls, whole: Tables, part: Tables) -> "_Renumbering":
        """Return numbers behind those of the earlier parts."""
        events = _Numbers.of(_values(whole, EVENTS, "event_index"), _values(part, EVENTS, "event_index"))
        shifts = _Numbers.of(_values(whole, SHIFTS, "shift_index"), _values(part, SHIFTS, "shift_index"))
        linked = _values(part, EVENTS, "linked_event_index")
        chains = {each: events.own[each] for each in linked if each in events.own}
        taken = {*_values(whole, EVENTS, "linked_event_index"), *events.own.values(), *chains.values()}
        others = _Numbers.of(taken, {each for each in linked if each not in chains})
        last, first = max(_values(whole, EVENTS, "event_order"), default=0), _values(part, EVENTS, "event_order")
        orders = max(last + 1 - min(first, default=last + 1), 0)
        return cls(events, shifts, _Numbers(events.offset, others.own | chains), orders)

    def renumbered(self, rows: CheckedRows) -> CheckedRows:
        """Return the rows with their new numbers and keys."""
        name, columns = rows.table.name, dict(rows.columns)
        if name == EVENTS:
            self._change(columns, self.events, "event_index", "assist_to_goal_index")
            self._change(columns, self.shifts, "shift_index")
            self._change(columns, self.chains, "linked_event_index")
            columns["event_order"] = [None if each is None else each + self.orders for each in columns["event_order"]]
        if name == SHIFTS:
            self._change(columns, self.shifts, "shift_index")
            columns["shift_key"] = [self._shift_key(each) for each in columns["shift_key"]]
        if name in (EVENTS, *CHILDREN_OF_EVENTS):
            columns["event_key"] = [self._event_key(each) for each in columns["event_key"]]
        return replace(rows, columns=columns, lost_keys={self._key(rows.table, key) for key in rows.lost_keys})

    def _key(self, table: Table, key: Key) -> Key:
        if table.name == SHIFTS:
            return (self._shift_key(key[0]),)
        return (self._event_key(key[0]), *key[1:]) if table.name in (EVENTS, *CHILDREN_OF_EVENTS) else key

    def _event_key(self, key: str) -> str:
        return event_key(*_moved(key, self.events))

    def _shift_key(self, key: str) -> str:
        return shift_key(*_moved(key, self.shifts))

    @staticmethod
    def _change(columns: Columns, numbers: _Numbers, *names: str) -> None:
        for name in names:
            columns[name] = [numbers(each) for each in columns[name]]


def _moved(key: str, numbers: _Numbers) -> tuple[int, int]:
    """Return game and new index of a key such as E700012."""
    new = numbers(int(key[-5:]))
    assert new is not None
    return int(key[1:-5]), new


def _values(tables: Tables, name: str, column: str) -> list[int]:
    return [] if name not in tables else [each for each in tables[name].columns[column] if each is not None]


def _behind(before: CheckedRows, rows: CheckedRows, facts: FileFacts) -> CheckedRows:
    """Append the rows of a later part; rows that both list are kept once."""
    name, file = before.table.name, facts.path.name
    if name == VIDEOS:
        rows = _other_videos(before, rows)
    elif name == ROSTERS:
        before, rows = _united(before, rows)
    if name not in (EVENTS, SHIFTS, *CHILDREN_OF_EVENTS):
        known = set(before.key_values())
        rows = rows.copy()
        rows.set_aside([key in known for key in rows.key_values()])
    origins = [Origin(f"{file}: {each.sheet}" if each.sheet else file, each.row) for each in rows.source.origins]
    source = TableRows(name, [*before.source.rows, *rows.source.rows], [*before.source.origins, *origins])
    return replace(
        before,
        source=source,
        columns={column: [*before.columns[column], *rows.columns[column]] for column in before.table.columns},
        positions=[*before.positions, *(before.read + each for each in rows.positions)],
        problems=before.problems + rows.problems,
        rejected=before.rejected | {before.read + each for each in rows.rejected},
        lost_keys=before.lost_keys | rows.lost_keys,
        incomplete=before.incomplete | {before.read + each: why for each, why in rows.incomplete.items()},
    )


def _other_videos(before: CheckedRows, rows: CheckedRows) -> CheckedRows:
    """Return the videos of a later part; one with the key of another video gets a new key."""
    known = dict(zip(before.columns["video_key"], before.columns["url"], strict=True))
    pairs = zip(rows.columns["video_key"], rows.columns["url"], strict=True)
    keys = [f"{key}+{len(known)}" if key in known and known[key] != url else key for key, url in pairs]
    return replace(rows, columns=rows.columns | {"video_key": keys})


def _united(before: CheckedRows, rows: CheckedRows) -> tuple[CheckedRows, CheckedRows]:
    """Return two tracker rosters without the entries that know less of a sweater than the other roster."""
    names = ("source_kind", "team_venue", "player_number", "player_id")
    listed = list(zip(*(before.columns[name] for name in names), strict=True))
    later = list(zip(*(rows.columns[name] for name in names), strict=True))
    with_id = {row[:3] for row in later if row[3] is not None and row[2] is not None}
    before, rows = before.copy(), rows.copy()
    before.set_aside([row[3] is None and row[:3] in with_id for row in listed])
    known = {row[:3] for row in listed if row[2] is not None}
    rows.set_aside([row[3] is None and row[:3] in known for row in later])
    return before, rows


def _header(header: CheckedRows, headers: Sequence[CheckedRows | None], facts: Sequence[FileFacts]) -> CheckedRows:
    """Return one row for the game: the first known value of the parts; a period's length from the part that has it."""
    rows = [_first_row(each) if each else {} for each in headers]
    whole = {name: _first_known(row.get(name) for row in rows) for name in header.table.columns}
    for row, part in zip(rows, facts, strict=True):
        for period in part.tracked_periods:
            column = LENGTHS.get(period, "overtime_seconds")
            whole[column] = _first_known((row.get(column), whole[column]))
    whole["exported_at"] = max((row["exported_at"] for row in rows if row.get("exported_at")), default=None)
    parts = [{"file": part.path.name, "periods": [*part.tracked_periods], "teams": [*part.teams]} for part in facts]
    raw = json.loads(whole["raw"]) if isinstance(whole["raw"], str) else whole["raw"] or {}
    whole["raw"] = RawText(json_text(raw | {JOINED: parts}))
    return replace(header, columns={name: [value] for name, value in whole.items()}, positions=header.positions[:1])


def _first_row(rows: CheckedRows) -> dict[str, Any]:
    return {name: values[0] for name, values in rows.columns.items() if values}


def _first_known(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)
