"""The tracker's JSON export of one game (versions 23.x and 25.x), and its file of rosters alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.contract.extract import Extract, Origin, Row, UnreadableFile
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import instant
from ingest.formats.tracker_json.entries import Entries, event_entries, shift_entries
from ingest.formats.tracker_json.events import read_events
from ingest.formats.tracker_json.shifts import read_shifts
from ingest.game.model import RosterPlayer, TrackedGame
from ingest.game.roster import add_roster
from ingest.game.rows import extract_game
from ingest.parsing import values

FORMAT = "tracker JSON"
PERIODS = {"1": 1, "2": 2, "3": 3, "OT": 4}
PENALTIES = ("minor", "major", "misconduct")
LISTED_ELSEWHERE = ("events", "shifts", "rosters")
ROSTER_LISTS = ("homeRoster", "awayRoster")
SECRET = re.compile(r"^sb|key$|token|secret|password", re.IGNORECASE)


def is_tracker_export(document: Any) -> bool:
    """Return whether a JSON document is an export of one tracked game."""
    found = {"gameId", "events", "shifts", "rosters"} & set(document) if isinstance(document, dict) else set()
    return len(found) > 1


def read_tracker_export(path: Path, document: dict[str, Any]) -> Extract:
    """Return the game of an export; raise UnreadableFile if it is not one game with a list of events."""
    game = TrackedGame(path, FORMAT, _game_id(path, document))
    notes = Notes(path.name, game.game_id)
    game.home_team, game.away_team = (values.text(document.get(name)) for name in ("homeTeam", "awayTeam"))
    game.version = values.text(document.get("version"))
    game.exported_at = instant(document.get("savedAt")) or instant(document.get("exportDate"))
    game.lengths = _minutes(document.get("periodLengths"), PERIODS)
    game.penalty_minutes = _penalties(document.get("penaltyLengths"))
    game.home_attacks_right = values.truth(document.get("homeAttacksRightP1"))
    game.raw = _without_secrets({name: value for name, value in document.items() if name not in LISTED_ELSEWHERE})
    game.roster = _read_rosters(document.get("rosters"), ("home", "away"))
    entries = _entries_of(path, document, "events", event_entries)
    game.events = read_events(entries, game.game_id, _sides(game.home_team, game.away_team), notes)
    game.shifts = read_shifts(_entries_of(path, document, "shifts", shift_entries), game.game_id, notes)
    game.videos = _videos(game.game_id, document)
    return extract_game(game, notes)


def _sides(home: str | None, away: str | None) -> dict[str, str]:
    """Return the side by the lower-case name of a team; of two teams of one name, none."""
    named = [(name.casefold(), side) for name, side in ((home, "home"), (away, "away")) if name]
    sides = dict(named)
    return sides if len(sides) == len(named) else {}


def is_roster(document: Any) -> bool:
    """Return whether a JSON document is a roster of one game."""
    return isinstance(document, dict) and set(ROSTER_LISTS) <= set(document)


def read_roster(path: Path, document: dict[str, Any]) -> Extract:
    """Return both teams' players, which only fill gaps: an export of the game has more."""
    game_id = values.game_number(document.get("gid"))
    if game_id is None:
        raise UnreadableFile(f"{path}: gid is {document.get('gid')!r}, expected the number of one game")
    extract = Extract(path, "roster JSON", fills_gaps=True)
    notes = Notes(path.name, game_id)
    teams = {"home": values.text(document.get("homeTeam")), "away": values.text(document.get("awayTeam"))}
    add_roster(game_id, teams, _read_rosters(document, ROSTER_LISTS), extract, notes)
    extract.problems.extend(notes.problems())
    return extract


def _read_rosters(rosters: Any, names: tuple[str, str]) -> list[RosterPlayer]:
    """Return the players of the home and away lists, which the document calls ``names``."""
    players = []
    for side, name in zip(("home", "away"), names, strict=True):
        listed = rosters.get(name) if isinstance(rosters, dict) else None
        for position, entry in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(entry, dict):
                players.append(_roster_player(entry, side, Origin(f"{name}[{position}]", None)))
    return players


