"""The work for each table of a file, given the operation and the other files of the call."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.contract.checked import CheckedRows, Key
from ingest.contract.extract import Extract
from ingest.contract.tables import TABLES
from ingest.contract.work import Corrects, Operation, Scope, TableWork
from ingest.selection.exports import RICHNESS
from ingest.selection.facts import FileFacts

ROSTERS, RESULTS = "staging_game_rosters", "staging_official_player_games"
SCHEDULE, VIDEOS = "staging_schedule", "staging_video_times"
EVENTS, SHIFTS = "staging_events", "staging_shifts"
CHILDREN_OF_EVENTS = ("staging_event_players", "staging_puck_positions", "staging_player_positions")
# An export replaces all rows of its game in these tables; of rosters, the tracker's own.
SNAPSHOT_TABLES = ("staging_games", EVENTS, *CHILDREN_OF_EVENTS, SHIFTS)
CORRECTED = (ROSTERS, RESULTS)  # a row-wise file is complete for each side of a game that it has rows of
Side = tuple[int, str, str | None]


@dataclass
class CallMemory:
    """What the files of one call have settled, so that their order does not matter.

    ``exports``: the games whose export lands in this call, and whether it lists a roster. ``shared``: the tables that
    several files fill row by row; for these, ``landed`` keeps the content by key, and ``merged`` the values of a merge.
    ``replaced``: the tables (and games) that a replacing file has cleared. ``lasts``: for tables and games that several
    files fill, the last file, which corrects for all of them; ``sides`` are those of the files before it.
    ``scheduled``: the games of every schedule; ``filled``: the tables of row-wise files. ``limited``: only some games
    of each file are loaded.
    """

    exports: dict[int, bool] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    landed: dict[str, dict[Key, int]] = field(default_factory=dict)
    merged: dict[str, dict[Key, dict[str, Any]]] = field(default_factory=dict)
    replaced: set[tuple[str, int | None]] = field(default_factory=set)
    lasts: dict[tuple[str, int], Path] = field(default_factory=dict)
    sides: dict[str, set[Side]] = field(default_factory=dict)
    scheduled: frozenset[int] = frozenset()
    filled: frozenset[str] = frozenset()
    limited: bool = False

    @classmethod
    def of(cls, files: Iterable[tuple[FileFacts, Mapping[str, frozenset[int]]]], limited: bool = False) -> "CallMemory":
        """Return what is known before the first file lands; ``files`` are in landing order, with games by table."""
        exports: dict[int, bool] = {}
        row_wise: Counter[str] = Counter()
        lasts: dict[tuple[str, int], list[Path]] = {}
        scheduled: set[int] = set()
        filled: set[str] = set()
        for file, games in files:
            scheduled |= games.get(SCHEDULE, frozenset())
            if file.snapshot_game is None:
                filled |= file.tables
            if file.snapshot_game is None and not file.fills_gaps:
                for name, game in ((name, game) for name, found in games.items() for game in found):
                    lasts.setdefault((name, game), []).append(file.path)
            if file.snapshot_game is None:
                row_wise.update(file.tables)
            else:
                exports[file.snapshot_game] = file.lists_roster
                row_wise.update(file.tables - {*SNAPSHOT_TABLES, ROSTERS})
        return cls(
            exports,
            frozenset(name for name, count in row_wise.items() if count > 1),
            lasts={key: paths[-1] for key, paths in lasts.items() if len(paths) > 1},
            scheduled=frozenset(scheduled),
            filled=frozenset(filled),
            limited=limited,
        )

    def remember(self, work: Iterable[TableWork]) -> None:
        """Remember what a file has landed."""
        for each in work:
            name = each.rows.table.name
            if name in self.shared and each.operation is Operation.MERGE:
                _remember_values(self.merged.setdefault(name, {}), each.rows)
            elif name in self.shared:
                self.landed.setdefault(name, {}).update(zip(each.rows.key_values(), _contents(each.rows), strict=True))
            if name in CORRECTED and each.operation in (Operation.UPSERT, Operation.REPLACE):
                self.sides.setdefault(name, set()).update(_sides(each.rows))
            if each.scope is not None:
                self.replaced |= {(name, game) for game in each.scope.games or (None,)}


def _remember_values(merged: dict[Key, dict[str, Any]], rows: CheckedRows) -> None:
    names = list(rows.columns)
    for key, row in zip(rows.key_values(), zip(*rows.columns.values(), strict=True), strict=True):
        new = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        if rows.merged:
            new = {name: value for name, value in new.items() if name in rows.merged}
        merged[key] = new | merged.get(key, {})


def plan_tables(
    extract: Extract, tables: list[CheckedRows], operation: Operation, memory: CallMemory
) -> list[TableWork]:
    """Return the work of one file, in landing order."""
    if extract.snapshot_game is not None:
        return _plan_snapshot(extract.snapshot_game, tables, operation, memory)
    if extract.fills_gaps:
        operation = Operation.FILL_GAPS
    sides: dict[str, frozenset[Side]] = {}
    for rows in tables:
        _leave_to_exports(rows, memory)
        if rows.table.name in CORRECTED:
            sides[rows.table.name] = _sides(rows)
        if operation is Operation.MERGE:
            _leave_what_merged(rows, memory)
        elif operation is not Operation.APPEND:
            _leave_what_landed(rows, memory, is_secondary=extract.fills_gaps)
    if operation is Operation.REPLACE:
        planned = _plan_replacement(tables, memory)
    elif operation is Operation.UPSERT and extract.from_chart:
        planned = [each for rows in tables for each in _plan_chart(rows, memory)]
    else:
        planned = [TableWork(rows, operation) for rows in tables]
    for each in planned:
        each.corrects = _corrects(extract.path, each, sides.get(each.rows.table.name, frozenset()), memory)
    return planned


def _corrects(path: Path, work: TableWork, sides: frozenset[Side], memory: CallMemory) -> Corrects | None:
    """Return the scope in which the file is complete; of several files with one scope, the last corrects."""
    name = work.rows.table.name
    if work.operation in (Operation.APPEND, Operation.MERGE):
        return None
    if name == SCHEDULE and work.operation is not Operation.FILL_GAPS:
        return None if memory.limited else Corrects(kept=memory.scheduled)
    if not sides or work.scope is not None:
        return None
    kept = frozenset(key for (key,) in memory.landed.get(name, ()))
    if work.operation is Operation.FILL_GAPS:
        return Corrects(sides, kept, own_file_only=True)
    games = {game for game, *_ in sides if memory.lasts.get((name, game), path) == path}
    known = sides | memory.sides.get(name, set())
    return Corrects(frozenset(side for side in known if side[0] in games), kept)


def _sides(rows: CheckedRows) -> frozenset[Side]:
    """Return game, home or away, and kind of source of each row of a roster or of results."""
    kinds = rows.columns.get("source_kind", [None] * len(rows.positions))
    return frozenset(zip(rows.columns["game_id"], rows.columns["team_venue"], kinds, strict=True))


def _plan_snapshot(game: int, tables: list[CheckedRows], operation: Operation, memory: CallMemory) -> list[TableWork]:
    """Replace the game's rows as a whole, also in tables of which the export has none."""
    if operation is Operation.APPEND:
        return [TableWork(rows, operation) for rows in _with_empty_tables(tables, (EVENTS, SHIFTS))]
    if operation is Operation.MERGE:
        return [TableWork(rows, operation, numbers_alike=rows.table.name == EVENTS) for rows in tables]
    scope = Scope(frozenset({game}))
    planned = []
    for rows in _with_empty_tables(tables, SNAPSHOT_TABLES):
        if rows.table.name in SNAPSHOT_TABLES:
            planned.append(TableWork(rows, Operation.REPLACE, scope))
        elif rows.table.name == ROSTERS:
            planned.append(TableWork(rows, Operation.REPLACE, Scope(scope.games, frozenset({"tracker"}))))
        elif rows.table.name == VIDEOS:
            _leave_what_landed(rows, memory)
            planned.append(TableWork(rows, Operation.REPLACE, scope, exports=frozenset(RICHNESS)))
        else:
            _leave_what_landed(rows, memory)
            planned.append(TableWork(rows, Operation.UPSERT))
    return planned


