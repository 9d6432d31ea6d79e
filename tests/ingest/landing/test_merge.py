"""Merge: the values that a file has are written, all others stay."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest.contract.tables import TABLES
from ingest.journal.summary import LoadSummary, Status

State = Callable[[], list[tuple[Any, ...]]]
BOOKKEEPING = {"content_hash", "source_file", "load_id", "processed", "created_at", "updated_at", "written_xid", "raw"}


@pytest.fixture
def row(query: Any) -> Callable[..., dict[str, Any]]:
    """Return the columns that files fill of the only row of a table, or of one row."""

    def look(table: str, condition: str = "true") -> dict[str, Any]:
        ((found,),) = query(f"select to_jsonb(t) from {table} as t where {condition}")
        return {name: value for name, value in found.items() if name not in BOOKKEEPING}

    return look


def counts(summary: LoadSummary, table: str = "staging_events") -> tuple[int, ...]:
    """Return read, inserted, updated, unchanged, deleted and rejected rows of a table of the only file."""
    (result,) = [result for file in summary.files for result in file.tables if result.table == table]
    return (result.read, result.inserted, result.updated, result.unchanged, result.deleted, result.rejected)


def test_exactly_the_columns_of_the_file_change_and_only_in_its_rows(load: Any, files: Any, row: Any) -> None:
    load(files.events("all.csv", *({"index": number, "event_detail": "Shot_Missed"} for number in (1, 2, 3))))
    before = {index: row("staging_events", f"event_index = {index}") for index in (1, 2, 3)}
    path = files.csv("part.csv", {"event_key": "E700002", "puck_x": "7.25", "event_team_zone": "o"})
    summary = load(path, operation="merge")
    assert summary.ok
    assert counts(summary) == (1, 0, 1, 0, 0, 0)
    assert row("staging_events", "event_index = 2") == before[2] | {"puck_x": 7.25, "event_team_zone": "o"}
    assert [row("staging_events", f"event_index = {index}") for index in (1, 3)] == [before[1], before[3]]


def test_a_blank_cell_leaves_the_value_as_it_is_where_upsert_clears_it(load: Any, files: Any, query: Any) -> None:
    load(files.events("all.csv", {"index": 1}))
    blank = files.events("blank.csv", {"index": 1, "puck_x": "", "event_type": "Goal"})
    load(blank, operation="merge")
    assert query("select event_type, puck_x from staging_events") == [("Goal", 1.5)]
    load(blank, operation="upsert")
    assert query("select event_type, puck_x from staging_events") == [("Goal", None)]


def test_the_hash_is_of_the_row_as_it_becomes(load: Any, files: Any, query: Any) -> None:
    whole = files.events("whole.csv", {"index": 1, "event_type": "Goal"})
    load(whole)
    (expected,) = query("select content_hash from staging_events")
    load(files.events("shot.csv", {"index": 1}))
    load(files.csv("part.csv", {"event_key": "E700001", "event_type": "Goal"}), operation="merge")
    assert query("select content_hash from staging_events") == [expected]
    assert counts(load(whole)) == (1, 0, 0, 1, 0, 0)


def test_a_row_that_has_the_values_already_is_not_touched(load: Any, files: Any, state: State) -> None:
    load(files.events("all.csv", {"index": 1}, {"index": 2}))
    path = files.csv("part.csv", {"event_key": "E700001", "event_type": "Shot", "event_detail": ""})
    before = state()
    assert counts(load(path, operation="merge")) == (1, 0, 0, 1, 0, 0)
    assert state() == before


def test_raw_fields_that_the_file_does_not_have_stay(load: Any, files: Any, query: Any) -> None:
    load(files.events("all.csv", {"index": 1}))
    load(files.csv("part.csv", {"event_key": "E700001", "event_type": "Goal"}), operation="merge")
    ((raw,),) = query("select raw from staging_events")
    assert (raw["event_type"], raw["event_start_seconds"]) == ("Goal", "1000")


def test_a_whole_row_whose_key_is_not_there_is_inserted(load: Any, files: Any, query: Any) -> None:
    load(files.events("all.csv", {"index": 1}))
    summary = load(files.events("more.csv", {"index": 1}, {"index": 2}), operation="merge")
    assert counts(summary) == (2, 1, 0, 1, 0, 0)
    assert query("select event_key from staging_events order by 1") == [("E700001",), ("E700002",)]


def test_part_of_a_row_whose_key_is_not_there_is_rejected_with_the_reason(load: Any, files: Any, query: Any) -> None:
    load(files.events("all.csv", {"index": 1}))
    rows = ({"event_key": key, "event_type": "Goal"} for key in ("E700001", "E700009"))
    summary = load(files.csv("part.csv", *rows), operation="merge")
    assert counts(summary) == (2, 0, 1, 0, 0, 1)
    (problem,) = summary.files[0].rejects
    assert (problem.origin.row, problem.column, problem.game_id) == (3, "event_index", 7)
    assert problem.reason == "no row has this key, and a new one needs event_index"
    assert query("select event_key, event_type from staging_events") == [("E700001", "Goal")]


def test_a_bad_value_is_rejected_as_in_any_load(load: Any, files: Any, query: Any) -> None:
    load(files.events("all.csv", {"index": 1}))
    summary = load(files.csv("part.csv", {"event_key": "E700001", "period": "99"}), operation="merge")
    assert [(problem.column, problem.reason) for problem in summary.files[0].rejects] == [("period", "not allowed")]
    assert query("select period from staging_events") == [(1,)]


PARTS = {
    "staging_league_settings": (
        "league_id,season_id,regulation_periods,points_tie",
        "L1,*,3,1",
        "league_id,season_id,points_tie",
        "L1,*,2",
    ),
    "staging_seasons": ("season_id,league_id,season", "S1,L1,2025", "season_id,season", "S1,2026"),
    "staging_teams": ("team_id,team_name,team_code", "T1,Reds,RED", "team_id,team_code", "T1,RDS"),
    "staging_players": ("player_id,player_name,skill_rating", "P1,One,4", "player_id,skill_rating", "P1,5.5"),
    "staging_schedule": ("game_id,season,home_goals", "7,2025,1", "game_id,home_goals", "7,2"),
    "staging_game_rosters": (
        "roster_key,source_kind,game_id,team_venue,player_number,player_position",
        "R7hleague:#9,league,7,home,9,F",
        "roster_key,player_position",
        "R7hleague:#9,D",
    ),
    "staging_official_player_games": (
        "official_key,game_id,player_id,team_venue,goals,assists",
        "O7h:P1,7,P1,home,1,2",
        "official_key,goals",
        "O7h:P1,3",
    ),
    "staging_games": ("game_id,source_format,tracker_version", "7,x,1", "game_id,tracker_version", "7,2"),
    "staging_events": ("game_id,event_index,event_type,period", "7,1,Shot,1", "event_key,period", "E700001,2"),
    "staging_event_players": (
        "event_key,player_row,game_id,role_side,player_number,play_detail1",
        "E700001,1,7,event,9,a",
        "event_key,player_row,play_detail1",
        "E700001,1,b",
    ),
    "staging_puck_positions": (
        "event_key,position_number,game_id,x,y",
        "E700001,1,7,1.5,2.5",
        "event_key,position_number,y",
        "E700001,1,3.5",
    ),
    "staging_player_positions": (
        "event_key,player_row,position_number,game_id,x,y",
        "E700001,1,1,7,1.5,2.5",
        "event_key,player_row,position_number,y",
        "E700001,1,1,3.5",
    ),
    "staging_shifts": (
        "shift_key,game_id,shift_index,period,home_1",
        "S700001,7,1,1,9",
        "shift_key,home_1",
        "S700001,10",
    ),
    "staging_video_times": ("video_key,game_id,url,description", "V7:a,7,u,d", "video_key,description", "V7:a,e"),
}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_merged_by_key_and_one_column(load: Any, files: Any, row: Any, table: str) -> None:
    for parent in ("staging_events", "staging_event_players"):
        if parent in (TABLES[table].parent, "staging_events"):
            load(_file(files, "parent.csv", *PARTS[parent][:2]))
    header, line, part_header, part = PARTS[table]
    load(_file(files, "whole.csv", header, line))
    before = row(table)
    summary = load(_file(files, "part.csv", part_header, part), operation="merge")
    assert summary.ok, [str(problem) for file in summary.files for problem in file.rejects]
    column = part_header.split(",")[-1]
    after = row(table)
    assert after[column] != before[column]
    assert after | {column: None} == before | {column: None}


def test_a_file_of_the_columns_of_two_tables_is_refused(load: Any, files: Any) -> None:
    path = _file(files, "part.csv", "game_id,home_team_name", "7,Reds")
    summary = load(path, operation="merge")
    assert summary.files[0].status is Status.FAILED
    assert "columns of staging_schedule and of staging_games" in (summary.files[0].reason or "")


def test_a_part_of_a_table_is_only_for_a_merge(load: Any, files: Any) -> None:
    summary = load(files.csv("part.csv", {"event_key": "E700001", "event_type": "Goal", "period": 1}))
    assert "column event_index, game_id missing" in (summary.files[0].reason or "")


def test_columns_limit_a_merge_to_rows_that_are_there(load: Any, files: Any, row: Any) -> None:
    load(files.events("all.csv", {"index": 1}))
    before = row("staging_events")
    changed = {"event_type": "Goal", "puck_x": "9.5", "event_team": "away"}
    path = files.events("more.csv", {"index": 1, **changed}, {"index": 2, **changed})
    summary = load(path, operation="merge", columns=frozenset({"event_type", "event_team"}))
    assert row("staging_events") == before | {"event_type": "Goal", "event_team": "away"}
    assert counts(summary) == (2, 0, 1, 0, 0, 1)
    assert summary.files[0].rejects[0].value is None


def test_columns_leave_tables_without_them_aside(load: Any, files: Any, query: Any) -> None:
    load(files.export("7.json"))
    shots = [files.shot(number, isHighlight=True) for number in (1, 2, 3)]
    shift = {"idx": 1, "period": 1, "start_time": "18:00", "end_time": "16:00", "home": {"F1": 9}, "away": {"F1": 30}}
    summary = load(
        files.export("7.json", *shots, shifts=[shift]), operation="merge", columns=frozenset({"is_highlight"})
    )
    assert summary.ok, summary.files[0].reason
    assert [table.table for table in summary.files[0].tables] == ["staging_events"]
    assert query("select bool_and(is_highlight) from staging_events") == [(True,)]
    assert query("select shift_end_seconds from staging_shifts") == [(1020,)]


def test_an_export_is_merged_by_key_and_deletes_nothing(load: Any, files: Any, query: Any) -> None:
    load(files.export("7.json", files.shot(1, zone="o"), files.shot(2)))
    shots = [files.shot(1, detail1="Shot_Missed", players=[], puckXY=[]), files.shot(3)]
    summary = load(files.export("7.json", *shots, shifts=[]), operation="merge")
    assert summary.ok
    assert counts(summary) == (2, 1, 1, 0, 0, 0)
    assert query("select event_index, event_detail, event_team_zone from staging_events order by 1") == [
        (1, "Shot_Missed", "o"),
        (2, "Shot_OnNetSaved", None),
        (3, "Shot_OnNetSaved", None),
    ]
    assert query("select count(*) from staging_event_players where event_key = 'E700001'") == [(2,)]
    assert query("select count(*) from staging_shifts") == [(1,)]


def test_an_export_that_numbers_its_events_otherwise_is_not_merged(load: Any, files: Any, state: State) -> None:
    load(files.export("7.json", *(files.shot(number) for number in (1, 2, 3))))
    before = state()
    others = [files.shot(1, type="Faceoff"), files.shot(2, type="Stoppage"), files.shot(3)]
    summary = load(files.export("7.json", *others), operation="merge")
    assert summary.files[0].status is Status.FAILED
    assert "2 of 3 events have another period or event_type" in (summary.files[0].reason or "")
    assert state() == before


def test_two_files_of_a_call_merge_their_own_columns_and_the_first_value_stands(
    load: Any, files: Any, query: Any, state: State
) -> None:
    load(files.events("all.csv", {"index": 1}))
    paths = [
        files.csv("a.csv", {"event_key": "E700001", "event_type": "Goal", "period": "2"}),
        files.csv("b.csv", {"event_key": "E700001", "event_type": "Pass", "event_team_zone": "o"}),
    ]
    summary = load(*reversed(paths), operation="merge")
    assert query("select event_type, period, event_team_zone from staging_events") == [("Goal", 2, "o")]
    notes = [note.reason for file in summary.files for note in file.notes if note.column == "event_type"]
    assert notes == ["left aside: an earlier file has another value for this key (1 times)"]
    before = state()
    load(*paths, operation="merge")
    assert state() == before


def test_a_live_edit_of_another_column_is_kept(load: Any, files: Any, query: Any) -> None:
    load(files.events("all.csv", {"index": 1}))
    query("update staging_events set event_detail = 'Typed' returning 1")
    load(files.csv("part.csv", {"event_key": "E700001", "event_type": "Goal"}), operation="merge")
    assert query("select event_type, event_detail, processed from staging_events") == [("Goal", "Typed", False)]


def test_a_secondary_source_fills_gaps_under_merge_too(load: Any, files: Any, query: Any) -> None:
    load(files.schedule("schedule.csv", 7))
    load(files.csv("part.csv", {"game_id": 7, "home_goals": 4}), operation="merge")
    assert query("select home_goals, season from staging_schedule") == [(4, "2025")]


def _file(files: Any, name: str, *lines: str) -> Any:
    path = files.folder / name
    path.write_text("\n".join(lines) + "\n")
    return path
