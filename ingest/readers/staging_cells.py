"""Cells of files in the shape of a staging table: the one spelling of the table, and keys that a file may leave out."""

import re
from collections.abc import Callable
from typing import Any

from ingest import keys, values

BOOKKEEPING = frozenset(
    {"raw", "content_hash", "source_file", "load_id", "processed", "created_at", "updated_at", "written_xid"}
)
"""Columns of staging tables that landing fills."""

SPELLED_KEYS = {
    "staging_events": ("event_key", "event_index", keys.event_key),
    "staging_shifts": ("shift_key", "shift_index", keys.shift_key),
}
"""Keys that a file may leave out, since game and index make them."""

READ_AS = {"event_successful": values.success, "play_detail_successful": values.success}
READ_AS |= {"event_team": values.side, "team_venue": values.side}


def cell_reader(name: str) -> Callable[[Any], Any]:
    """What makes of a cell of this column what the table holds: None of one that says nothing, else the cell itself.

    s/u and home/away come in the one spelling of the table, lists as lists.
    """
    if name == "trusted_columns":
        return lambda cell: None if values.is_blank(cell) else _list(cell)
    read = READ_AS.get(name)
    if read is None:
        return lambda cell: None if values.is_blank(cell) else cell
    return lambda cell: None if values.is_blank(cell) else read(cell) or cell


def _list(cell: Any) -> list[str]:
    return [part for part in re.split(r"[|,;{}\s\"]+", str(cell)) if part]