def _plan_replacement(tables: list[CheckedRows], memory: CallMemory) -> list[TableWork]:
    """Replace the games of each table, or the whole table if it has no games; a file without rows replaces nothing."""
    scopes = {rows.table.name: _replaced_scope(rows, memory) for rows in tables}
    events = scopes.get(EVENTS)
    if events is not None:
        tables = _with_empty_tables(tables, CHILDREN_OF_EVENTS)
    planned = [TableWork(rows, Operation.REPLACE, scopes.get(rows.table.name, events)) for rows in tables]
    for each in planned:
        if each.scope is not None and each.scope.games is not None:
            name = each.rows.table.name
            is_elsewhere = not each.rows.read and name in memory.filled
            each.unjudged = frozenset(game for game in each.scope.games if is_elsewhere or (name, game) in memory.lasts)
    return planned


def _plan_chart(rows: CheckedRows, memory: CallMemory) -> list[TableWork]:
    """Replace the stints of a chart's games: a corrected chart has stints at other times."""
    return _plan_replacement([rows], memory) if rows.table.name == SHIFTS else [TableWork(rows, Operation.UPSERT)]


def _replaced_scope(rows: CheckedRows, memory: CallMemory) -> Scope | None:
    """Return what this file replaces, without what an earlier file of the call replaced."""
    name = rows.table.name
    if not rows.positions:
        return None
    if not rows.table.of_games:
        return None if (name, None) in memory.replaced else Scope(None)
    games = frozenset(game for game in rows.games if (name, game) not in memory.replaced)
    kinds = frozenset(rows.columns["source_kind"]) if name == ROSTERS else None
    return Scope(games, kinds) if games else None