def _roster_player(entry: dict[str, Any], side: str, origin: Origin) -> RosterPlayer:
    return RosterPlayer(
        origin,
        side,
        jersey=values.whole(_first(entry, "num", "n", "number", "jersey")),
        player_id=values.identifier(_first(entry, "id", "player_id")),
        name=values.text(entry.get("name")),
        position=values.text(_first(entry, "pos", "position")),
        rating=values.number(_first(entry, "rating", "skill")),
        raw=values.raw_row(entry),
    )


def _first(entry: dict[str, Any], *names: str) -> Any:
    return next((entry[name] for name in names if not values.is_blank(entry.get(name))), None)


def _game_id(path: Path, document: dict[str, Any]) -> int:
    found = _first(document, "gameId", "game_id", "gid")
    game_id = values.game_number(found)
    if game_id is None:
        raise UnreadableFile(f"{path}: gameId is {found!r}, expected the number of one game")
    return game_id


def _entries_of(path: Path, document: dict[str, Any], name: str, entries_of: Callable[[list[Any]], Entries]) -> Entries:
    found = document.get(name)
    if isinstance(found, Entries):
        return found
    if found is None and name == "shifts":
        found = []
    if not isinstance(found, list):
        raise UnreadableFile(f"{path}: {name} is {type(found).__name__}, expected a list")
    return entries_of(found)


def _minutes(lengths: Any, names: dict[str, int]) -> dict[int, int]:
    """Return seconds by period of lengths in minutes, without implausible ones."""
    found = {}
    for name, period in names.items():
        minutes = values.number(lengths.get(name)) if isinstance(lengths, dict) else None
        if minutes is not None and 0 < minutes <= 60:
            found[period] = round(minutes * 60)
    return found


def _penalties(lengths: Any) -> dict[str, int]:
    known = lengths if isinstance(lengths, dict) else {}
    minutes = {kind: values.whole(known.get(kind)) for kind in PENALTIES}
    return {kind: length for kind, length in minutes.items() if length is not None and 0 <= length <= 60}


def _without_secrets(document: Any) -> Any:
    """Return the document without addresses and keys of services, which trackers keep in their settings."""
    if isinstance(document, dict):
        return {name: _without_secrets(value) for name, value in document.items() if not SECRET.search(name)}
    if isinstance(document, list):
        return [_without_secrets(value) for value in document]
    return document


def _videos(game_id: int, document: dict[str, Any]) -> list[tuple[Row, Origin]]:
    """Return one row per video; the offsets of the periods belong to all of them."""
    timing = document.get("videoTiming")
    timing = timing if isinstance(timing, dict) else {}
    offsets = _offsets(timing.get("periodOffsets"))
    listed = document.get("videos")
    videos = [video for video in listed if isinstance(video, dict)] if isinstance(listed, list) else []
    if not videos and any(offset is not None for offset in offsets.values()):
        videos = [{"id": "timing", "url": timing.get("youtubeUrl")}]
    return [
        (_video_row(game_id, video, position) | offsets, Origin(f"videos[{position}]", None))
        for position, video in enumerate(videos)
    ]


def _video_row(game_id: int, video: dict[str, Any], position: int) -> Row:
    return {
        "video_key": f"V{game_id}:{_first(video, 'id', 'video_id') or position}",
        "game_id": game_id,
        "video_type": values.text(video.get("type")),
        "video_category": values.text(video.get("category")),
        "url": values.text(video.get("url")),
        "video_id": values.text(video.get("video_id")),
        "description": values.text(_first(video, "description", "title", "name")),
        "raw": values.raw_row(video),
    }


def _offsets(offsets: Any) -> dict[str, int | None]:
    """Return the second of the video at which each period starts."""
    known = offsets if isinstance(offsets, dict) else {}
    columns = {"1": "period_1", "2": "period_2", "3": "period_3", "OT": "overtime"}
    return {f"{column}_offset_seconds": values.whole(known.get(name)) for name, column in columns.items()}
