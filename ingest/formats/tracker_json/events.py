"""Events of the tracker's JSON export, read field by field: one field of all events, then of all their players."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ingest.contract.column_rows import as_row
from ingest.contract.extract import Origin
from ingest.contract.notes import Notes
from ingest.formats.tracker_json.entries import Entries, EventFields, PlayerFields, is_object
from ingest.game.cells import jersey_of, pressure_of, proper_name, role_of, success_of
from ingest.game.model import Flaw, Point, TrackedEvent, TrackedPlayer
from ingest.parsing import values
from ingest.parsing.cells import UNREADABLE, or_unreadable, read_each
from ingest.parsing.clock import CLOCK_EXPECTED, clock_seconds, period_number

TABLE = "staging_events"
PLAYERS = "staging_event_players"


class _Player(NamedTuple):
    """A player of an event as read; ``raw``, ``number``, ``pressed_by`` and ``succeeded`` are as written."""

    raw: Any
    number: Any
    pressed_by: Any
    succeeded: Any
    side_and_number: tuple[str, int | None] | None
    role: str | None
    jersey: int | None
    side: str | None
    player_id: str | None
    name: str | None
    play_detail1: str | None
    play_detail2: str | None
    successful: str | None
    pressure: int | None
    side_of_puck: str | None
    path: list[Point]


def read_events(entries: Entries, game_id: int, sides: Mapping[str, str], notes: Notes) -> list[TrackedEvent]:
    """Return the event of each entry, with a flaw if it cannot be one; ``sides``: by lower-case name of the team."""
    events = _events(entries, sides)
    _mark_flaws(events, entries, game_id)
    players = _players(
        [player for each in entries.players for player in each],
        [raw for each in entries.raw_players for raw in each],
        sides,
    )
    for event, fields, listed in zip(events, entries.fields, entries.players, strict=True):
        if event.end is None or event.end is UNREADABLE:
            _settle_end(event, fields.end_time, notes)
        _note_unknown(event, fields, notes)
        for number, player in enumerate(islice(players, len(listed))):
            _add_player(event, player, Origin(f"{event.origin.sheet}.players[{number}]", None), notes)
    return events


def _events(entries: Entries, sides: Mapping[str, str]) -> list[TrackedEvent]:
    """Return the events without their players; periods and clocks may be UNREADABLE."""
    fields: Sequence[EventFields] = entries.fields
    columns: tuple[Sequence[Any], ...] = (
        _indexes([each.idx for each in fields]),
        read_each(or_unreadable(period_number), [each.period for each in fields]),
        read_each(or_unreadable(clock_seconds), [each.start_time for each in fields]),
        read_each(or_unreadable(clock_seconds), [each.end_time for each in fields]),
        _codes([each.type for each in fields], [each.type_code for each in fields]),
        _codes([each.detail1 for each in fields], [each.detail1_code for each in fields]),
        _codes([each.detail2 for each in fields], [each.detail2_code for each in fields]),
        read_each(values.success, [each.success for each in fields]),
        _sides([each.team for each in fields], sides),
        read_each(values.text, [each.zone for each in fields]),
        read_each(values.whole, [each.shift_index for each in fields]),
        read_each(values.whole, [each.chain for each in fields]),
        read_each(values.whole, [each.assist_to for each in fields]),
        read_each(values.truth, [each.is_highlight for each in fields]),
        [None] * len(fields),
        [[] for _ in fields],
        [read_path(each.puck_xy) for each in fields],
        entries.raws,
    )
    origins = [Origin(f"events[{position}]", None) for position in range(len(fields))]
    return [TrackedEvent(*row) for row in zip(origins, *columns, strict=True)]


def _indexes(stated: list[Any]) -> list[int]:
    """Return the source's own numbers, and the place of an event without one."""
    read = enumerate(read_each(values.whole, stated))
    return [position if index is None or index < 0 else index for position, index in read]


def _codes(texts: list[Any], codes: list[Any]) -> list[str | None]:
    """Return the texts, and the code of a text that is blank."""
    pairs = zip(read_each(values.text, texts), read_each(values.text, codes), strict=True)
    return [text or code for text, code in pairs]


def _sides(teams: list[Any], sides: Mapping[str, str]) -> list[str | None]:
    """Return home or away for a side or the name of a team; None for anything else."""
    pairs = zip(read_each(values.side, teams), teams, strict=True)
    return [side or (sides.get((values.text(team) or "").casefold()) if team else None) for side, team in pairs]


