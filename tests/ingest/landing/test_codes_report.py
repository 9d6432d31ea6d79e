"""The codes that are reported as unknown."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.check import check_rows
from ingest.contract.codes_report import known_codes, spelling_key, unknown_codes
from ingest.contract.extract import Origin, TableRows

SEEDS = Path(__file__).parents[3] / "seeds" / "vocabulary"


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    """Return the folder of a small vocabulary."""
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    seeds = {
        "event_types.csv": "event_type,event_category\nShot,shooting\n",
        "event_details.csv": "event_detail,event_type\nShot_OnNetSaved,Shot\n",
        "event_details_2.csv": "event_detail_2\nShot_Wrist\n",
        "play_details.csv": "play_detail\nDeke\n",
        "game_types.csv": "written,is_prefix,game_kind\nr,false,regular\nplayoff,true,playoffs\n",
        "code_variants.csv": "code_field,variant,canonical_code\nevent_type,Shoot,Shot\nzone,oz,o\n",
    }
    for name, text in seeds.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("code", ["Zone-Entry", "zone_entry", "ZoneEntry", "ZONE ENTRY"])
def test_spelling_ignores_case_and_separators(code: str) -> None:
    assert spelling_key(code) == "zoneentry"


def test_unknown_codes_are_counted_and_land_as_they_are(load: Any, files: Any, query: Any, vocabulary: Path) -> None:
    players = [{"num": 9, "team": "home", "role": "event_player_1", "playD1": "Juggle", "playD2": "deke"}]
    events = [
        files.shot(1, type="shoot", detail1="Shot-OnNetSaved"),
        files.shot(2, type="Dance", players=players),
        files.shot(3, type="Dance", detail2="Shot-Wrist"),
    ]
    summary = load(files.export("7.json", *events), vocabulary=vocabulary)
    assert summary.ok
    assert summary.unknown_codes == {"event_type": Counter({"Dance": 2}), "play_detail": Counter({"Juggle": 1})}
    assert query("select event_type from staging_events order by event_index") == [("shoot",), ("Dance",), ("Dance",)]


def test_without_the_seeds_there_is_no_report(load: Any, files: Any, tmp_path: Path) -> None:
    assert known_codes(tmp_path) is None
    assert load(files.export("7.json"), vocabulary=tmp_path).unknown_codes is None


def test_the_projects_own_seeds_are_read() -> None:
    known = known_codes(SEEDS)
    assert known is not None
    assert "shot" in known["event_type"]
    assert "shotonnetsaved" in known["event_detail"]


def test_a_kind_of_game_is_known_by_its_word_or_the_beginning_of_it(vocabulary: Path) -> None:
    known = known_codes(vocabulary)
    assert known is not None
    games = [
        {"game_id": n, "game_type": kind} for n, kind in enumerate(("R", "Play-offs", "Gala", None, "Rx"), start=1)
    ]
    rows = check_rows(TableRows("staging_schedule", games, [Origin()] * len(games)), "a.csv")
    assert unknown_codes([rows], known) == {"game_type": Counter({"Gala": 1, "Rx": 1})}
