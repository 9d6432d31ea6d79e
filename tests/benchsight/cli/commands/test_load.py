"""`benchsight load` as a user meets it: broken files, options, what is printed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchsight.builds.errors import BuildError
from benchsight.builds.summary import BuildSummary
from benchsight.cli.main import run

from .broken_files import (
    duplicate_key,
    empty_file,
    event,
    event_above_its_period,
    event_outside_any_period,
    missing_column,
    nonsense,
    nonsense_json,
    not_json,
    nothing_but_a_header,
    text_in_a_number,
    truncated_workbook,
    unknown_game,
    unknown_game_among_others,
    write_csv,
    write_export,
    wrong_sheet,
)

Capture = pytest.CaptureFixture[str]
Broken = Callable[[Path], Path]


@pytest.fixture(autouse=True)
def _database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)


@pytest.fixture
def session(database_url: str) -> Any:
    """A session beside the command."""
    with psycopg.connect(database_url, autocommit=True) as session:
        yield session


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (truncated_workbook, "not a readable Excel workbook, perhaps cut off"),
        (not_json, "not JSON"),
        (wrong_sheet, "sheet events: column"),
        (missing_column, "column game_id missing"),
        (text_in_a_number, "row 3, column event_start_seconds: not of the right type (found 'ten')"),
        (event_outside_any_period, "(found '41')"),
        (event_above_its_period, "(found '1170')"),
        (duplicate_key, "row 4, column event_key: the same key as a row above (found 'E700002')"),
        (unknown_game, "the schedule has no such game (found '999')"),
        (unknown_game_among_others, "the schedule has no such game (found '999')"),
        (empty_file, "the file is empty"),
        (nothing_but_a_header, "there is no row in it"),
        (nonsense, "neither JSON nor Excel nor CSV"),
        (nonsense_json, "JSON"),
    ],
)
def test_a_broken_file_gets_one_clear_line_and_leaves_the_database_or_documented_rejects(
    broken: Broken, line: str, tmp_path: Path, capsys: Capture, session: Any
) -> None:
    schedule = write_csv(tmp_path / "schedule.csv", {"game_id": 7, "season": "2025", "home_goals": 1})
    assert run(["load", str(schedule), str(write_export(tmp_path / "game.json"))]) == 0
    before = session.execute("select xmin, event_key from staging_events").fetchall()
    capsys.readouterr()

    path = broken(tmp_path)
    assert run(["load", str(path)]) == 1

    printed = capsys.readouterr()
    assert printed.err == ""
    found = [text for text in printed.out.splitlines() if text.startswith(("error: ", "rejected: "))]
    assert len(found) == 1
    assert line in found[0]
    assert path.name in found[0]
    rejects = session.execute("select count(*) from staging_rejects").fetchone()[0]
    after = session.execute("select xmin, event_key from staging_events").fetchall()
    assert (rejects > 0) == ("rejected: " in found[0] or broken is unknown_game)
    assert session.execute("select count(*) from staging_events where game_id = 999").fetchone() == (0,)
    if found[0].startswith("error: "):
        assert after == before


def test_a_mistyped_path_is_an_error_of_the_command_and_is_noted_nowhere(
    tmp_path: Path, capsys: Capture, session: Any
) -> None:
    export = write_export(tmp_path / "game.json")
    assert run(["load", str(export), str(tmp_path / "gane.json")]) == 2
    error = capsys.readouterr().err
    assert f"{tmp_path / 'gane.json'}: no such file or folder (did you mean {export}?); nothing was loaded" in error
    assert run(["load", str(tmp_path / "exports" / "one.json")]) == 2
    assert f"one.json: no such file or folder ({tmp_path} has no exports)" in capsys.readouterr().err
    for table in ("load_history", "ingest_logs", "alerts", "staging_events"):
        assert session.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_a_game_of_no_schedule_lands_with_a_note_while_there_is_no_schedule(tmp_path: Path, capsys: Capture) -> None:
    assert run(["load", str(write_export(tmp_path / "game.json"))]) == 0
    assert "no schedule is loaded yet (found '7')" in capsys.readouterr().out


def test_a_folder_may_hold_other_data_but_a_file_that_is_named_is_meant(tmp_path: Path, capsys: Capture) -> None:
    other = write_csv(tmp_path / "fruit.csv", {"fruit": "apple", "price": 3, "colour": "red"})
    write_export(tmp_path / "game.json")
    (tmp_path / "plan.pdf").write_bytes(b"%PDF")
    assert run(["load", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "not used: fruit.csv: a file of no known format" in printed
    assert "not used: plan.pdf: not read: its ending .pdf" in printed
    assert run(["load", str(other)]) == 1
    assert "error: " in capsys.readouterr().out


def test_the_summary_tells_files_tables_and_counts(tmp_path: Path, capsys: Capture) -> None:
    run(["load", str(write_export(tmp_path / "game.json"))])
    out = capsys.readouterr().out
    rows = [text.split() for text in out.splitlines()]
    assert ["game.json"] in rows
    assert ["staging_events", "2", "2", "·", "·", "·", "·"] in rows
    assert out.splitlines()[-2:] == [
        "1 file loaded: rows 5 new, 0 changed, 0 same, 0 gone, 0 rejected",
        "next: benchsight build  makes statistics of it",
    ]


def test_rejects_alike_are_one_line_and_the_many_are_cut(tmp_path: Path, capsys: Capture) -> None:
    alike = [event(index, period=99) for index in range(1, 40)]
    different = [event(100, **{column: "?"}) for column in NUMBERS]
    names = list(dict.fromkeys(name for row in different for name in row))
    rows = [dict.fromkeys(names) | row for row in (*alike, *different)]
    assert run(["load", str(write_csv(tmp_path / "events.csv", *rows))]) == 1
    lines = [text for text in capsys.readouterr().out.splitlines() if text.startswith(("rejected", "…"))]
    assert lines[0].endswith("expected a whole number from 1 to 30 (and 38 more alike)")
    assert len(lines) == 21
    assert lines[-1].startswith(f"… {1 + len(NUMBERS) - 20} more kinds: see staging_rejects of load ")


NUMBERS = [f"{side}_team_player_{number}" for side in ("event", "opp") for number in range(1, 7)] + [
    "shift_index", "linked_event_index", "assist_to_goal_index", "puck_x", "puck_y", "penalty_minutes", "event_order",
    "event_start_seconds", "event_end_seconds", "is_highlight",
]  # fmt: skip


def test_json_is_one_document_on_stdout(tmp_path: Path, capsys: Capture, session: Any) -> None:
    path = write_csv(tmp_path / "events.csv", event(1), event(2, period=99))
    assert run(["load", "--json", str(path)]) == 1
    printed = json.loads(capsys.readouterr().out)
    (file,) = printed["files"]
    assert (printed["ok"], printed["dry_run"], file["status"]) == (False, False, "completed")
    assert [(table["table"], table["read"], table["inserted"], table["rejected"]) for table in file["tables"]] == [
        ("staging_events", 2, 1, 1)
    ]
    (problem,) = file["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "period", "99")
    (load_id,) = session.execute("select distinct load_id from load_history").fetchone()
    assert str(load_id) == printed["load_id"]


def test_a_dry_run_changes_nothing_and_says_so(tmp_path: Path, capsys: Capture, session: Any) -> None:
    assert run(["load", "--dry-run", str(write_export(tmp_path / "game.json"))]) == 0
    assert capsys.readouterr().out.splitlines()[-2].startswith("Dry run, nothing changed: 1 file loaded: rows 5 new")
    assert session.execute("select count(*) from staging_events").fetchone() == (0,)
    assert session.execute("select count(*) from load_history").fetchone() == (0,)


def test_strict_and_operation_and_game_reach_the_load(tmp_path: Path, capsys: Capture, session: Any) -> None:
    path = write_csv(tmp_path / "events.csv", event(1), event(1, game_id=8), event(2, game_id=8, period=99))
    assert run(["load", "--strict", "--game", "7", str(path)]) == 0
    assert run(["load", "--strict", str(path)]) == 1
    assert session.execute("select event_key from staging_events").fetchall() == [("E700001",)]
    assert run(["load", "--operation", "append", str(path)]) == 1
    assert session.execute("select count(*) from staging_events").fetchone() == (2,)
    assert "this key exists already" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--operation", "fill_gaps", "x.json"],
        ["--game", "seven", "x.json"],
        ["--column", "period", "x.json"],
        ["--operation", "merge", "--column", "nothing", "x.json"],
        ["--resume", "last", "x.json"],
        ["--runs", "x.json"],
        ["--dry-run", "--build", "x.json"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(["load", *arguments]) == 2


@pytest.fixture
def _stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """A load of games 7 and 8 whose folder for runs could not be written."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "runs").touch()
    monkeypatch.setenv("BENCHSIGHT_HOME", str(home))
    monkeypatch.setattr("ingest.runs.options.ROWS_IN_MEMORY", 0)
    folder = tmp_path / "files"
    folder.mkdir()
    for game in (7, 8):
        write_export(folder / f"{game}.json", game=game)
    assert run(["load", str(folder)]) == 1
    (home / "runs").unlink()