def _with_empty_tables(tables: list[CheckedRows], names: Iterable[str]) -> list[CheckedRows]:
    present = {rows.table.name: rows for rows in tables}
    file = tables[0].file if tables else ""
    wanted = present.keys() | set(names)
    return [present.get(name) or CheckedRows.empty(TABLES[name], file) for name in TABLES if name in wanted]


def _leave_to_exports(rows: CheckedRows, memory: CallMemory) -> None:
    """Leave aside rows of games whose export is in the same call, which outranks row-wise files."""
    name = rows.table.name
    if name in SNAPSHOT_TABLES:
        left = [game in memory.exports for game in rows.columns["game_id"]]
    elif name == ROSTERS:
        pairs = zip(rows.columns["game_id"], rows.columns["source_kind"], strict=True)
        left = [kind == "tracker" and memory.exports.get(game, False) for game, kind in pairs]
    else:
        return
    _leave(rows, left, "left aside: an export of the game is loaded in the same call", "one source of a game")


def _leave_what_landed(rows: CheckedRows, memory: CallMemory, is_secondary: bool = False) -> None:
    """Keep, of a key that two files have, the row of the first, so that a second load changes nothing.

    Note other values, unless the second file is a secondary source.
    """
    landed = memory.landed.get(rows.table.name)
    if not landed:
        return
    known = [landed.get(key) for key in rows.key_values()]
    differs = [old is not None and old != new for old, new in zip(known, _contents(rows), strict=True)]
    if not is_secondary:
        _leave(rows, differs, "left aside: an earlier file has other values for this key", "equal rows")
    rows.set_aside([key in landed for key in rows.key_values()])


def _leave_what_merged(rows: CheckedRows, memory: CallMemory) -> None:
    """Keep, of a value that two files have for one key, that of the first; merge the other columns."""
    merged = memory.merged.get(rows.table.name)
    if not merged:
        return
    known = [merged.get(key, {}) for key in rows.key_values()]
    for name in rows.merged or set(rows.columns) - {*rows.table.key, "game_id"}:
        values = rows.columns[name]
        stands = [name in before and value is not None for before, value in zip(known, values, strict=True)]
        differs = [stood and before[name] != value for stood, before, value in zip(stands, known, values, strict=True)]
        if name != "raw" and any(differs):
            place = differs.index(True)
            reason = f"left aside: an earlier file has another value for this key ({sum(differs)} times)"
            rows.note(rows.positions[place], name, values[place], "equal values", reason)
        rows.columns[name] = [None if stood else value for stood, value in zip(stands, values, strict=True)]


def _leave(rows: CheckedRows, left: list[bool], reason: str, expected: str) -> None:
    """Set rows aside, with one note that has their number and the first of them."""
    if not any(left):
        return
    place = left.index(True)
    column = rows.table.key[-1]
    if sum(left) > 1:
        reason += f" ({sum(left)} times)"
    rows.note(rows.positions[place], column, rows.columns[column][place], expected, reason)
    rows.set_aside(left)


def _contents(rows: CheckedRows) -> list[int]:
    """Return a hash of the content of each good row, for comparison within this process."""
    columns = [rows.columns[name] for name, column in rows.table.columns.items() if column.hashed]
    return [hash(tuple(tuple(v) if isinstance(v, list) else v for v in row)) for row in zip(*columns, strict=True)]
