"""`benchsight wrap-up`: every step after a game, in order, and the push."""

import json
import os
from pathlib import Path

import pytest

from benchsight.cli.main import run
from tests.benchsight.builds.league import LeagueSite

STEPS = ["load", "build", "verify", "report", "analysis"]


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of a warehouse that is not there yet; no cloud is configured."""
    for name in ("BENCHSIGHT_CLOUD_URL", "SUPABASE_URL", "SUPABASE_SERVICE_KEY", "BENCHSIGHT_ANALYSIS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BENCHSIGHT_WAREHOUSE", str(tmp_path / "warehouse"))
    return tmp_path / "warehouse"


def test_the_steps_follow_one_another_and_the_warehouse_is_filled(
    built: LeagueSite, warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = Path(os.environ["BENCHSIGHT_TEST_HOME"]) / "league" / "games"
    assert run(["wrap-up", "--from", str(files), "--push"]) == 0
    printed = capsys.readouterr()
    places = [printed.err.index(f"== {step}") for step in STEPS]
    assert places == sorted(places)
    ((newest,),) = built.rows(
        "select game_id from dim_schedule inner join qa_data_completeness using (game_id)"
        " order by game_date desc, game_id desc limit 1"
    )
    assert f"== verify game {newest}" in printed.err
    assert " beat " in printed.out
    assert "no Supabase project is configured" in printed.err  # which is no failure
    manifest = json.loads((warehouse / "manifest.json").read_text())
    assert {game["game_id"] for game in manifest["games"]} == {
        game for (game,) in built.rows("select game_id from ops.game_builds")
    }


def test_nothing_is_pushed_unasked_and_a_failing_push_does_not_stop_the_other(
    built: LeagueSite, warehouse: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    game = str(built.rows("select min(game_id) from qa_data_completeness")[0][0])
    assert run(["wrap-up", game]) == 0  # no terminal to ask at
    assert "not pushed" in capsys.readouterr().err
    assert not warehouse.exists()
    monkeypatch.setenv("BENCHSIGHT_SYNC_AFTER_BUILD", "off")
    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", built.url)  # the very database, which is refused
    assert run(["wrap-up", game, "--push"]) == 1
    assert "error: BENCHSIGHT_CLOUD_URL is the database to copy from" in capsys.readouterr().err
    assert (warehouse / "manifest.json").exists()


def test_an_unknown_game_or_path_ends_it(
    built: LeagueSite, warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["wrap-up", "--from", str(warehouse / "none")]) == 2
    assert run(["wrap-up", "999999", "--push"]) == 1
    assert "999999" in capsys.readouterr().err
    assert not warehouse.exists()
