"""`benchsight rebuild` at a terminal."""

import json

import pytest

from benchsight.cli.main import run
from tests.benchsight.builds.conftest import Site
from tests.benchsight.builds.rebuild.conftest import add_event


def test_the_summary_names_what_was_asked_for_and_what_was_written_besides(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rebuild", "fact_h2h", "fact_shots", "--operation", "replace", "--game", "1"]) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "fact_h2h, fact_shots by replace: rebuilt, game 1, build 2"
    assert lines[2].split(maxsplit=3) == ["fact_h2h", "analytics_facts", "1", "1"]
    assert lines[3].split(maxsplit=3) == ["fact_shots", "analytics_facts", "1", "a view: nothing to store"]
    assert "Written besides, since these are made of them: fact_events" in lines
    assert "Tests: 1 passed" in lines


def test_nothing_due_is_said_and_no_failure(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rebuild", "fact_h2h"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to rebuild: fact_h2h by upsert finds no game to compute.\n")


def test_a_failed_test_ends_with_1(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    blanks = "begin new.opponent_id := null; return new; end"
    site.execute(f"create function blank() returns trigger language plpgsql as $$ {blanks} $$")
    site.execute("create trigger blank before insert on fact_h2h for each row execute function blank()")
    assert run(["rebuild", "fact_h2h", "--operation", "replace", "--game", "1"]) == 1
    out = capsys.readouterr().out
    assert "fact_h2h by replace: FAILED, game 1" in out
    assert "fact_h2h.opponent_id is never NULL" in out
    ((status, message),) = site.rows("select status, error_message from load_history")
    assert status == "failed"
    assert "game 1: test not_null_fact_h2h_opponent_id: fact_h2h.opponent_id is never NULL (" in str(message)


def test_json_has_the_tables_the_build_and_the_load_id(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    add_event(site, 1, 3, "Goal", 12)
    assert run(["rebuild", "stats_facts", "--no-tests", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["status"], summary["operation"], summary["names"]) == ("completed", "upsert", ["stats_facts"])
    assert summary["tables"] == [
        {"table": "fact_player_game_stats", "category": "stats_facts", "kind": "game", "game_id": None, "rows": 3}
    ]
    assert summary["build"]["games_built"] == [1]
    assert site.rows("select cast(load_id as text) from load_history") == [(summary["load_id"],)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fact_h2hh"], "did you mean fact_h2h?"),
        (["staging_events"], "staging_events is an input, which is loaded from a file: benchsight load PATH"),
        (["fact_h2h", "--operation", "merge"], "merge is for inputs (`benchsight load`)"),
        (["fact_h2h", "--game", "77"], "no tracked events or shifts are staged for game 77"),
    ],
)
def test_what_cannot_be_is_one_line(
    site: Site, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(["rebuild", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert said in captured.err
    assert captured.err.count("\n") == 1
