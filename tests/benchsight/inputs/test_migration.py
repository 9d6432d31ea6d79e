"""Where a history begins: with the empty tables, or with what was staged when an earlier database began to keep one."""

import psycopg
import pytest

from benchsight.inputs import HistoryError, Subject, read_rows, read_versions, resolve
from tests.benchsight.inputs.conftest import INSERT

TABLES = {"staging_league_settings", "staging_players", "staging_seasons", "staging_teams"}


def test_the_history_of_every_table_without_games_begins_with_no_rows(connection: psycopg.Connection) -> None:
    rows = connection.execute("select table_name from ops.input_changes where operation = 'begin'").fetchall()
    assert {name for (name,) in rows} == TABLES
    for name in TABLES:
        (begin,) = read_versions(connection, Subject.of_table(name))
        assert (begin.number, begin.is_begin) == (1, True)
        assert read_rows(connection, Subject.of_table(name), name, 1) == {}


def test_a_history_that_began_with_rows_has_them_in_its_first_version(connection: psycopg.Connection) -> None:
    connection.execute(INSERT, (1, 2))
    connection.execute("update staging_events set event_type = 'Goal'")
    connection.execute("insert into staging_players (player_id) values ('a')")
    # as a database keeps it that had games before it kept their history, or that `benchsight history --prune` cut
    connection.execute("delete from ops.staging_history")
    connection.execute("delete from ops.input_changes where operation <> 'begin'")
    connection.execute(
        "insert into ops.input_changes (table_name, game_id, input_version, operation, row_count, changed_by)"
        " select '*', game_id, input_version, 'begin', 0, 'migration' from ops.game_inputs"
    )
    connection.execute(
        "update ops.input_changes set input_version = 2 where operation = 'begin' and table_name = 'staging_players'"
    )
    connection.commit()
    connection.execute("delete from staging_events")
    connection.execute("delete from staging_players")
    game, players = Subject.of_game(7), Subject.of_table("staging_players")
    begin, last = read_versions(connection, game)
    assert (begin.number, begin.is_begin, last.number) == (2, True, 3)
    assert list(read_rows(connection, game, "staging_events", 2)) == ["E700001", "E700002"]
    assert list(read_rows(connection, players, "staging_players", 2)) == ["a"]
    with pytest.raises(HistoryError, match="the history of game 7 begins with version 2"):
        resolve([begin, last], "1", game)
