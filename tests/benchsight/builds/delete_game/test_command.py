"""`benchsight delete-game` at a terminal."""

import json
import os
import pty
import sys

import pytest

from benchsight.cli.main import run
from tests.benchsight.builds.conftest import Site


def test_the_summary_names_tables_and_says_that_the_game_is_due(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delete-game", "3", "--yes"]) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Game 3 deleted: 6 built rows"
    assert lines[2].split() == ["fact_events", "2"]
    assert "Computed again without it: dim_player, dim_schedule, metrics" in lines
    assert "The game is still staged, so the next build makes it again: it is due as new." in lines


def test_json_has_the_rows_of_each_table(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delete-game", "3", "--with-inputs", "--yes", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["total_rows_deleted"], summary["tables"]["fact_h2h"], summary["is_due"]) == (6, 1, False)
    assert summary["inputs"] == {"staging_events": 2, "staging_schedule": 1}


def test_an_unknown_game_is_one_line(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delete-game", "77", "--yes"]) == 1
    assert capsys.readouterr().err == "error: nothing is staged or built of game 77\n"


def test_nobody_is_asked_where_nobody_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delete-game", "3"]) == 2
    assert "say --yes to delete" in capsys.readouterr().err


def test_whoever_says_no_keeps_the_game(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        os.write(ours, b"n\n")
        assert run(["delete-game", "3", "--with-inputs"]) == 130
        os.close(ours)
    assert "Delete what was built of game 3 and all that is staged of it?" in capsys.readouterr().err
    assert site.rows("select count(*) from fact_events where game_id = 3") == [(2,)]
