"""How much of a game an export tells, to choose the better of two exports of one game."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.contract.extract import Extract, Row
from ingest.game.model import is_marker


@dataclass(frozen=True)
class Coverage:
    """Periods with at least one event of play, how many such events and how many shifts there are, periods of these."""

    periods: frozenset[int]
    events: int
    shifts: int
    shift_periods: frozenset[int]


def coverage(extract: Extract) -> Coverage:
    """What the extract covers, markers such as intermissions left aside."""
    events = [row for row in _rows(extract, "staging_events") if not is_marker(row.get("event_type"))]
    shifts = _rows(extract, "staging_shifts")
    return Coverage(_periods(events), len(events), len(shifts), _periods(shifts))


def _periods(rows: Sequence[Row]) -> frozenset[int]:
    return frozenset(row["period"] for row in rows if row.get("period") is not None)


def _rows(extract: Extract, table: str) -> Sequence[Row]:
    return extract.tables[table].rows if table in extract.tables else []
