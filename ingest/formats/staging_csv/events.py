"""Events in the shape of the staging table: their teams, and their positions in feet from centre ice."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.coordinates import OURS, Spot, System, contradicts_zone, recognise_system, zone_of
from ingest.game.model import Point, is_marker, plain
from ingest.game.rink import ON_RINK
from ingest.parsing import values

TABLE, X, Y = "staging_events", "puck_x", "puck_y"
LEAST_EVENTS = 5
Columns = Mapping[str, Sequence[Any]]
Points = tuple[list[Any], list[Any]]


def settle_events(columns: Columns, numbers: Sequence[int | None], notes: Notes) -> Points | None:
    """Note games without teams, and return puck_x and puck_y as they land; None if the file has no positions.

    ``numbers`` are the numbers of the rows in the file.
    """
    _note_blank_sides(columns, notes)
    return _settle_points(columns, numbers, notes)


def _note_blank_sides(columns: Columns, notes: Notes) -> None:
    """Note games in which no event of play has a team; their goals and shots count by their players, if at all."""
    if "event_type" not in columns:
        return  # a part of the table, for a merge
    count = len(columns["game_id"])
    sides = columns.get("event_team", [None] * count)
    blank: dict[Any, int] = {}
    known = set()
    for game, kind, side in zip(columns["game_id"], columns["event_type"], sides, strict=True):
        if not values.is_blank(side):  # another word than home and away rejects the row
            known.add(game)
        elif not is_marker(values.text(kind)):
            blank[game] = blank.get(game, 0) + 1
    for game, events in blank.items():
        if game not in known and events >= LEAST_EVENTS:
            reason = f"game {game}: event_team is blank in all {events} events; their teams follow from their players"
            notes.add(TABLE, "event_team", reason, "home or away")


def _settle_points(columns: Columns, numbers: Sequence[int | None], notes: Notes) -> Points | None:
    """Return puck_x and puck_y as they land, blank if left out; None if the file has no positions."""
    if X not in columns or Y not in columns:
        return None
    found = list(columns[X]), list(columns[Y])
    nothing = [None] * len(found[0])
    games: dict[Any, list[tuple[int, Spot]]] = {}
    rows = zip(
        *(
            columns.get(name, nothing)
            for name in (X, Y, "game_id", "event_team", "event_team_zone", "event_type", "period")
        ),
        strict=True,
    )
    for place, (x, y, game, side, zone, kind, period) in enumerate(rows):
        point = values.number(x), values.number(y)
        if point[0] is not None and point[1] is not None and not plain(values.text(kind)).startswith("shootout"):
            spot = Spot((point[0], point[1]), values.side(side), zone_of(values.text(zone)), kind, values.whole(period))
            games.setdefault(game, []).append((place, spot))
    for game, spots in games.items():
        recognised = recognise_system([spot for _, spot in spots], OURS)
        if recognised.reason:
            notes.add(
                TABLE, X, f"game {game}: {recognised.reason}", "feet from centre ice, home attacking +x", Origin()
            )
        for place, spot in spots:
            ours, fault = _settled(spot, recognised.system)
            if ours is None:
                found[0][place] = found[1][place] = None
                if recognised.system is not None:
                    written = f"{spot.point[0]:g}, {spot.point[1]:g}"
                    notes.add(TABLE, X, f"{fault}; left out", ON_RINK, Origin(None, numbers[place]), written)
            elif recognised.system != OURS:
                found[0][place], found[1][place] = round(ours[0], 2), round(ours[1], 2)
    return found


def _settled(spot: Spot, system: System | None) -> tuple[Point | None, str | None]:
    """Return the point as it lands, or why it does not land."""
    if system is None:
        return None, None
    ours = system.ours(spot.point, spot.side, spot.period)
    if ours is None:
        return None, "a position outside the rink"
    if contradicts_zone(ours, spot.side, spot.zone):
        return None, "a position far from the zone of the event"
    return ours, None
