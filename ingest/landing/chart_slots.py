"""Gives stints cut from a shift chart their players (by the rosters) and seconds remaining."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ingest.contract.checked import CheckedRows
from ingest.contract.extract import Origin, Problem
from ingest.game.clock_direction import DOWN, lengths_of, turned, turned_note
from ingest.landing.chart_goalies import Stretch, goalies_of
from ingest.landing.chart_rosters import Dressed, read_dressed
from ingest.landing.row_clocks import clocks_of, count_by_period
from ingest.landing.staged_lengths import LookUp, read_lengths

SHIFTS = "staging_shifts"
CLOCKS = ("shift_start_seconds", "shift_end_seconds")
SIDES = ("home", "away")
MOST_SKATERS = 6
ON_ROSTER = "a team of the schedule or home and away, and players of the game's roster; load them first or in one call"
AddNote = Callable[[str, str, Any], None]


@dataclass
class _Stint:
    """The players on the ice through a row, by side, in the order in which they came on."""

    place: int
    period: int
    seconds: int
    on: dict[str, list[int]] = field(default_factory=lambda: {side: [] for side in SIDES})


@dataclass
class _Notes:
    """Collects the notes of a game: one per kind, with its count and first place."""

    rows: CheckedRows
    game: int
    found: dict[tuple[str, str, Any], list[int]] = field(default_factory=dict)

    def of(self, stint: _Stint) -> AddNote:
        """Return a function that adds a note on a stint."""
        return lambda reason, expected, value: self.found.setdefault((reason, expected, value), []).append(stint.place)

    def add_to_rows(self) -> None:
        """Add the notes to the problems of the rows."""
        rows = self.rows
        for (reason, expected, value), places in self.found.items():
            origin = rows.source.origins[rows.positions[places[0]]]
            often = f" ({len(places)} stints)" if len(places) > 1 else ""
            text = f"{reason}{often}, first in period {rows.columns['period'][places[0]]}"
            rows.problems.append(Problem(rows.file, origin, SHIFTS, None, value, expected, text, False, self.game))


def with_slots(rows: CheckedRows, look_up: LookUp) -> CheckedRows:
    """Return the stints with players in their slots; reject games of which no player can be placed."""
    if rows.table.name != SHIFTS or not rows.positions:
        return rows
    settled = rows.copy()
    settled.columns = {name: list(cells) for name, cells in rows.columns.items()}
    dressed: dict[int, Dressed] = {}
    stated: dict[int, dict[int, int]] = {game: {} for game in settled.games}
    look_up(lambda cursor: dressed.update(read_dressed(cursor, settled.games)))
    look_up(lambda cursor: read_lengths(cursor, stated, {}, with_shifts=False))
    places: dict[int, list[int]] = {}
    for place, game in enumerate(settled.columns["game_id"]):
        places.setdefault(game, []).append(place)
    empty: set[int] = set()
    for game, at in places.items():
        notes = _Notes(settled, game)
        stints = _stints(settled, at, dressed[game], notes)
        if any(stint.on[side] for stint in stints for side in SIDES):
            for side in SIDES:
                _fill(settled, side, stints, dressed[game], notes)
            notes.add_to_rows()
            _turn(settled, game, at, stated[game])
        else:
            empty.add(game)
    reason = "none of the players of the chart can be placed: their teams, or ids, are unknown"
    settled.reject([game in empty for game in settled.columns["game_id"]], "game_id", ON_ROSTER, reason)
    return settled


def _turn(rows: CheckedRows, game: int, places: list[int], stated: dict[int, int]) -> None:
    """Convert time played to seconds remaining; the single shifts showed which of them it is (stint_cuts)."""
    if rows.source.rows[rows.positions[places[0]]]["raw"]["clock"] == "down":
        return
    runs_on, periods = count_by_period(rows, places, stated), rows.columns["period"]
    lengths = lengths_of(stated, clocks_of(rows, places), {})
    for name in CLOCKS:
        cells = rows.columns[name]
        for place in places:
            cells[place] = turned(cells[place], lengths.get(periods[place]))
    said = turned_note(lengths, runs_on)
    rows.problems.append(Problem(rows.file, Origin(), SHIFTS, None, None, DOWN, said, False, game))


def _stints(rows: CheckedRows, places: Iterable[int], dressed: Dressed, notes: _Notes) -> list[_Stint]:
    stints = []
    columns = rows.columns
    for place in places:
        seconds = abs(columns["shift_start_seconds"][place] - columns["shift_end_seconds"][place])
        stint = _Stint(place, columns["period"][place], seconds)
        for team, number, player, position in rows.source.rows[rows.positions[place]]["raw"]["on_ice"]:
            side, sweater = dressed.side_of(team, player), None
            if side is not None:
                sweater = dressed.sweater_of(side, number, player)
            if side is None or sweater is None:
                what = "the team of a player" if side is None else "the sweater of a player's id"
                named = " ".join(str(part) for part in (team, number, player) if part is not None)
                notes.of(stint)(f"{what} in the chart is unknown; he is left out", ON_ROSTER, named)
                continue
            dressed.note_position(side, sweater, position)
            if sweater not in stint.on[side]:
                stint.on[side].append(sweater)
        stints.append(stint)
    return stints


def _fill(rows: CheckedRows, side: str, stints: list[_Stint], dressed: Dressed, notes: _Notes) -> None:
    stretches = [Stretch(stint.period, stint.seconds, frozenset(stint.on[side])) for stint in stints]
    goalies = goalies_of(stretches, dressed.positions[side], dressed.lists_goalie(side))
    if not any(goalies.values()):
        expected = "a roster with positions, or one player who is on the ice nearly all the time"
        notes.of(stints[0])(f"no goalie of the {side} side can be recognised in the chart", expected, None)
    for stint in stints:
        note = notes.of(stint)
        _note_too_many(stint.on[side], side, goalies[stint.period], note)
        in_goal = [number for number in stint.on[side] if number in goalies[stint.period]]
        skaters = [number for number in stint.on[side] if number not in in_goal]
        rows.columns[f"{side}_goalie"][stint.place] = in_goal[-1] if in_goal else None
        for slot, number in enumerate(sorted(skaters[-MOST_SKATERS:]), 1):
            rows.columns[f"{side}_{slot}"][stint.place] = number


def _note_too_many(on_ice: list[int], side: str, goalies: frozenset[int], note: AddNote) -> None:
    """Note if a side has more players on the ice than allowed, and which of them are left out."""
    if not on_ice:
        note(f"no player of the {side} side is on the ice", "players of both sides", None)
        return
    in_goal = [number for number in on_ice if number in goalies]
    skaters = [number for number in on_ice if number not in goalies]
    if len(in_goal) > 1:
        out = ", ".join(f"#{number}" for number in in_goal[:-1])
        note(f"two goalies of the {side} side on the ice at once; who came last is taken", "one goalie", f"{out} left")
    if len(skaters) + min(len(in_goal), 1) > MOST_SKATERS:
        left = ", ".join(f"#{number}" for number in skaters[:-MOST_SKATERS])
        count = len(skaters) + min(len(in_goal), 1)
        kept = "the first to come are left out" if left else "all are kept"
        value = f"{left} left out" if left else ", ".join(f"#{number}" for number in on_ice)
        note(f"{count} players of the {side} side are on the ice at once; {kept}", "six with the goalie", value)
