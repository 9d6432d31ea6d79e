"""Loads limited to some tables: files with them land, other files and exports do not."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchsight.cli.main import run
from ingest.journal.summary import Status

SCHEDULE = frozenset({"staging_schedule"})


def test_rows_of_the_table_land_and_no_others(load: Any, files: Any, query: Any) -> None:
    events, schedule = files.events("events.csv", {"index": 1}), files.schedule("schedule.csv", 7, 8)
    summary = load(events, schedule, tables=SCHEDULE)
    outcome = {file.path.name: (file.status, file.reason) for file in summary.files}
    assert outcome == {
        "events.csv": (Status.SKIPPED, "no row of the tables asked for"),
        "schedule.csv": (Status.COMPLETED, None),
    }
    assert query("select (select count(*) from staging_events), (select count(*) from staging_schedule)") == [(0, 2)]


def test_table_and_game_limit_together(load: Any, files: Any, query: Any) -> None:
    load(files.schedule("schedule.csv", 7, 8), tables=SCHEDULE, games=(8,))
    assert query("select game_id from staging_schedule") == [(8,)]


def test_an_export_lands_as_a_whole_or_not_at_all(load: Any, files: Any, query: Any) -> None:
    (file,) = load(files.export("export.json"), tables=frozenset({"staging_shifts"})).files
    assert (file.status, file.reason) == (Status.SKIPPED, "an export of a game lands as a whole, not table by table")
    assert query("select count(*) from staging_shifts") == [(0,)]


def test_what_was_left_aside_lands_when_all_is_asked_for(load: Any, files: Any, query: Any) -> None:
    paths = files.events("events.csv", {"index": 1}), files.schedule("schedule.csv", 7)
    load(*paths, tables=SCHEDULE)
    load(*paths)
    assert query("select (select count(*) from staging_events), (select count(*) from staging_schedule)") == [(1, 1)]


def test_an_unknown_table_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["load", str(tmp_path), "--table", "staging_player"]) == 2
    assert "there is no staging table staging_player: did you mean staging_players?" in capsys.readouterr().err


def test_the_command_takes_tables(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], files: Any
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    path = files.schedule("schedule.csv", 7)
    assert run(["load", str(path), "--table", "staging_events", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["files"][0]["status"] == "skipped"
    with psycopg.connect(database_url) as connection:
        [(arguments,)] = connection.execute("select arguments from ops.ingest_runs").fetchall()
    assert arguments["tables"] == ["staging_events"]
