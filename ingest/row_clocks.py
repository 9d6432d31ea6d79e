"""Clocks of row-wise tracked files (CSV): turned where a game's clock counts up, by what is staged of its periods."""

from collections.abc import Callable, Iterable
from typing import Any

from ingest.clock_direction import (
    DOWN,
    Direction,
    Timed,
    lengths_of,
    period_ends,
    say_turned,
    steps_of_events,
    steps_of_stints,
    turned,
)
from ingest.contract.checked import CheckedRows
from ingest.extract import Origin, Problem
from ingest.session import Rows

EVENTS, SHIFTS = "staging_events", "staging_shifts"
CLOCKS = {EVENTS: ("event_start_seconds", "event_end_seconds"), SHIFTS: ("shift_start_seconds", "shift_end_seconds")}
SLOTS = [f"{side}_{slot}" for side in ("home", "away") for slot in (1, 2, 3, 4, 5, 6, "goalie")]
SHOOTOUT = 5
Places = dict[int, list[int]]
LookUp = Callable[[Callable[[Rows], None]], None]


def settle_row_clocks(rows: CheckedRows, look_up: LookUp) -> CheckedRows:
    """The rows with clocks that count down; the same rows where they did. ``look_up`` gives a cursor to read with.

    Stints that end above their start in a game whose clock counts down are rejected, and so are the rows of a game
    whose clock counts up through periods of unknown length.
    """
    names = CLOCKS.get(rows.table.name)
    if names is None or not any(rows.columns[names[0]]) or not any(rows.columns["period"]):
        return rows
    runs_up = _may_run_up(rows, *names)
    places = {game: at for game, at in _places(rows).items() if game in runs_up}
    if not places:
        return rows
    settled = rows.copy()
    settled.columns = {name: list(values) if name in names else values for name, values in rows.columns.items()}
    stated: dict[int, dict[int, int]] = {game: {} for game in places}
    staged: dict[int, list[tuple[int | None, int | None]]] = {game: [] for game in places}
    look_up(lambda cursor: _read_lengths(cursor, stated, staged, with_shifts=rows.table.name == EVENTS))
    bad: dict[str, set[int]] = {}
    for game, at in places.items():
        reason = _settle_game(settled, game, at, stated[game], staged[game])
        for place in reason[1] if reason else ():
            bad.setdefault(reason[0] if reason else "", set()).add(settled.positions[place])
    for why, positions in bad.items():
        marked = [position in positions for position in settled.positions]
        settled.reject(marked, names[1] if rows.table.name == SHIFTS else names[0], DOWN, why)
    return settled


def _may_run_up(rows: CheckedRows, start: str, end: str) -> set[int]:
    """The games in which a stint ends above its start, or the clock of the events goes up within a period."""
    columns = rows.columns
    if rows.table.name == SHIFTS:
        pairs = zip(columns["game_id"], columns[start], columns[end], strict=True)
        return {game for game, began, ended in pairs if began is not None and ended is not None and began < ended}
    up: dict[int, int] = {}
    before: dict[int, tuple[int | None, int]] = {}
    for game, period, clock in zip(columns["game_id"], columns["period"], columns[start], strict=True):
        if clock is not None:
            last = before.get(game)
            if last is not None and last[0] == period and last[1] < clock:
                up[game] = up.get(game, 0) + 1
            before[game] = (period, clock)
    return {game for game, times in up.items() if times > 1}


def _places(rows: CheckedRows) -> Places:
    """The places of each game's rows, those of events in the order of the export."""
    found: Places = {}
    for place, game in enumerate(rows.columns["game_id"]):
        found.setdefault(game, []).append(place)
    order = rows.columns.get("event_order")
    if order is not None and any(order):
        for places in found.values():
            places.sort(key=lambda place: (order[place] is None, order[place]))
    return found


