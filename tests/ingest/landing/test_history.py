"""Records of a load: load_history and staging_rejects; a dry run leaves none."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest.database.session import user_name
from ingest.journal.summary import Status

State = Callable[[], list[tuple[Any, ...]]]
LONG = "x" * 60


def test_each_file_and_table_has_a_row_of_history(load: Any, files: Any, query: Any) -> None:
    load(files.events("events.csv", {"index": 1}, {"index": 2}))
    path = files.events("events.csv", {"index": 1, "period": 2}, {"index": 2}, {"index": 3, "event_type": LONG})
    summary = load(path, initiated_by="coach")
    rows = query(
        "select load_id, table_name, operation, scope, game_id, source_file, source_format, rows_read, rows_inserted,"
        " rows_updated, rows_unchanged, rows_deleted, rows_rejected, rows_affected, status, error_message,"
        " initiated_by, completed_at >= started_at, duration_ms >= 0 from load_history order by id desc limit 1"
    )
    expected = (summary.load_id, "staging_events", "upsert", "file", 7, path.as_posix(), "CSV of staging_events")
    assert rows == [(*expected, 3, 0, 1, 1, 0, 1, 1, "completed", None, "coach", True, True)]


def test_an_export_replaces_in_the_scope_of_its_game(load: Any, files: Any, query: Any) -> None:
    load(files.export("7.json"))
    rows = query("select distinct operation, scope, game_id from load_history")
    assert rows == [("replace", "game", 7)]


def test_a_file_that_cannot_be_read_has_a_failed_row(load: Any, files: Any, query: Any) -> None:
    path = files.folder / "broken.json"
    path.write_text("{")
    summary = load(path)
    assert not summary.ok
    assert query("select table_name, status, error_message from load_history") == [
        ("*", "failed", summary.files[0].reason)
    ]


def test_an_export_left_aside_has_a_skipped_row(load: Any, files: Any, query: Any) -> None:
    load(files.export("a.json"), files.export("b.json"))
    rows = query("select source_file, game_id, error_message from load_history where status = 'skipped'")
    assert rows == [((files.folder / "b.json").as_posix(), 7, "game 7 is loaded from a.json: this export is equal")]


def test_a_rejected_row_is_kept_with_reason_and_raw_row(load: Any, files: Any, query: Any) -> None:
    path = files.events("events.csv", {"index": 1}, {"index": 2, "period": "two"})
    load(path)
    rows = query(
        "select table_name, game_id, source_file, sheet, row_number, column_name, value, expected, reason,"
        " raw ->> 'event_key' from staging_rejects"
    )
    expected = "a whole number from 1 to 30"
    assert rows == [
        ("staging_events", 7, path.as_posix(), None, 3, "period", "two", expected, "not of the right type", "E700002")
    ]


def test_loading_a_file_again_replaces_its_rejects_and_no_others(load: Any, files: Any, query: Any) -> None:
    load(files.events("a.csv", {"index": 1, "period": 99}, {"index": 2, "period": 98}))
    load(files.events("b.csv", {"index": 3, "period": 97}))
    load(files.events("a.csv", {"index": 1, "period": 96}, {"index": 2}))
    assert query("select value from staging_rejects order by 1") == [("96",), ("97",)]
    load(files.events("a.csv", {"index": 1}, {"index": 2}))
    assert query("select value from staging_rejects") == [("97",)]


def test_a_value_that_postgresql_cannot_store_is_rejected_and_kept_marked(load: Any, files: Any, query: Any) -> None:
    event = files.shot(1, type="Shot\x00", detail1="half a pair \ud83d")
    summary = load(files.export("7.json", event, files.shot(2)))
    rejects = [problem for problem in summary.files[0].rejects if problem.table == "staging_events"]
    assert [problem.column for problem in rejects] == ["event_detail", "event_type"]
    rows = query("select value, raw ->> 'type' from staging_rejects where column_name = 'event_type'")
    assert rows == [("Shot\ufffd", "Shot\ufffd")]


def test_strict_lands_nothing_of_a_file_with_a_rejected_row(load: Any, files: Any, query: Any, state: State) -> None:
    before = state()
    bad = files.events("bad.csv", {"index": 1}, {"index": 2, "period": 99})
    summary = load(bad, strict=True)
    (file,) = summary.files
    assert (file.status, file.tables, len(file.rejects)) == (Status.FAILED, [], 1)
    assert file.reason == "1 problem; with --strict no row of such a file lands"
    assert state() == before
    assert query("select status, error_message from load_history") == [("failed", file.reason)]
    assert query("select value from staging_rejects") == [("99",)]


def test_strict_lands_the_good_files_beside_a_bad_one(load: Any, files: Any, query: Any) -> None:
    load(files.events("bad.csv", {"period": 99}), files.events("good.csv", {"game": 8}), strict=True)
    assert query("select event_key from staging_events") == [("E800001",)]


@pytest.mark.parametrize("strict", [False, True])
def test_a_dry_run_says_what_a_run_says_and_leaves_nothing(
    load: Any, files: Any, query: Any, state: State, strict: bool
) -> None:
    load(files.events("old.csv", {"index": 1}))
    before, history = state(), query("select count(*) from load_history")
    paths = [
        files.export("8.json", game=8),
        files.events("a.csv", {"index": 1, "period": 3}, {"index": 2, "period": 99}),
        files.events("b.csv", {"index": 1}),
    ]
    dry = load(*paths, dry_run=True, strict=strict)
    assert state() == before
    assert query("select count(*) from load_history") == history
    assert query("select count(*) from staging_rejects") == [(0,)]
    wet = load(*paths, strict=strict)
    assert dry.dry_run
    assert [vars(file) for file in dry.files] == [vars(file) for file in wet.files]


def test_the_user_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHSIGHT_USER", "coach")
    assert user_name() == "coach"


def test_a_connection_in_a_transaction_is_refused(load: Any, files: Any, connection: Any) -> None:
    connection.execute("select 1")
    with pytest.raises(ValueError, match="in a transaction"):
        load(files.export("7.json"))