def _mark_flaws(events: list[TrackedEvent], entries: Entries, game_id: int) -> None:
    """Mark the events that cannot land, for their period, their start or their game, or because they are none."""
    games = read_each(values.whole, [each.game_id for each in entries.fields])
    for event, fields, stated_game in zip(events, entries.fields, games, strict=True):
        if event.period is UNREADABLE:
            event.period = None
            event.flaw = Flaw("period", fields.period, "1, 2, 3, OT or SO", "no period")
        if event.start is UNREADABLE:
            event.start = None
            event.flaw = Flaw("event_start_seconds", fields.start_time, CLOCK_EXPECTED, "no clock")
        if stated_game is not None and stated_game != game_id:
            event.flaw = Flaw("game_id", stated_game, f"{game_id} as in the export", "an event of another game")
        if not is_object(event.raw):
            event.flaw = Flaw("event_index", event.raw, "an object with period, type and start_time", "not an event")
            event.raw = {"entry": event.raw}


def _settle_end(event: TrackedEvent, written: Any, notes: Notes) -> None:
    """Note an end that is no clock, or one that was cut off."""
    reason = "a clock cut off; the start taken"
    if event.end is UNREADABLE:
        event.end, reason = None, "no clock; the start taken"
    elif values.is_blank(written):
        return
    notes.add(TABLE, "event_end_seconds", reason, CLOCK_EXPECTED, event.origin, written)


def _note_unknown(event: TrackedEvent, fields: EventFields, notes: Notes) -> None:
    """Note a success flag and a team that are none."""
    if event.successful is None and fields.success is not None:
        success_of(fields.success, TABLE, "event_successful", event.origin, notes)
    if event.side is None and not values.is_blank(fields.team):
        reason, expected = "neither a side nor a team of the game; its players tell", "home, away or a team's name"
        notes.add(TABLE, "event_team", reason, expected, event.origin, fields.team)


def _players(fields: list[PlayerFields], raws: list[Any], sides: Mapping[str, str]) -> Iterator[_Player]:
    roles = read_each(values.text, [each.role for each in fields])
    numbers = [each.num for each in fields]
    texts = read_each(values.text, [each.pressure for each in fields])
    pressures = [text or each.pressured_by for text, each in zip(texts, fields, strict=True)]
    flags = [each.success for each in fields]
    return map(
        _Player,
        raws,
        numbers,
        pressures,
        flags,
        read_each(role_of, roles),
        roles,
        read_each(values.whole, numbers),
        _sides([each.team for each in fields], sides),
        read_each(values.identifier, [each.id for each in fields]),
        read_each(proper_name, [each.name for each in fields]),
        read_each(values.text, [each.play_d1 for each in fields]),
        read_each(values.text, [each.play_d2 for each in fields]),
        read_each(values.success, flags),
        read_each(values.whole, pressures),
        read_each(values.text, [each.side_of_puck for each in fields]),
        [read_path(each.xy) for each in fields],
    )


def _add_player(event: TrackedEvent, found: _Player, origin: Origin, notes: Notes) -> None:
    """Add a player to his event; note what cannot be read of him, and leave out or reject who has no number or role."""
    if found.jersey is None:
        jersey_of(found.number, origin, notes)
        if found.player_id is None and found.name is None:
            reason = "a player without jersey, id and name; left out"
            notes.add(PLAYERS, "player_number", reason, "a jersey", origin, as_row(found.raw))
            return
    side, number = found.side_and_number or (_side_of_team(event, found.side), None)
    if side is None:
        expected = "event_player_1 ... or opp_player_1 ..."
        raw = {"event": as_row(event.raw), "player": as_row(found.raw)}
        notes.reject(PLAYERS, "player_role", "a player without role", expected, origin, found.role, raw)
        return
    if found.pressure is None:
        pressure_of(found.pressed_by, origin, notes)
    if found.successful is None and found.succeeded is not None:
        success_of(found.succeeded, PLAYERS, "play_detail_successful", origin, notes)
    event.players.append(TrackedPlayer(origin, found.role, side, number, *found[6:], found.raw))


def _side_of_team(event: TrackedEvent, side: str | None) -> str | None:
    """Return the role side of a player without role, by his team."""
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
