"""Cells of files in the shape of a staging table, and keys that such a file may leave out."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from ingest.parsing import keys, values
from ingest.parsing.clock import clock_seconds, period_number

BOOKKEEPING = frozenset(
    {"raw", "content_hash", "source_file", "load_id", "processed", "created_at", "updated_at", "written_xid"}
)
"""Columns of staging tables that landing fills."""

SPELLED_KEYS = {
    "staging_events": ("event_key", "event_index", keys.event_key),
    "staging_shifts": ("shift_key", "shift_index", keys.shift_key),
}
"""Keys that a file may leave out, since they consist of game and index."""

CLOCKS = frozenset({"event_start_seconds", "event_end_seconds", "shift_start_seconds", "shift_end_seconds"})
READ_AS: dict[str, Callable[[Any], Any]] = {
    "event_successful": values.success,
    "play_detail_successful": values.success,
}
IDS = frozenset(
    {"player_id", "team_id", "home_team_id", "away_team_id", "current_team_id", "season_id", "season", "league_id"}
)
READ_AS |= {"event_team": values.side, "team_venue": values.side}


def is_read_as_it_is(name: str) -> bool:
    """Return whether cells of this column are values as they are, without marks and look-alike characters."""
    return name != "trusted_columns" and name != "period" and name not in CLOCKS | IDS | READ_AS.keys()


def cell_reader(name: str, hours_are_minutes: bool = False) -> Callable[[Any], Any]:
    """Return the function that reads a cell of this column: None for a blank, else the table's spelling of the cell.

    s/u and home/away are normalised, lists become lists, clocks whole seconds, periods numbers, ids lose .0.
    """
    if name == "trusted_columns":
        return lambda cell: None if values.is_blank(cell) else _list(cell)
    if name in CLOCKS:
        return partial(_clock, hours_are_minutes)
    if name == "period":
        return _period
    read = READ_AS.get(name)
    if read is None:
        plain = values.identifier if name in IDS else _plain
        return lambda cell: None if values.is_blank(cell) else plain(cell)
    return lambda cell: None if values.is_blank(cell) else read(cell) or cell


def _plain(cell: Any) -> Any:
    return values.plain_cell(cell).strip() if isinstance(cell, str) else cell


def _clock(hours_are_minutes: bool, cell: Any) -> Any:
    """Return whole seconds; text that is no clock stays, so that the contract rejects it with its value."""
    if values.is_blank(cell):
        return None
    try:
        return clock_seconds(cell, hours_are_minutes=hours_are_minutes)
    except ValueError:
        return cell


def _period(cell: Any) -> Any:
    """Return the number of a period written in words (OT, OT2, SO, P3); other text stays, as for clocks."""
    if values.is_blank(cell):
        return None
    plain = _plain(cell)
    try:
        return plain if values.whole(plain) is not None else period_number(plain)
    except ValueError:
        return plain


def _list(cell: Any) -> list[str]:
    return [part for part in re.split(r"[|,;{}\s\"]+", str(cell)) if part]
