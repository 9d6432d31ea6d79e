"""Row-wise files: upsert, append and replace by key, and what stays untouched."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from ingest.journal.summary import LoadSummary, Status, TableResult

State = Callable[[], list[tuple[Any, ...]]]


def counts(summary: LoadSummary, table: str = "staging_events") -> tuple[int, ...]:
    """Return read, inserted, updated, unchanged, deleted and rejected rows of a table, over all files."""
    found = [result for file in summary.files for result in file.tables if result.table == table]
    names = ("read", "inserted", "updated", "unchanged", "deleted", "rejected")
    return tuple(sum(getattr(result, name) for result in found) for name in names)


def test_new_rows_are_inserted_with_hash_file_and_load(load: Any, files: Any, query: Any) -> None:
    path = files.events("events.csv", {"index": 1}, {"index": 2, "puck_x": ""})
    summary = load(path)
    assert summary.ok
    assert counts(summary) == (2, 2, 0, 0, 0, 0)
    rows = query("select event_key, puck_x, length(content_hash), source_file, load_id from staging_events order by 1")
    assert [row[0] for row in rows] == ["E700001", "E700002"]
    assert rows[1][1] is None
    assert {row[2:] for row in rows} == {(32, path.as_posix(), summary.load_id)}


def test_loading_the_same_file_again_changes_nothing_at_all(load: Any, files: Any, state: State) -> None:
    paths = [files.events("events.csv", {"index": 1}, {"index": 2}), files.schedule("schedule.csv", 7)]
    load(*paths)
    before = state()
    assert counts(load(*paths)) == (2, 0, 0, 2, 0, 0)
    assert state() == before


def test_a_row_that_differs_is_updated_and_is_to_be_processed_again(load: Any, files: Any, query: Any) -> None:
    load(files.events("events.csv", {"index": 1}, {"index": 2}))
    query("update staging_events set processed = true returning 1")
    summary = load(files.events("events.csv", {"index": 1}, {"index": 2, "event_type": "Goal"}))
    assert counts(summary) == (2, 0, 1, 1, 0, 0)
    rows = query("select event_type, processed, updated_at > created_at from staging_events order by event_key")
    assert rows[1] == ("Goal", False, True)
    assert rows[0][:2] == ("Shot", True)


def test_a_row_edited_by_hand_is_set_right_although_its_hash_is_the_old_one(load: Any, files: Any, query: Any) -> None:
    path = files.events("events.csv", {"index": 1})
    load(path)
    query("update staging_events set event_type = 'Goal' returning 1")
    assert counts(load(path)) == (1, 0, 1, 0, 0, 0)
    assert query("select event_type from staging_events") == [("Shot",)]


def test_an_update_of_a_table_without_trigger_moves_its_time(load: Any, files: Any, query: Any) -> None:
    load(files.schedule("schedule.csv", 7))
    load(files.csv("schedule.csv", {"game_id": 7, "season": "2026", "home_goals": 1}))
    assert query("select season, updated_at > created_at from staging_schedule") == [("2026", True)]


def test_the_same_content_from_a_workbook_is_unchanged(load: Any, files: Any) -> None:
    rows = [
        {"player_id": "P1", "player_full_name": "One", "player_rating": 4.0, "player_primary_position": "Forward"},
        {"player_id": "P2", "player_full_name": "Two", "player_rating": None, "player_primary_position": "Goalie"},
    ]
    load(files.csv("dim_player.csv", *rows))
    summary = load(files.workbook("league.xlsx", "dim_player", *rows))
    assert counts(summary, "staging_players") == (2, 0, 0, 2, 0, 0)


def test_the_same_content_packed_is_unchanged(load: Any, files: Any) -> None:
    load(files.events("events.csv", {"index": 1}))
    assert counts(load(files.events("events.csv.gz", {"index": 1}))) == (1, 0, 0, 1, 0, 0)


def test_the_hash_does_not_depend_on_the_session(load: Any, files: Any, connection: Any, query: Any) -> None:
    rows = {"game_id": 7, "season": "2025", "game_date": "2025-01-31"}
    load(files.csv("schedule.csv", rows))
    first = query("select content_hash from staging_schedule")
    query("delete from staging_schedule returning 1")
    connection.execute("set datestyle = 'German'; set timezone = 'Asia/Tokyo'")
    connection.commit()
    load(files.csv("schedule.csv", rows))
    assert query("select content_hash from staging_schedule") == first


def test_append_rejects_a_key_that_is_there_and_inserts_the_rest(load: Any, files: Any, query: Any) -> None:
    load(files.events("events.csv", {"index": 1}))
    summary = load(files.events("more.csv", {"index": 1, "event_type": "Goal"}, {"index": 2}), operation="append")
    assert not summary.ok
    assert counts(summary) == (2, 1, 0, 0, 0, 1)
    (problem,) = summary.files[0].rejects
    assert (problem.column, problem.value, problem.reason) == ("event_key", "E700001", "this key exists already")
    assert query("select event_key, event_type from staging_events order by 1") == [
        ("E700001", "Shot"),
        ("E700002", "Shot"),
    ]


def test_a_strict_append_with_a_conflict_lands_nothing(load: Any, files: Any, query: Any) -> None:
    load(files.events("events.csv", {"index": 1}))
    summary = load(files.events("more.csv", {"index": 1}, {"index": 2}), operation="append", strict=True)
    assert summary.files[0].status is Status.FAILED
    assert query("select event_key from staging_events") == [("E700001",)]


def test_replace_removes_the_other_rows_of_the_games_in_the_file_and_no_other_game(
    load: Any, files: Any, query: Any
) -> None:
    load(files.events("all.csv", {"index": 1}, {"index": 2}, {"game": 8, "index": 1}))
    summary = load(files.events("part.csv", {"index": 2}, {"index": 3}), operation="replace")
    assert counts(summary) == (2, 1, 0, 1, 1, 0)
    assert query("select event_key from staging_events order by 1") == [("E700002",), ("E700003",), ("E800001",)]


def test_replacing_events_removes_the_players_an_export_had_given_them(load: Any, files: Any, query: Any) -> None:
    load(files.export("game.json", files.shot(1), files.shot(2)))
    assert query("select count(*) from staging_event_players") == [(4,)]
    summary = load(files.events("events.csv", {"index": 1}), operation="replace")
    assert counts(summary, "staging_event_players")[4] == 4
    assert query("select count(*) from staging_event_players") == [(0,)]


def test_replacing_a_table_without_games_replaces_it_as_a_whole(load: Any, files: Any, query: Any) -> None:
    load(files.csv("t.csv", team("T1", "Reds"), team("T2", "Blues")))
    summary = load(files.csv("t.csv", team("T3", "Greens")), operation="replace")
    assert counts(summary, "staging_teams") == (1, 1, 0, 0, 2, 0)
    assert query("select team_id from staging_teams") == [("T3",)]


def test_a_replacing_file_of_which_no_row_is_good_removes_nothing(load: Any, files: Any, query: Any) -> None:
    load(files.csv("t.csv", team("T1", "Reds")))
    summary = load(files.csv("bad.csv", team("T3", "")), operation="replace")
    assert not summary.ok
    assert query("select team_id from staging_teams") == [("T1",)]


def test_two_replacing_files_of_one_game_add_up(load: Any, files: Any, query: Any) -> None:
    load(files.events("old.csv", {"index": 9}))
    paths = [files.events("a.csv", {"index": 1}), files.events("b.csv", {"index": 2})]
    load(*paths, operation="replace")
    assert query("select event_key from staging_events order by 1") == [("E700001",), ("E700002",)]


def test_only_rows_of_the_games_asked_for_land(load: Any, files: Any, query: Any) -> None:
    paths = [
        files.events("events.csv", {"index": 1}, {"game": 8, "index": 1}, {"game": 9, "index": 1, "period": 99}),
        files.csv("teams.csv", team("T1", "Reds")),
    ]
    summary = load(*paths, games=(8,))
    assert summary.ok
    assert counts(summary) == (1, 1, 0, 0, 0, 0)
    assert query("select event_key from staging_events") == [("E800001",)]
    assert [(file.path.name, file.status) for file in summary.files if not file.tables] == [
        ("teams.csv", Status.SKIPPED)
    ]


def test_a_row_whose_game_cannot_be_read_is_rejected_whatever_game_is_asked_for(load: Any, files: Any) -> None:
    path = files.events("events.csv", {"index": 1}, {"index": 2, "game_id": "?"})
    summary = load(path, games=(8,))
    assert [problem.value for problem in summary.files[0].rejects] == ["?"]
    assert counts(summary) == (1, 0, 0, 0, 0, 1)


def test_replace_with_a_game_touches_that_game_alone(load: Any, files: Any, query: Any) -> None:
    load(files.events("all.csv", {"index": 1}, {"index": 2}, {"game": 8, "index": 1}, {"game": 8, "index": 2}))
    path = files.events("part.csv", {"index": 1}, {"game": 8, "index": 1})
    load(path, operation="replace", games=(8,))
    assert query("select event_key from staging_events order by 1") == [("E700001",), ("E700002",), ("E800001",)]


def test_players_of_a_rejected_event_are_rejected_with_it(load: Any, files: Any, query: Any) -> None:
    load(files.export("game.json"))
    event = {"event_key": "E700001", "game_id": 7, "event_index": 1, "period": 1, "event_type": "x" * 60}
    player = {"event_key": "E700009", "player_row": 1, "game_id": 7, "role_side": "event"}
    summary = load(files.csv("events.csv", event), files.csv("players.csv", player))
    reasons = {(problem.table, problem.reason) for file in summary.files for problem in file.rejects}
    assert reasons == {
        ("staging_events", "not allowed"),
        ("staging_event_players", "depends on a row that does not exist"),
    }


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_files_with_one_key_the_first_by_name_stands_whatever_the_order(
    load: Any, files: Any, query: Any, state: State, first: int
) -> None:
    paths = [files.events("a.csv", {"index": 1, "period": 1}), files.events("b.csv", {"index": 1, "period": 2})]
    summary = load(paths[first], paths[1 - first])
    assert summary.ok
    assert query("select period from staging_events") == [(1,)]
    (note,) = [note for file in summary.files for note in file.notes if note.column == "event_key"]
    assert "an earlier file has other values" in note.reason
    before = state()
    load(*paths)
    assert state() == before


def test_a_secondary_source_only_fills_gaps_and_may_correct_itself(load: Any, files: Any, query: Any) -> None:
    league = {"game_id": 7, "season": "2025", "home_goals": 1}
    load(files.csv("schedule.csv", league))
    result: TableResult = load(summary_of(files, 7, 4)).files[0].tables[0]
    assert (result.operation, result.unchanged) == ("fill_gaps", 1)
    load(summary_of(files, 8, 4))
    load(summary_of(files, 8, 5))
    assert query("select game_id, home_goals from staging_schedule order by 1") == [(7, 1), (8, 5)]


def team(team_id: str, name: str) -> dict[str, str]:
    """Return a team as a CSV holds it."""
    return {"team_id": team_id, "team_name": name, "team_code": "", "long_team_name": ""}


def summary_of(files: Any, game: int, goals: int) -> Any:
    """Write a league's list of results, which the league's own schedule outranks."""
    row = {"game_id": game, "date": "2025-01-31", "home_team": "Reds", "away_team": "Blues"}
    return files.csv("official_games.csv", row | {"home_goals": goals, "away_goals": 0, "roster_home_goals": goals})


def test_a_file_of_few_rows_that_is_appended_reads_no_staging_table_whole(
    load: Any, files: Any, query: Any, connection: psycopg.Connection
) -> None:
    connection.execute(
        "insert into staging_events (event_key, game_id, event_index, period, event_type)"
        " select 'E8' || lpad(cast(index as text), 5, '0'), 8, index, 1, 'Shot' from generate_series(1, 10000) as index"
    )
    connection.commit()
    read = "select seq_tup_read from pg_stat_user_tables where relname = 'staging_events'"
    connection.execute("select pg_stat_force_next_flush()")
    connection.commit()
    before = query(read)
    summary = load(files.events("events.csv", *({"index": index} for index in range(1, 2001))), operation="append")
    assert summary.ok
    connection.execute("select pg_stat_force_next_flush()")
    connection.commit()
    assert query(read) == before
