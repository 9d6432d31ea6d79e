"""Exports of the usual shape are decoded without building their objects: the rows are those of the way by json."""

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.check import check_rows
from ingest.contract.column_rows import as_row
from ingest.contract.extract import UnreadableFile
from ingest.formats import dispatch, read_file
from ingest.formats.tracker_json.entries import usual_export

PLAYERS = [
    {"id": "P1", "num": "9", "name": "Ada", "team": "home", "role": "event_team_player_1", "xy": [{"x": 1.25, "y": 2}]},
    {"id": "P2", "num": "4", "name": "Zoë", "team": "away", "role": "opp_team_player_1", "pressuredBy": 9},
]
SLOTS: dict[str, Any] = {
    slot: {"id": "P1", "num": str(number)} for number, slot in enumerate(("F1", "F2", "D1", "G"), 1)
}
JUNK: list[Any] = [
    None, "", " ", "x", "12", 12, 12.0, -3, True, False, 1.5, [], {}, [1, {"x": 1, "y": "2"}], "#N/A", "'12", "OT",
    "18:", "home", "event_team_player_9", "10:00", "é", "a\0b", 10**20, 1e300, float("nan"), {"num": "4"}, {"num": "?"},
    [{"num": 9, "pos": "G"}], "\ud800", "#48", 'say "players"', -0.0,
]  # fmt: skip


def export(events: int = 6, shifts: int = 6) -> dict[str, Any]:
    """An export as the tracker writes it."""
    return {
        "version": "25.0",
        "gameId": 7,
        "homeTeam": "Owls",
        "awayTeam": "Lynx",
        "rosters": {"home": [{"num": 9, "id": "P1", "name": "Ada"}], "away": []},
        "events": [
            {"idx": index, "period": 1, "type": "Pass", "team": "home", "start_time": f"10:{50 - index}", "zone": "o",
             "players": copy.deepcopy(PLAYERS), "puckXY": [{"x": 30.5, "y": -1.25}], "isHighlight": False}
            for index in range(events)
        ],
        "shifts": [
            {"idx": index, "period": 1, "start_time": f"1{9 - index}:00", "end_time": f"1{8 - index}:00",
             "home": SLOTS | {"X": None}, "away": copy.deepcopy(SLOTS), "strength": "4v4"}
            for index in range(shifts)
        ],
    }  # fmt: skip


def damaged(seed: int) -> dict[str, Any]:
    """An export with a few cells replaced, removed, added or repeated."""
    chance, document = random.Random(seed), export()
    for _ in range(chance.randint(1, 4)):
        parent: Any = document[chance.choice(("events", "shifts"))]
        key: Any = chance.randrange(len(parent))
        for _ in range(chance.randint(0, 3)):
            inner = parent[key]
            if not isinstance(inner, dict | list) or not inner:
                break
            parent, key = inner, chance.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
        if chance.random() < 0.7 or isinstance(parent, list):
            parent[key] = copy.deepcopy(chance.choice(JUNK))
        elif chance.random() < 0.5:
            del parent[key]
        else:
            parent[chance.choice(("f1", "F4", "X", "game_id", "idx", "typeCode", "home_F1"))] = chance.choice(JUNK)
    return document


def written(path: Path, document: dict[str, Any], **how: Any) -> Path:
    """The path, after the document was written to it."""
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, **how), encoding="utf-8")
    except UnicodeEncodeError:
        path.write_text(json.dumps(document, **how), encoding="utf-8")
    return path


def outcome(path: Path) -> Any:
    """Everything that becomes of a file before it lands: rows, their origins, rejects and notes."""
    try:
        extract = read_file(path)
    except UnreadableFile as error:
        return str(error)
    tables = []
    for name, rows in sorted(extract.tables.items()):
        checked = check_rows(rows, str(path))
        columns = {column: list(map(repr, values)) for column, values in checked.columns.items() if column != "raw"}
        raws = [json.loads(raw) for raw in checked.columns.get("raw", []) if raw is not None]
        places = [str(origin) for origin in checked.source.origins]
        problems = [(str(problem), problem.raw) for problem in checked.problems]
        tables.append((name, columns, repr(raws), places, repr(problems), repr(list(map(as_row, checked.source.rows)))))
    return repr([(str(problem), problem.raw) for problem in extract.problems]), tables


@pytest.fixture
def both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, Any]]:
    """Return the outcomes of a document: read by the usual shape, and by json."""

    def read(document: dict[str, Any], **how: Any) -> tuple[Any, Any]:
        path = written(tmp_path / "export.json", document, **how)
        usual = outcome(path)
        with monkeypatch.context() as patch:
            patch.setattr(dispatch, "usual_export", lambda content: None)
            return usual, outcome(path)

    return read


@pytest.mark.parametrize("how", [{}, {"indent": 2}, {"separators": (",", ":")}], ids=["spaced", "indented", "dense"])
def test_the_rows_are_those_of_json(how: dict[str, Any], both_ways: Callable[..., tuple[Any, Any]]) -> None:
    assert usual_export(json.dumps(export(), **how).encode()) is not None
    usual, by_json = both_ways(export(), **how)
    assert usual == by_json


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_export_is_read_alike(seed: int, both_ways: Callable[..., tuple[Any, Any]]) -> None:
    usual, by_json = both_ways(damaged(seed))
    assert usual == by_json


def test_damage_leaves_many_exports_in_the_usual_shape() -> None:
    texts = [json.dumps(damaged(seed), ensure_ascii=False).encode(errors="surrogatepass") for seed in range(150)]
    assert 40 < sum(usual_export(text) is not None for text in texts) < 150


@pytest.mark.parametrize("place", [0, 3, -1])
@pytest.mark.parametrize("players", [PLAYERS, [], None])
def test_the_raw_event_has_all_but_its_players(place: int, players: Any, tmp_path: Path) -> None:
    document = export(events=1)
    fields = [(name, value) for name, value in document["events"][0].items() if name != "players"]
    document["events"] = [dict([*fields[:place], ("players", players), *fields[place:]] if place >= 0
                               else [*fields, ("players", players)])]  # fmt: skip
    rows = read_file(written(tmp_path / "export.json", document)).tables["staging_events"].rows
    assert list(rows[0]["raw"].items()) == fields


@pytest.mark.parametrize(
    "content",
    [
        b"\xff", b"[]", b"{}", b'{"events": [], "shifts": null}', b'{"events": [5], "shifts": []}',
        b'{"events": [], "shifts": [{"home": [1, 2]}]}', b'{"events": [{"type": "\\u0000"}], "shifts": []}',
        b'{"events": [], "shifts": [], "x": NaN}', b'{"events": [{"note": "\xff"}], "shifts": []}',
        b'{"events": [], "shifts": []} x', b'{"events": ' + b"[" * 5000,
    ],
)  # fmt: skip
def test_any_other_document_is_left_to_json(content: bytes) -> None:
    assert usual_export(content) is None
