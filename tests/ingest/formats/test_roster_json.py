"""A roster as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.extract import UnreadableFile
from ingest.formats import read_file


def written(tmp_path: Path, **fields: Any) -> Path:
    """Path of a roster file with these fields."""
    path = tmp_path / "roster.json"
    roster = {"gid": "7", "homeTeam": "Owls", "awayTeam": "Lynx", "homeRoster": [], "awayRoster": []}
    path.write_text(json.dumps(roster | fields))
    return path


def test_both_teams_land_as_the_trackers_roster_and_only_fill_gaps(tmp_path: Path) -> None:
    home, away = {"n": "9", "name": "Ann Bee", "pos": "D", "skill": 4}, {"n": "9", "name": "Dan"}
    extract = read_file(written(tmp_path, homeRoster=[home], awayRoster=[away]))
    first, second = extract.table("staging_game_rosters").rows
    assert extract.fills_gaps and extract.snapshot_game is None
    assert (first["roster_key"], first["source_kind"], first["team_name"]) == ("R7htracker:#9", "tracker", "Owls")
    assert (first["player_number"], first["skill_rating"], second["team_venue"]) == (9, 4, "away")


def test_a_roster_of_no_game_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="gid is 'seven'"):
        read_file(written(tmp_path, gid="seven"))
