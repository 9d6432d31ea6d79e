"""Events of the tracker's JSON export."""

from typing import Any

from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.game.cells import jersey_of, pressure_of, proper_name, role_of
from ingest.game.model import Flaw, Point, TrackedEvent, TrackedPlayer
from ingest.parsing import values
from ingest.parsing.clock import CLOCK_EXPECTED, clock_seconds, period_number

TABLE = "staging_events"
PLAYERS = "staging_event_players"


def read_event(entry: Any, position: int, game_id: int, notes: Notes) -> TrackedEvent:
    """Return the event of one entry, with a flaw if it cannot be one."""
    origin = Origin(f"events[{position}]", None)
    if not isinstance(entry, dict):
        flaw = Flaw("event_index", entry, "an object with period, type and start_time", "not an event")
        return TrackedEvent(origin, position, None, None, None, raw={"entry": entry}, flaw=flaw)
    index = values.whole(entry.get("idx"))
    event = TrackedEvent(origin, position if index is None or index < 0 else index, None, None, None)
    event.raw = {name: value for name, value in entry.items() if name != "players"}
    _read_clock(event, entry, notes)
    _read_codes(event, entry)
    event.path = read_path(entry.get("puckXY"))
    players = entry.get("players")
    for number, player in enumerate(players if isinstance(players, list) else []):
        _read_player(event, player, Origin(f"events[{position}].players[{number}]", None), notes)
    stated_game = values.whole(entry.get("game_id"))
    if stated_game not in (None, game_id):
        event.flaw = Flaw("game_id", stated_game, f"{game_id} as in the export", "an event of another game")
    return event


def _read_clock(event: TrackedEvent, entry: dict[str, Any], notes: Notes) -> None:
    try:
        event.period = period_number(entry.get("period"))
    except ValueError:
        event.flaw = Flaw("period", entry.get("period"), "1, 2, 3, OT or SO", "no period")
    try:
        event.start = clock_seconds(entry.get("start_time"))
    except ValueError:
        event.flaw = Flaw("event_start_seconds", entry.get("start_time"), CLOCK_EXPECTED, "no clock")
    written = entry.get("end_time")
    try:
        event.end = clock_seconds(written)
    except ValueError:
        notes.add(TABLE, "event_end_seconds", "no clock; the start taken", CLOCK_EXPECTED, event.origin, written)
    else:
        if event.end is None and not values.is_blank(written):
            notes.add(
                TABLE, "event_end_seconds", "a clock cut off; the start taken", CLOCK_EXPECTED, event.origin, written
            )


def _read_codes(event: TrackedEvent, entry: dict[str, Any]) -> None:
    event.event_type = values.text(entry.get("type")) or values.text(entry.get("typeCode"))
    event.detail = values.text(entry.get("detail1")) or values.text(entry.get("detail1Code"))
    event.detail_2 = values.text(entry.get("detail2")) or values.text(entry.get("detail2Code"))
    event.successful = values.success(entry.get("success"))
    event.side = values.side(entry.get("team"))
    event.zone = values.text(entry.get("zone"))
    event.shift_index = values.whole(entry.get("shiftIdx"))
    event.chain = values.whole(entry.get("linkedEventIdx"))
    event.assist_to = values.whole(entry.get("assistToGoalIdx"))
    event.is_highlight = values.truth(entry.get("isHighlight"))


def _read_player(event: TrackedEvent, entry: Any, origin: Origin, notes: Notes) -> None:
    fields = entry if isinstance(entry, dict) else {}
    jersey, player_id = jersey_of(fields.get("num"), origin, notes), values.identifier(fields.get("id"))
    name = proper_name(fields.get("name"))
    role = values.text(fields.get("role"))
    side, number = role_of(role) or (_side_of_team(event, fields), None)
    if jersey is None and player_id is None and name is None:
        notes.add(PLAYERS, "player_number", "a player without jersey, id and name; left out", "a jersey", origin, entry)
        return
    if side is None:
        expected = "event_player_1 ... or opp_player_1 ..."
        raw = {"event": event.raw, "player": entry}
        notes.reject(PLAYERS, "player_role", "a player without role", expected, origin, role, raw)
        return
    player = TrackedPlayer(origin, role, side, number, jersey, values.side(fields.get("team")), player_id, name)
    player.play_detail1 = values.text(fields.get("playD1"))
    player.play_detail2 = values.text(fields.get("playD2"))
    player.successful = values.success(fields.get("playSuccess"))
    player.pressure = pressure_of(values.text(fields.get("pressure")) or fields.get("pressuredBy"), origin, notes)
    player.side_of_puck = values.text(fields.get("sideOfPuck"))
    player.path = read_path(fields.get("xy"))
    player.raw = dict(fields)
    event.players.append(player)


def _side_of_team(event: TrackedEvent, fields: dict[str, Any]) -> str | None:
    """Return the role side of a player without role, by his team."""
    side = values.side(fields.get("team"))
    if side is None or event.side is None:
        return None
    return "event" if side == event.side else "opp"


def read_path(points: Any) -> list[Point]:
    """Return the points of a path that have both coordinates, in order."""
    listed = points if isinstance(points, list) else [points]
    found = []
    for point in listed:
        if isinstance(point, dict):
            x, y = values.number(point.get("x")), values.number(point.get("y"))
            if x is not None and y is not None:
                found.append((x, y))
    return found
