"""Shifts of the tracker's JSON export: who is on the ice for both teams, by slot."""

from typing import Any

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.cells import SLOT, fill_slots, strength_of
from ingest.game.model import Flaw, TrackedShift
from ingest.parsing import values
from ingest.parsing.clock import CLOCK_EXPECTED, clock_seconds, period_number

TABLE = "staging_shifts"


def read_shift(entry: Any, position: int, game_id: int, notes: Notes) -> TrackedShift:
    """Return the shift of one entry, with a flaw if it cannot be one."""
    origin = Origin(f"shifts[{position}]", None)
    if not isinstance(entry, dict):
        flaw = Flaw("shift_index", entry, "an object with period, start_time, home and away", "not a shift")
        return TrackedShift(origin, position + 1, None, None, None, raw={"entry": entry}, flaw=flaw)
    index = values.whole(entry.get("idx"))
    shift = TrackedShift(origin, position + 1 if index is None or index < 0 else index, None, None, None)
    shift.raw = dict(entry)
    shift.start_type = values.text(entry.get("start_type"))
    shift.stop_type = values.text(entry.get("stop_type"))
    shift.situation = values.text(entry.get("situation"))
    shift.strength = strength_of(entry.get("strength"))
    shift.duration = values.whole(entry.get("duration"))
    shift.stoppage = values.whole(entry.get("stoppageTime"))
    for side in ("home", "away"):
        shift.slots |= fill_slots(side, _players(entry, side), origin, notes)
    _read_clock(shift, entry)
    stated_game = values.whole(entry.get("game_id"))
    if stated_game not in (None, game_id):
        shift.flaw = Flaw("game_id", stated_game, f"{game_id} as in the export", "a shift of another game")
    return shift


def _read_clock(shift: TrackedShift, entry: dict[str, Any]) -> None:
    for column, name in (("shift_start_seconds", "start_time"), ("shift_end_seconds", "end_time")):
        try:
            clock = clock_seconds(entry.get(name))
        except ValueError:
            shift.flaw = Flaw(column, entry.get(name), CLOCK_EXPECTED, "no clock")
            continue
        if name == "start_time":
            shift.start = clock
        else:
            shift.end = clock
    try:
        shift.period = period_number(entry.get("period"))
    except ValueError:
        shift.flaw = Flaw("period", entry.get("period"), "1, 2, 3, OT or SO", "no period")


def _players(entry: dict[str, Any], side: str) -> list[tuple[str, Any]]:
    """Return slot name and jersey of a side: from an object by slot, a list, or fields such as home_F1."""
    listed = entry.get(side)
    if isinstance(listed, dict):
        return [(slot, _jersey(player)) for slot, player in listed.items()]
    if isinstance(listed, list):
        return [(_slot(player, number), _jersey(player)) for number, player in enumerate(listed, 1)]
    named = ((name.removeprefix(f"{side}_"), value) for name, value in entry.items() if name.startswith(f"{side}_"))
    return [(slot, _jersey(value)) for slot, value in named if SLOT.fullmatch(slot)]


def _jersey(player: Any) -> Any:
    if not isinstance(player, dict):
        return player
    for name in ("num", "n", "number", "jersey"):
        jersey = player.get(name)
        if jersey is not None and not values.is_blank(jersey):
            return jersey
    return None


def _slot(player: Any, number: int) -> str:
    """Return the slot of a player in a list: goalies by position, others by place."""
    position = values.text(player.get("pos")) if isinstance(player, dict) else None
    return "G" if (position or "").upper().startswith("G") else f"F{number}"
