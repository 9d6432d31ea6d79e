"""`benchsight history`, `diff` and `revert` as a user meets them."""

import json
from typing import Any

import psycopg
import pytest

from benchsight.cli.main import run
from tests.benchsight.inputs.conftest import INSERT

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _game(connection: psycopg.Connection, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Game 7 with a loaded version, two live edits, and a player."""
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("BENCHSIGHT_USER", "ben")
    connection.execute("select set_config('benchsight.source_file', '/exports/seven.json', true)")
    connection.execute("select set_config('benchsight.initiated_by', 'anna', true)")
    connection.execute(INSERT, (1, 2))
    connection.execute(
        "update staging_events set event_type = 'Goal', event_detail = 'Goal_Scored', event_team = 'home'"
    )
    connection.commit()
    for event_type in ("Shot", "Pass"):
        connection.execute("update staging_events set event_type = %s where event_index = 2", (event_type,))
        connection.commit()
    connection.execute("insert into staging_players (player_id, player_name) values ('p', 'Nine')")
    connection.commit()


def output(capsys: Capture, *arguments: str) -> str:
    """What a command that succeeds prints."""
    code = run(arguments)
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return captured.out


def document(capsys: Capture, *arguments: str) -> Any:
    """What it prints with --json."""
    return json.loads(output(capsys, *arguments, "--json"))


def test_history_is_a_line_for_each_load_and_for_live_edits_in_a_row(capsys: Capture) -> None:
    heading, _, live, load, following = output(capsys, "history", "7").splitlines()
    assert following == "next: benchsight build  builds the game from the latest version"
    assert heading == "Game 7 · version 4 · not built"
    assert live.split()[0] == "3…4"
    assert "events ~2" in live
    assert "live, 2 edits" in live
    assert load.split()[0] == "2"
    assert "anna" in load
    assert "events +2 ~2" in load
    assert "seven.json" in load


def test_history_says_from_which_version_the_facts_come(capsys: Capture, connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into ops.build_runs (code_version, input_snapshot, game_count) values ('c', pg_current_snapshot(), 1)"
    )
    connection.execute(
        "insert into ops.game_builds (game_id, built_at, build_id, input_version, code_version)"
        " select 7, now(), build_id, 3, 'c' from ops.build_runs"
    )
    connection.commit()
    assert output(capsys, "history", "7").startswith("Game 7 · version 4 · built from version 3, 1 version behind\n")
    connection.execute("update ops.game_builds set input_version = 4")
    connection.commit()
    assert output(capsys, "history", "7").startswith("Game 7 · version 4 · built from it\n")


def test_history_of_players_needs_no_game(capsys: Capture) -> None:
    assert "players +1" in output(capsys, "history", "--table", "players")
    found = document(capsys, "history", "--table", "staging_players", "--key", "p")
    assert [(each["operation"], each["row"]["player_name"]) for each in found["versions"]] == [("added", "Nine")]


def test_a_state_is_shown_in_counts_with_its_score_or_row_by_row(capsys: Capture) -> None:
    state = document(capsys, "history", "7", "--at", "2")
    assert (state["rows"]["staging_events"], state["tracked_score"]) == (2, {"home": 2, "away": 0})
    assert "goals tracked 2-0, no official score (home-away)" in output(capsys, "history", "7", "--at", "2")
    rows = document(capsys, "history", "7", "--at", "3", "--table", "events")["rows"]
    assert [row["event_type"] for row in rows.values()] == ["Goal", "Shot"]
    assert "2 rows of events" in output(capsys, "history", "7", "--at", "3", "--table", "events")


def test_diff_compares_the_last_version_with_the_one_before_unless_told_otherwise(capsys: Capture) -> None:
    assert "~ E700002  event_type: Shot → Pass" in output(capsys, "diff", "7")
    assert "~ E700002  event_type: Goal → Pass" in output(capsys, "diff", "7", "2", "4")
    (table,) = document(capsys, "diff", "7", "0", "--stat")["tables"]
    assert table == {"table": "staging_events", "added": 2, "removed": 0, "changed": 0}
    assert output(capsys, "diff", "7", "4") == "Game 7 · version 4 → 4\nno difference\n"


def test_revert_brings_a_table_without_games_back(capsys: Capture, connection: psycopg.Connection) -> None:
    names = "select player_name from staging_players"
    query = "select input_version from ops.table_inputs where table_name = 'staging_players'"
    ((version,),) = connection.execute(query).fetchall()
    connection.execute("delete from staging_players")
    connection.commit()
    done = output(capsys, "revert", "players", "--to", str(version), "--reason", "by mistake")
    assert f"staging_players is as it was at version {version}" in done
    assert connection.execute(names).fetchall() == [("Nine",)]
    assert "nothing to do" in output(capsys, "revert", "staging_players", "--to", "now")


def test_revert_says_what_it_did(capsys: Capture, connection: psycopg.Connection) -> None:
    assert "would bring game 7 back to version 2" in output(capsys, "revert", "7", "--to", "2", "--dry-run")
    assert "game 7 is as it was at version 2; that is version 5 now" in output(capsys, "revert", "7", "--to", "2")
    assert "nothing to do" in output(capsys, "revert", "7", "--to", "2")
    assert connection.execute("select distinct event_type from staging_events").fetchall() == [("Goal",)]
    last = document(capsys, "history", "7")["versions"][-1]
    assert (last["changed_by"], last["reason"]) == ("ben", "back to version 2")


def test_pruning_only_tells_how_much_it_would_be_until_told_to(capsys: Capture) -> None:
    tried = document(capsys, "history", "--prune-before", "2100-01-01")
    assert (tried["rows"], tried["dry_run"]) == (4, True)
    assert output(capsys, "history", "--prune-before", "2100-01-01").startswith("would forget 4 earlier rows")
    assert output(capsys, "history", "--prune-before", "2100-01-01", "--yes").startswith("forgot 4 earlier rows")
    assert "history begins here" in output(capsys, "history", "7")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["history", "8"], 1, "nothing was ever staged of game 8"),
        (["history"], 2, "name a GAME"),
        (["history", "7", "--key", "E700001"], 2, "--key needs --table"),
        (["history", "7", "--table", "players"], 2, "staging_players has no rows of games: leave GAME out"),
        (["history", "--table", "events"], 1, "staging_events has a history for each game: name the game"),
        (["history", "7", "--table", "moods"], 1, "moods is no table of inputs"),
        (["diff", "7", "9"], 1, "game 7 has no version 9 yet: the last is 4"),
        (["diff", "7", "--table", "players"], 1, "staging_players has no rows of games"),
        (["revert", "7", "--to", "then"], 1, "then is no version"),
        (["revert", "rosters", "--to", "1"], 1, "rosters is no table of inputs"),
        (["revert", "events", "--to", "1"], 1, "has a history for each game"),
        (["revert", "8", "--to", "1"], 1, "nothing was ever staged of game 8"),
    ],
)
def test_a_mistake_is_one_clear_line(capsys: Capture, arguments: list[str], code: int, message: str) -> None:
    assert run(arguments) == code
    assert message in capsys.readouterr().err