def _settle_game(
    rows: CheckedRows,
    game: int,
    places: list[int],
    stated: dict[int, int],
    staged: list[tuple[int | None, int | None]],
) -> tuple[str, list[int]] | None:
    """Turn the clocks of a game in place; the reason and places of the rows that cannot be right, if there are any."""
    is_stints = rows.table.name == SHIFTS
    start, end = (rows.columns[name] for name in CLOCKS[rows.table.name])
    periods = rows.columns["period"]
    if is_stints:
        steps = steps_of_stints((start[place], end[place]) for place in places if _has_players(rows, place))
        clocks = [(periods[place], clock) for place in places for clock in (start[place], end[place])]
        ends: dict[int, int] = {}
    else:
        timed = [Timed(periods[place], start[place], rows.columns["event_type"][place]) for place in places]
        steps, clocks, ends = steps_of_events(timed), staged, period_ends(timed)
    if steps.direction is not Direction.UP:
        if steps.doubt:
            _note(rows, game, steps.doubt)
        return _backwards(rows, places) if is_stints else None
    lengths = lengths_of(stated, clocks, ends)
    unknown = [place for place in places if periods[place] and periods[place] != SHOOTOUT and start[place] is not None
               and periods[place] not in lengths]  # fmt: skip
    for place in places:
        length = lengths.get(periods[place])
        start[place], end[place] = turned(start[place], length), turned(end[place], length)
    _note(rows, game, say_turned(lengths))
    if unknown:
        return (
            "the clock counts up, and the length of the period is unknown: load the schedule or shifts first",
            unknown,
        )
    return _backwards(rows, places) if is_stints else None


def _backwards(rows: CheckedRows, places: Iterable[int]) -> tuple[str, list[int]] | None:
    """Stints with players that end above their start on a clock that runs down."""
    start, end = (rows.columns[name] for name in CLOCKS[SHIFTS])
    known = [place for place in places if start[place] is not None and end[place] is not None]
    found = [place for place in known if start[place] < end[place] and _has_players(rows, place)]
    return ("the stint ends above its start, while the clock of the game counts down", found) if found else None


def _has_players(rows: CheckedRows, place: int) -> bool:
    return any(rows.columns[slot][place] is not None for slot in SLOTS)


def _note(rows: CheckedRows, game: int, reason: str) -> None:
    rows.problems.append(Problem(rows.file, Origin(), rows.table.name, None, None, DOWN, reason, False, game))


def _read_lengths(
    cursor: Rows,
    stated: dict[int, dict[int, int]],
    staged: dict[int, list[tuple[int | None, int | None]]],
    *,
    with_shifts: bool,
) -> None:
    """What is staged of the periods' lengths: of the export, else of the schedule, and the clocks of staged shifts."""
    games = sorted(stated)
    cursor.execute(
        "select game_id, coalesce(regulation_periods, 3), period_length_seconds, overtime_length_seconds"
        " from staging_schedule where game_id = any(%s)",
        (games,),
    )
    for game, periods, length, overtime in cursor.fetchall():
        _state(stated[game], [*[length] * periods, overtime])
    cursor.execute(
        "select game_id, period_1_seconds, period_2_seconds, period_3_seconds, overtime_seconds from staging_games"
        " where game_id = any(%s)",
        (games,),
    )
    for game, *lengths in cursor.fetchall():
        _state(stated[game], lengths)
    if with_shifts:
        cursor.execute(
            "select game_id, period, max(greatest(shift_start_seconds, shift_end_seconds)) from staging_shifts"
            " where game_id = any(%s) group by game_id, period",
            (games,),
        )
        for game, period, clock in cursor.fetchall():
            staged[game].append((period, clock))


def _state(found: dict[int, int], lengths: list[Any]) -> None:
    found |= {period: length for period, length in enumerate(lengths, 1) if length}


def settled_tables(tables: list[CheckedRows], look_up: LookUp) -> list[CheckedRows]:
    """The tables of a row-wise file with clocks that count down."""
    return [settle_row_clocks(rows, look_up) for rows in tables]
