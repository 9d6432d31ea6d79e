"""Entries of the lists of a tracker's JSON export: the fields that are read, beside the entry itself for its raw row.

An export of the usual shape is decoded straight into these fields, its raw rows are parts of its text: nothing else of
it is built. Any other export is parsed by json, and its objects are turned into the same fields.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import MsgspecError, Raw, Struct
from msgspec.json import Decoder

from ingest.contract.coerce import json_text
from ingest.contract.column_rows import RawText

PLAYERS = '"players"'
UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""NUL, and halves of surrogate pairs."""


class PlayerFields(Struct, rename={"pressured_by": "pressuredBy", "play_d1": "playD1", "play_d2": "playD2",
                                   "success": "playSuccess", "side_of_puck": "sideOfPuck"}):  # fmt: skip
    """The fields of a player of an event."""

    num: Any = None
    id: Any = None
    name: Any = None
    role: Any = None
    team: Any = None
    play_d1: Any = None
    play_d2: Any = None
    success: Any = None
    pressure: Any = None
    pressured_by: Any = None
    side_of_puck: Any = None
    xy: Any = None


class EventFields(Struct, rename={"type_code": "typeCode", "detail1_code": "detail1Code", "puck_xy": "puckXY",
                                  "detail2_code": "detail2Code", "shift_index": "shiftIdx", "chain": "linkedEventIdx",
                                  "assist_to": "assistToGoalIdx", "is_highlight": "isHighlight"}):  # fmt: skip
    """The fields of an event."""

    idx: Any = None
    game_id: Any = None
    period: Any = None
    start_time: Any = None
    end_time: Any = None
    type: Any = None
    type_code: Any = None
    detail1: Any = None
    detail1_code: Any = None
    detail2: Any = None
    detail2_code: Any = None
    success: Any = None
    team: Any = None
    zone: Any = None
    shift_index: Any = None
    chain: Any = None
    assist_to: Any = None
    is_highlight: Any = None
    puck_xy: Any = None


class SlotFields(Struct):
    """The fields of a player in a shift that may hold the jersey."""

    num: Any = None
    n: Any = None
    number: Any = None
    jersey: Any = None


class ShiftFields(Struct, rename={"stoppage": "stoppageTime"}):
    """The fields of a shift; its sides are as written, or slots by name."""

    idx: Any = None
    game_id: Any = None
    period: Any = None
    start_time: Any = None
    end_time: Any = None
    start_type: Any = None
    stop_type: Any = None
    situation: Any = None
    strength: Any = None
    duration: Any = None
    stoppage: Any = None
    home: Any = None
    away: Any = None


class _UsualEvent(EventFields):
    players: list[PlayerFields] | None = None


class _ListedPlayers(Struct):
    players: Raw = Raw()


class _UsualShift(ShiftFields):
    home: dict[str, SlotFields | None] | None = None
    away: dict[str, SlotFields | None] | None = None


@dataclass
class Entries:
    """The entries of a list: their fields, and themselves (``raws``) as objects or as JSON text.

    ``players`` and ``raw_players`` are those of each event. An entry that is no object has no fields.
    """

    fields: Sequence[Any]
    raws: Sequence[Any]
    players: Sequence[Sequence[PlayerFields]] = ()
    raw_players: Sequence[Sequence[Any]] = ()


def is_object(raw: Any) -> bool:
    """Return whether an entry of ``raws`` is an object."""
    return isinstance(raw, dict | RawText)


def event_entries(listed: list[Any]) -> Entries:
    """Return events that were parsed by json."""
    players = [each if isinstance(each, list) else [] for each in (_field(entry, "players") for entry in listed)]
    raws = [
        {name: value for name, value in entry.items() if name != "players"} if isinstance(entry, dict) else entry
        for entry in listed
    ]
    return Entries(_fields(EventFields, listed), raws, [_fields(PlayerFields, each) for each in players], players)


def shift_entries(listed: list[Any]) -> Entries:
    """Return shifts that were parsed by json."""
    return Entries(_fields(ShiftFields, listed), listed)


def usual_export(content: bytes) -> dict[str, Any] | None:
    """Return an export of the usual shape with Entries for its events and shifts; None for any other document.

    Texts that may hold what no database stores are left to json, as is everything that it may forgive.
    """
    try:
        content.decode()  # texts that are not read are not checked either
        if UNSTORABLE.search(content):
            return None
        parts = _PARTS.decode(content)
        events, shifts = (parts.pop(name) for name in ("events", "shifts"))
        document = {name: json.loads(_text(part)) for name, part in parts.items()}
        return document | {"events": _usual_events(events), "shifts": _usual_shifts(shifts)}
    except (KeyError, ValueError, MsgspecError, RecursionError):
        return None


_PARTS = Decoder(dict[str, Raw])
_LISTED = Decoder(list[Raw])
_EVENTS = Decoder(list[_UsualEvent])
_LISTED_PLAYERS = Decoder(list[_ListedPlayers])
_SHIFTS = Decoder(list[_UsualShift])


def _usual_events(content: Raw) -> Entries:
    fields, listed = _EVENTS.decode(content), _LISTED_PLAYERS.decode(content)
    raws, raw_players = list[RawText](), list[list[RawText]]()
    for event, text, each in zip(fields, _LISTED.decode(content), listed, strict=True):
        raw_players.append(
            [RawText(player, "utf-8") for player in _LISTED.decode(each.players)] if event.players else []
        )
        players = _text(each.players)
        raws.append(_without_players(_text(text), players) if players else RawText(_text(text)))
    return Entries(fields, raws, [each.players or [] for each in fields], raw_players)


def _without_players(event: str, players: str) -> RawText:
    """Return an event's text without the list of its players."""
    before, name, behind = event.partition(PLAYERS)
    rest = behind.lstrip().removeprefix(":").lstrip()
    if PLAYERS in behind or "\\" in event or not (name and rest.startswith(players)):
        fields = {key: value for key, value in json.loads(event).items() if key != "players"}
        return RawText(json_text(fields))
    before, rest = before.rstrip(), rest[len(players) :].lstrip()
    if rest.startswith(","):
        return RawText(before + rest[1:])
    return RawText(before.removesuffix(",") + rest)


def _usual_shifts(content: Raw) -> Entries:
    return Entries(_SHIFTS.decode(content), [RawText(each, "utf-8") for each in _LISTED.decode(content)])


def _text(part: Raw) -> str:
    return str(part, "utf-8")


def _fields(kind: type[Struct], listed: list[Any]) -> list[Any]:
    names = kind.__struct_encode_fields__
    return [kind(*map(entry.get, names)) if isinstance(entry, dict) else kind() for entry in listed]


def _field(entry: Any, name: str) -> Any:
    return entry.get(name) if isinstance(entry, dict) else None
