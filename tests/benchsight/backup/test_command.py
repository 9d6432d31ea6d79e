"""The two commands as a person and a program meet them."""

import json
from pathlib import Path

import pytest

from benchsight.cli.main import run

from .conftest import Database


def test_export_and_restore_say_what_they_did(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    with database.meant():
        assert run(["export", "--to", str(folder)]) == 0
        told = capsys.readouterr().out
        assert "all of the database: " in told
        assert f"\nin {folder}\nnext: benchsight restore {folder}  " in told
        database.execute("delete from staging_players")
        assert run(["restore", str(folder), "--yes"]) == 0
    told = capsys.readouterr().out
    assert "staging_players         2         2        0        0          0" in told
    assert " tables restored, " in told


def test_both_speak_json(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with database.meant():
        assert run(["export", "fact_events", "--game", "1", "--to", str(tmp_path / "out"), "--json"]) == 0
        exported = json.loads(capsys.readouterr().out)
        assert (exported["rows"], exported["is_complete"]) == ({"public.fact_events": 2}, False)
        database.execute("delete from fact_events")
        assert run(["restore", str(tmp_path / "out"), "--yes", "--json"]) == 0
    restored = json.loads(capsys.readouterr().out)
    assert restored["tables"] == [
        {"name": "public.fact_events", "read": 2, "inserted": 2, "updated": 0, "deleted": 0, "unchanged": 0}
    ]
    assert restored["due_games"] == [1]


def test_restore_does_not_go_on_where_nobody_can_be_asked(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database.export(tmp_path / "out")
    before = database.digests()
    with database.meant():
        assert run(["restore", str(tmp_path / "out")]) == 2
    assert "say --yes if there is no terminal to ask on" in capsys.readouterr().err
    assert database.digests() == before


def test_an_export_without_a_folder_goes_below_the_home(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BENCHSIGHT_HOME", str(tmp_path))
    with database.meant():
        assert run(["export", "dim_player"]) == 0
    assert [path.name for path in (tmp_path / "exports").glob("*/*.json")] == ["manifest.json"]
