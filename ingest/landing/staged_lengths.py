"""Staged lengths of a game's periods."""

from collections.abc import Callable
from typing import Any

from ingest.database.session import Rows

LookUp = Callable[[Callable[[Rows], None]], None]
"""Runs a function with a cursor to read with."""

Stints = list[tuple[int | None, int | None]]
"""Periods, each with the highest clock of its stints."""


def read_lengths(
    cursor: Rows,
    stated: dict[int, dict[int, int]],
    staged: dict[int, Stints],
    *,
    with_shifts: bool,
) -> None:
    """Read the lengths of periods: of the export, else of the schedule, and the clocks of staged shifts."""
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
