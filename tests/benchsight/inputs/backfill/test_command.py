"""`benchsight backfill` as a user meets it."""

import json

import psycopg
import pytest

from benchsight.cli.main import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    with psycopg.connect(database_url) as session:
        session.execute(
            "insert into public.staging_events (event_key, game_id, event_index, raw)"
            " values ('E700001', 7, 1, '{\"running_video_time\": 65}')"
        )


def test_it_is_listed_run_and_has_then_nothing_to_do(capsys: Capture) -> None:
    assert run(["backfill", "--list"]) == 0
    assert capsys.readouterr().out.startswith("event_video_seconds (staging_events: video_seconds): not begun\n")
    assert run(["backfill"]) == 0
    assert "completed" in capsys.readouterr().out
    assert run(["backfill", "event_video_seconds", "--batch", "1", "--json"]) == 0
    (backfill,) = json.loads(capsys.readouterr().out)
    assert (backfill["state"]["rows_done"], backfill["state"]["rows_changed"]) == (1, 1)
    assert run(["backfill", "--again"]) == 0
    assert "1 of 1 rows, 0 written\n" in capsys.readouterr().out


def test_an_unknown_name_is_one_clear_line(capsys: Capture) -> None:
    assert run(["backfill", "videos"]) == 1
    assert capsys.readouterr().err == "error: there is no backfill videos; there are: event_video_seconds\n"
