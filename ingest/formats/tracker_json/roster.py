"""A roster by jersey as JSON: {gid, homeRoster, awayRoster}."""

from pathlib import Path
from typing import Any

from ingest.contract.extract import Extract, UnreadableFile
from ingest.contract.notes import Notes
from ingest.formats.tracker_json.export import read_rosters
from ingest.game.game_rows import add_roster
from ingest.parsing import values

LISTS = ("homeRoster", "awayRoster")


def is_roster(document: Any) -> bool:
    """Whether a JSON document is a roster of one game."""
    return isinstance(document, dict) and set(LISTS) <= set(document)


def read_roster(path: Path, document: dict[str, Any]) -> Extract:
    """Both teams' players; they only fill gaps, an export of the game knows better."""
    game_id = values.game_number(document.get("gid"))
    if game_id is None:
        raise UnreadableFile(f"{path}: gid is {document.get('gid')!r}, expected the number of one game")
    extract = Extract(path, "roster JSON", fills_gaps=True)
    notes = Notes(path.name, game_id)
    teams = {"home": values.text(document.get("homeTeam")), "away": values.text(document.get("awayTeam"))}
    add_roster(game_id, teams, read_rosters(document, LISTS), extract, notes)
    extract.problems.extend(notes.problems())
    return extract