@pytest.mark.usefixtures("_stopped")
def test_a_load_that_stopped_says_how_to_go_on_and_does(capsys: Capture, session: Any) -> None:
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert error.startswith("error: cannot write to ")
    run_id = str(session.execute("select run_id from ops.ingest_runs").fetchone()[0])
    assert error.endswith(f"; what has landed stays, `benchsight load --resume {run_id}` goes on\n")
    assert run(["load", "--runs"]) == 0
    listing = capsys.readouterr().out.splitlines()
    assert listing[0].split() == ["run", "started", "state", "phase", "by", "files", "landed"]
    assert listing[1].split()[0] == run_id[:8]
    assert "failed" in listing[1]
    assert listing[2].startswith(f"{run_id[:8]}: cannot write to ")
    assert listing[3] == f"next: benchsight load --resume {run_id[:8]}  goes on with it"
    assert run(["load", "--resume", run_id[:8]]) == 0
    assert capsys.readouterr().out.splitlines()[-2].startswith("2 files loaded: rows ")
    assert run(["load", "--resume", "last"]) == 1
    assert capsys.readouterr().err == f"error: run {run_id} is complete: there is nothing to resume\n"


@pytest.mark.usefixtures("_stopped")
def test_runs_as_json(capsys: Capture) -> None:
    capsys.readouterr()
    assert run(["load", "--runs", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["state"], found["is_resumable"], found["files"], found["files_landed"]) == ("failed", True, 2, 0)
    assert found["arguments"]["operation"] == "upsert"


def test_a_load_with_build_builds_what_is_due(
    tmp_path: Path, capsys: Capture, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def build(options: Any, on_wait: Any) -> BuildSummary:
        seen.append(session.execute("select count(*) from staging_events").fetchone()[0])
        return BuildSummary("completed", "games", build_id=3, games_built=[7])

    monkeypatch.setattr("benchsight.builds.build", build)
    assert run(["load", "--build", str(write_export(tmp_path / "game.json"))]) == 0
    assert seen == [2]
    assert "Build 3 built: 1 game" in capsys.readouterr().out


def test_a_build_that_failed_fails_the_load_and_can_be_done_again(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(options: Any, on_wait: Any) -> BuildSummary:
        raise BuildError("no dbt today")

    monkeypatch.setattr("benchsight.builds.build", build)
    assert run(["load", "--build", str(write_export(tmp_path / "game.json"))]) == 1
    assert "not at its end: the build failed: no dbt today\nnext: benchsight load --resume " in capsys.readouterr().out
