"""`benchsight build` at a terminal."""

import json

import pytest

from benchsight.cli.main import run

from .conftest import Site


def test_the_summary_names_games_tables_tests_and_what_is_flagged(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.add_event(3, 1, "Shot")
    assert run(["build"]) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Build 2 built: 1 game (1 new)"
    assert [line.split() for line in lines[2:5]] == [
        ["dim_*", "(1)", "1", "1"],
        ["fact_events", "1", "4"],
        ["qa_data_completeness", "1", "3"],
    ]
    assert "Tests: 3 passed" in lines
    assert lines[6:8] == ["Flagged by qa_data_completeness:", "  game 3: no goal"]
    assert lines[-3].startswith("Seconds: waiting 0.")

    assert run(["build"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to build: every staged game is built as it is.\n")


def test_a_failed_test_ends_with_1_and_its_sentence(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.add_event(3, 1, "Nobody")
    assert run(["build"]) == 1
    out = capsys.readouterr().out
    assert "Build 2 built, with tests that do not hold: 1 game (1 new)" in out
    assert (
        "failed test somebody_does_every_event\n    somebody does every event\n    1 row breaks it\n    game 3\n"
        "      game_id 3, event_key E300001\n" in out
    )

    assert run(["build"]) == 0
    assert "published, with a test that does not hold: game 3: test somebody_does" in capsys.readouterr().out
    assert run(["build", "--game", "3", "--json", "--no-tests"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["status"], summary["games_built"], summary["tests_passed"]) == ("completed", [3], 0)


def test_an_unknown_game_is_one_line(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--game", "77"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: no tracked events or shifts are staged for game 77,")
    assert captured.err.count("\n") == 1


def test_game_and_all_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--game", "1", "--all"]) == 2
    assert "exclude each other" in capsys.readouterr().err
