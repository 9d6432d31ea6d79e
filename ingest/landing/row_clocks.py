"""Clocks of row-wise tracked files (CSV): converted to seconds remaining if a game's clock counts up."""

from collections.abc import Iterable

from ingest.contract.checked import CheckedRows
from ingest.contract.extract import Origin, Problem
from ingest.game.clock_direction import (
    DOWN,
    SECONDS_APART,
    Direction,
    Timed,
    in_period,
    lengths_of,
    period_ends,
    period_starts,
    steps_of_events,
    steps_of_stints,
    turned,
    turned_note,
)
from ingest.game.model import is_marker
from ingest.landing.staged_lengths import LookUp, Stints, read_lengths
from ingest.parsing.clock import SHOOTOUT

EVENTS, SHIFTS = "staging_events", "staging_shifts"
CLOCKS = {EVENTS: ("event_start_seconds", "event_end_seconds"), SHIFTS: ("shift_start_seconds", "shift_end_seconds")}
SLOTS = [f"{side}_{slot}" for side in ("home", "away") for slot in (1, 2, 3, 4, 5, 6, "goalie")]
FEW = 20
"""At most one in so many events of a period may lie outside it; more show that its stated length is wrong."""

INSIDE = "seconds remaining, no more than the period is long"
Places = dict[int, list[int]]


def settle_row_clocks(rows: CheckedRows, look_up: LookUp) -> CheckedRows:
    """Return the rows with clocks that count down; the same rows if they did.

    ``look_up`` provides a cursor to read with. Reject stints that end above their start while the game's clock counts
    down, and the rows of a game whose clock counts up through periods of unknown length.
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
    staged: dict[int, Stints] = {game: [] for game in places}
    look_up(lambda cursor: read_lengths(cursor, stated, staged, with_shifts=rows.table.name == EVENTS))
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
    """Return the games in which a stint ends above its start, or event clocks rise within a period."""
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
    """Return the places of each game's rows, those of events in the order of the export."""
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
    staged: Stints,
) -> tuple[str, list[int]] | None:
    """Convert the clocks of a game in place; return the reason and places of rows that are wrong, or None."""
    is_stints = rows.table.name == SHIFTS
    start, end = (rows.columns[name] for name in CLOCKS[rows.table.name])
    periods = rows.columns["period"]
    if is_stints:
        steps = steps_of_stints((start[place], end[place]) for place in places if _has_players(rows, place))
    else:
        steps = steps_of_events(_timed(rows, places))
    if steps.direction is not Direction.UP:
        if steps.doubt:
            _note(rows, game, steps.doubt)
        return _backwards(rows, places) if is_stints else None
    runs_on = count_by_period(rows, places, stated)
    if is_stints:
        lengths = lengths_of(stated, clocks_of(rows, places), {})
    else:
        lengths = lengths_of(stated, staged, period_ends(_timed(rows, places)))
    unknown = [place for place in places if periods[place] and periods[place] != SHOOTOUT and start[place] is not None
               and periods[place] not in lengths]  # fmt: skip
    for place in places:
        length = lengths.get(periods[place])
        start[place], end[place] = turned(start[place], length), turned(end[place], length)
    _note(rows, game, turned_note(lengths, runs_on))
    if unknown:
        return (
            "the clock counts up, and the length of the period is unknown: load the schedule or shifts first",
            unknown,
        )
    return _backwards(rows, places) if is_stints else None


def _timed(rows: CheckedRows, places: Iterable[int]) -> list[Timed]:
    start = rows.columns[CLOCKS[EVENTS][0]]
    return [Timed(rows.columns["period"][place], start[place], rows.columns["event_type"][place]) for place in places]


def count_by_period(rows: CheckedRows, places: Iterable[int], stated: dict[int, int]) -> bool:
    """Count a game's clock from the start of each period if it runs on through the game; return whether it does."""
    starts, periods = period_starts(clocks_of(rows, places), stated), rows.columns["period"]
    for name in CLOCKS[rows.table.name]:
        clocks = rows.columns[name]
        for place in places if starts else ():
            clocks[place] = in_period(clocks[place], starts.get(periods[place], 0))
    return bool(starts)


def clocks_of(rows: CheckedRows, places: Iterable[int]) -> list[tuple[int | None, int | None]]:
    """Return the periods and clocks of rows, both at their start and their end."""
    start, end = (rows.columns[name] for name in CLOCKS[rows.table.name])
    return [(rows.columns["period"][place], clock) for place in places for clock in (start[place], end[place])]


def _backwards(rows: CheckedRows, places: Iterable[int]) -> tuple[str, list[int]] | None:
    """Return stints with players that end above their start on a clock that counts down."""
    start, end = (rows.columns[name] for name in CLOCKS[SHIFTS])
    known = [place for place in places if start[place] is not None and end[place] is not None]
    found = [place for place in known if start[place] < end[place] and _has_players(rows, place)]
    return ("the stint ends above its start, while the clock of the game counts down", found) if found else None


def _has_players(rows: CheckedRows, place: int) -> bool:
    return any(rows.columns[slot][place] is not None for slot in SLOTS)


def _note(rows: CheckedRows, game: int, reason: str) -> None:
    rows.problems.append(Problem(rows.file, Origin(), rows.table.name, None, None, DOWN, reason, False, game))


def settled_tables(tables: list[CheckedRows], look_up: LookUp) -> list[CheckedRows]:
    """Return the tables of a row-wise file with clocks that count down and lie inside their periods."""
    return [inside_periods(settle_row_clocks(rows, look_up), look_up) for rows in tables]


def inside_periods(rows: CheckedRows, look_up: LookUp) -> CheckedRows:
    """Return the rows without the few events outside their period; if there are many, the stated length is wrong."""
    if rows.table.name != EVENTS or not any(rows.columns["event_start_seconds"]):
        return rows
    games, periods, clocks = (rows.columns[name] for name in ("game_id", "period", "event_start_seconds"))
    kinds = rows.columns["event_type"]
    stated: dict[int, dict[int, int]] = {game: {} for game in rows.games}
    staged: dict[int, Stints] = {game: [] for game in stated}
    look_up(lambda cursor: read_lengths(cursor, stated, staged, with_shifts=True))
    longest = {(game, period): length for game, lengths in stated.items() for period, length in lengths.items()}
    for game, stints in staged.items():
        for period, clock in stints:
            if period is not None and clock is not None and (game, period) in longest:
                longest[game, period] = max(clock, longest[game, period])
    beyond: dict[tuple[int, int], list[int]] = {}
    counts: dict[tuple[int, int], int] = {}
    for place, (game, period, clock) in enumerate(zip(games, periods, clocks, strict=True)):
        counts[game, period] = counts.get((game, period), 0) + 1
        length = longest.get((game, period))
        if length and clock is not None and clock > length + SECONDS_APART and not is_marker(kinds[place]):
            beyond.setdefault((game, period), []).append(place)
    bad = {place for key, at in beyond.items() if len(at) * FEW <= counts[key] for place in at}
    if not bad:
        return rows
    inside = rows.copy()
    marked = [place in bad for place in range(len(games))]
    inside.reject(marked, "event_start_seconds", INSIDE, "the event lies outside its period")
    return inside
