"""Shift charts as leagues publish them, a row per player and shift; cut into stints (stint_cuts)."""

from dataclasses import dataclass
from typing import Any

from ingest.contract.extract import Extract
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Record, Sheet
from ingest.formats.recognise import TableFormat, known_table
from ingest.formats.shift_chart.stint_cuts import CHART, Stay, cut_period, without_overlaps
from ingest.parsing import values
from ingest.parsing.clock import CLOCK_EXPECTED, clock_seconds, period_number, takes_minutes_for_hours

TABLE = "staging_shifts"
LONGEST = 3600
GAME = ("game_id", "gameid", "game")
TEAM = (
    *("team_venue", "venue", "side", "home_away", "team_id", "teamid", "team", "team_abbrev", "teamabbrev"),
    *("team_name", "teamname"),
)
NUMBER = (
    *("player_number", "jersey_number", "sweater_number", "player_game_number", "jersey", "sweater", "number"),
    *("playernumber", "jerseynumber", "sweaternumber", "player_no", "jersey_no", "jersey_#", "sweater_#"),
    *("no", "no.", "num", "#"),
)
PLAYER = ("player_id", "playerid", "player")
PERIOD = ("period", "period_number", "periodnumber", "per")
SPELLINGS = ("{}", "{}_time", "{}time", "{}_seconds", "{}_clock", "shift_{}", "shift_{}_time", "shift_{}_seconds")
START = (*(name.format("start") for name in SPELLINGS), "on", "time_on", "in", "time_in")
END = (*(name.format("end") for name in SPELLINGS), "off", "time_off", "out", "time_out")
POSITION = ("position", "player_position", "pos")
UNUSED = (
    "season date game_date duration duration_seconds shift_duration length shift_number shiftnumber shift player_name "
    "player_full_name name firstname lastname first_name last_name id typecode detailcode eventdescription "
    "eventdetails eventnumber hexvalue"
)


@dataclass(frozen=True)
class _Shift:
    """A row of the chart, its clocks as written, in seconds."""

    game_id: int
    period: int
    stay: Stay
    record: Record


def read_shift_chart(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read stints of staging_shifts, numbered through each game by time, with the players of each in ``raw``.

    Slots are assigned when they land, since sides, sweaters and goalies depend on rosters.
    """
    extract.from_chart = True
    clocks = (record.get(*names) for names in (START, END) for record in sheet.records)
    hours_are_minutes = takes_minutes_for_hours(clocks)
    games: dict[int, list[_Shift]] = {}
    for record in sheet.records:
        shift = _shift(record, hours_are_minutes, notes)
        if shift is not None:
            games.setdefault(shift.game_id, []).append(shift)
    for game_id, shifts in sorted(games.items()):
        ups = sum((shift.stay.start < shift.stay.end) - (shift.stay.start > shift.stay.end) for shift in shifts)
        runs_up = ups >= 0
        periods: dict[int, list[Stay]] = {}
        for shift in shifts:
            stay = _in_order(shift, runs_up, notes)
            if stay is not None:
                periods.setdefault(shift.period, []).append(stay)
        index = 0
        for period, stays in sorted(periods.items()):
            for stint, origin in cut_period(game_id, period, index, without_overlaps(stays, period, notes), notes):
                extract.table(TABLE).add(stint, origin)
                index += 1


def _shift(record: Record, hours_are_minutes: bool, notes: Notes) -> _Shift | None:
    """Return the shift of a row; reject a row that lacks one of its parts, and return None."""
    game_id, period = values.game_number(record.get(*GAME)), _period(record.get(*PERIOD))
    number, player = values.whole(record.get(*NUMBER)), values.identifier(record.get(*PLAYER))
    start, end = (_clock(record.get(*names), hours_are_minutes) for names in (START, END))
    parts = (
        ("game_id", GAME, game_id, "the number of a game"),
        ("home_1", (*NUMBER, *PLAYER), player if number is None else number, "a player's sweater or id"),
        ("period", PERIOD, period, "1, 2, 3, OT"),
        ("shift_start_seconds", START, start, CLOCK_EXPECTED),
        ("shift_end_seconds", END, end, CLOCK_EXPECTED),
    )
    for column, names, value, expected in parts:
        if value is None:
            reason = "missing or wrong in a shift chart"
            notes.reject(TABLE, column, reason, expected, record.origin, record.get(*names), record.raw())
            return None
    if game_id is None or period is None or start is None or end is None:
        return None
    team = record.get(*TEAM)
    position = values.text(record.get(*POSITION))
    who = (values.side(team) or values.identifier(team), number, player)
    return _Shift(game_id, period, Stay(who, position, start, end, record.origin), record)


def _period(value: Any) -> int | None:
    try:
        return period_number(value)
    except ValueError:
        return None


def _clock(value: Any, hours_are_minutes: bool) -> int | None:
    if isinstance(value, str):
        value = value.partition("/")[0]  # of time played and time remaining (0:40 / 19:20)
    try:
        seconds = clock_seconds(value, hours_are_minutes=hours_are_minutes)
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds <= LONGEST else None


def _in_order(shift: _Shift, runs_up: bool, notes: Notes) -> Stay | None:
    """Return the stay on a rising clock (negative if it counts down).

    None if it has no length, or runs against the clock of the chart, which rejects it.
    """
    stay, record = shift.stay, shift.record
    if stay.start == stay.end:
        notes.add(TABLE, "shift_end_seconds", "a shift of no length; left out", "an end after the start", record.origin)
        return None
    if (stay.start < stay.end) != runs_up:
        reason = f"the shift ends before it starts, while the clock of the chart counts {'up' if runs_up else 'down'}"
        written = record.get(*END)
        notes.reject(TABLE, "shift_end_seconds", reason, "an end after the start", record.origin, written, record.raw())
        return None
    sign = 1 if runs_up else -1
    return Stay(stay.who, stay.position, sign * stay.start, sign * stay.end, stay.origin)


SHIFT_CHART = TableFormat(
    known_table(CHART, " ".join((*GAME, *TEAM, *NUMBER, *PLAYER, *PERIOD, *START, *END, *POSITION, UNUSED)), ""),
    TABLE,
    read_shift_chart,
    one_of_each=tuple(frozenset(names) for names in (GAME, (*NUMBER, *PLAYER), PERIOD, START, END)),
)
