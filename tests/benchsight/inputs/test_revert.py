"""Going back to an earlier version, and forgetting old ones."""

import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from benchsight.inputs import Counts, HistoryError, Subject, prune, read_rows, revert
from tests.benchsight.inputs.conftest import INSERT, Versions

EVENTS = "staging_events"
GAME = Subject.of_game(7)


@pytest.fixture
def game(connection: psycopg.Connection) -> psycopg.Connection:
    """Game 7 in three versions: three shots; the first a goal; and all but the first gone, a fourth new."""
    connection.execute(INSERT, (1, 3))
    connection.commit()
    connection.execute("update staging_events set event_type = 'Goal' where event_index = 1")
    connection.commit()
    connection.execute("delete from staging_events where event_index > 1")
    connection.execute(INSERT, (4, 4))
    connection.commit()
    return connection


def types(connection: psycopg.Connection) -> dict[int, str]:
    """Index and type of the events."""
    return dict(connection.execute("select event_index, event_type from staging_events order by 1").fetchall())


def test_going_back_is_a_new_version_that_says_who_and_why(game: psycopg.Connection, versions: Versions) -> None:
    done = revert(game, 7, "1", "anna", "wrong game")
    assert types(game) == {1: "Shot", 2: "Shot", 3: "Shot"}
    assert done.tables[EVENTS] == Counts(inserted=2, updated=1, deleted=1)
    last = versions()[-1]
    assert (last.number, last.changed_by, last.load_id) == (done.current, "anna", done.load_id)
    assert last.reason == "back to version 1: wrong game"
    game.commit()
    revert(game, 7, "4", "anna")
    assert types(game) == {1: "Goal", 4: "Shot"}


def test_going_back_stands_in_the_audit_trail(game: psycopg.Connection) -> None:
    revert(game, 7, "2", "anna")
    trail = game.execute(
        "select table_name, operation, scope, game_id, rows_inserted, rows_updated, rows_unchanged, rows_deleted,"
        " status, initiated_by from load_history"
    ).fetchall()
    assert trail == [(EVENTS, "replace", "game", 7, 2, 0, 1, 1, "completed", "anna")]


def test_rows_that_were_written_back_are_to_be_processed(game: psycopg.Connection) -> None:
    game.execute("update staging_events set processed = true")
    game.commit()
    before = game.execute("select now()").fetchone()
    game.commit()
    revert(game, 7, "2", "anna")
    rows = game.execute("select event_index, processed, updated_at > %s from staging_events order by 1", before)
    assert rows.fetchall() == [(1, True, False), (2, False, True), (3, False, True)]


def test_going_back_to_what_is_there_changes_nothing(game: psycopg.Connection, versions: Versions) -> None:
    done = revert(game, 7, "now", "anna")
    assert (done.changed_anything, done.current) == (False, 4)
    assert len(versions()) == 3
    assert game.execute("select count(*) from load_history").fetchone() == (0,)


def test_a_dry_run_leaves_everything_as_it_is(game: psycopg.Connection, versions: Versions) -> None:
    done = revert(game, 7, "0", "anna", dry_run=True)
    assert done.tables[EVENTS] == Counts(deleted=2)
    assert types(game) == {1: "Goal", 4: "Shot"}
    assert len(versions()) == 3


def test_a_game_whose_input_was_deleted_comes_back(game: psycopg.Connection) -> None:
    game.execute("truncate staging_events cascade")
    game.commit()
    revert(game, 7, "4", "anna")
    assert types(game) == {1: "Goal", 4: "Shot"}


def test_columns_that_came_later_have_their_default_and_others_their_value(game: psycopg.Connection) -> None:
    game.execute("alter table staging_events add column mood text not null default 'calm', drop column is_highlight")
    game.execute("update staging_events set mood = 'tense'")
    game.commit()
    revert(game, 7, "1", "anna")
    moods = game.execute("select event_index, mood from staging_events order by 1").fetchall()
    assert moods == [(1, "tense"), (2, "calm"), (3, "calm")]


def test_a_key_that_another_game_has_now_is_an_error(connection: psycopg.Connection) -> None:
    connection.execute("insert into staging_video_times (video_key, game_id) values ('v', 7)")
    connection.commit()
    connection.execute("update staging_video_times set game_id = 8")
    connection.commit()
    with pytest.raises(HistoryError, match="a key that another game has now"):
        revert(connection, 7, "1", "anna")


def test_what_a_tracker_writes_meanwhile_comes_after(
    game: psycopg.Connection, database_url: str, versions: Versions
) -> None:
    with psycopg.connect(database_url) as tracker, psycopg.connect(database_url) as other:
        tracker.execute(INSERT, (8, 8))
        waiting = threading.Thread(target=lambda: revert(other, 7, "1", "anna"))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        tracker.commit()
        waiting.join()
    assert types(game) == {1: "Shot", 2: "Shot", 3: "Shot"}
    assert list(read_rows(game, GAME, EVENTS, versions()[-2].number)) == ["E700001", "E700004", "E700008"]


def test_pruning_forgets_what_was_before_and_keeps_what_was_then(game: psycopg.Connection, versions: Versions) -> None:
    game.execute("update ops.input_changes set changed_at = now() - interval '9 days' where input_version <= 2")
    game.execute("insert into staging_players (player_id) values ('a')")
    game.commit()
    then = datetime.now(UTC) - timedelta(days=1)
    tried = prune(game, then)
    done = prune(game, then, dry_run=False)
    assert tried == done
    assert (done.subjects, done.changes, done.rows) == (1, 2, 1)
    first, last = versions()
    assert (first.number, first.is_begin, last.number) == (2, True, 4)
    states = {number: read_rows(game, GAME, EVENTS, number) for number in (2, 4)}
    assert [row["event_type"] for row in states[2].values()] == ["Goal", "Shot", "Shot"]
    assert list(states[4]) == ["E700001", "E700004"]
    game.commit()
    with pytest.raises(HistoryError, match="the history of game 7 begins with version 2"):
        revert(game, 7, "1", "anna")
    assert prune(game, then).changes == 0
