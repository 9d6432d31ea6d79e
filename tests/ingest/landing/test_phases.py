"""The phases of a load, and their checkpoints in ingest_logs."""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from ingest.formats import read_file
from ingest.journal.summary import StatsResult, Status
from ingest.journal.versions import contract_version, file_hash
from ingest.runs.load import LoadOptions, load_paths

PHASES = ["fetch", "validate", "transform", "upsert_members", "upsert_games", "snapshot", "stats"]
SCHEDULED = {
    "game_id": 7, "season": "2025", "game_date": "2025-01-31", "home_team": "Reds", "away_team": "Blues",
    "home_goals": 1, "away_goals": 0,
}  # fmt: skip
COUNTS = "files, rows_in, rows_out, rows_changed, rows_unchanged, rows_rejected"


def phases(query: Any, run_id: UUID, columns: str = "status") -> dict[str, list[Any]]:
    """Return the checkpoint of each whole phase of a run, in order."""
    rows = query(
        f"select phase, {columns} from ingest_logs where run_id = %s and source_file is null and game_id is null"
        " order by id",
        run_id,
    )
    return {phase: rest for phase, *rest in rows}


def test_a_load_goes_through_every_phase_and_a_run_without_a_build_skips_the_statistics(
    load: Any, files: Any, query: Any
) -> None:
    summary = load(files.export("7.json"))
    found = phases(query, summary.load_id)
    assert list(found) == PHASES
    assert {phase: status for phase, (status,) in found.items()} == dict.fromkeys(PHASES, "completed") | {
        "stats": "skipped"
    }
    assert query("select status, error_message, completed_at >= started_at from ops.ingest_runs") == [
        ("completed", None, True)
    ]


def test_checkpoints_count_rows_and_bytes(load: Any, files: Any, query: Any) -> None:
    load(files.events("events.csv", {"index": 1}, {"index": 2}))
    path = files.events("events.csv", {"index": 1, "period": 2}, {"index": 2}, {"index": 3, "period": 99})
    summary = load(path)
    found = phases(query, summary.load_id, f"bytes, {COUNTS}")
    size = path.stat().st_size
    assert found["fetch"] == [size, 1, None, None, None, None, None]
    assert found["validate"] == [size, 1, 3, 2, None, None, 1]
    assert found["upsert_games"] == [None, 1, 3, 2, 1, 1, 1]
    of_file = query(
        f"select {COUNTS}, game_id, attempt, status from ingest_logs where source_file = %s and run_id = %s",
        path.as_posix(),
        summary.load_id,
    )
    assert of_file == [(0, 3, 2, 1, 1, 1, 7, 1, "completed")]


def test_every_checkpoint_names_the_code_and_the_content(load: Any, files: Any, query: Any) -> None:
    path = files.events("events.csv", {"index": 1})
    summary = load(path)
    expected = f"{contract_version()}-{file_hash(path)[:16]}"
    rows = query("select distinct payload_version from ingest_logs where phase in ('fetch', 'upsert_games')")
    assert rows == [(expected,)]
    assert query("select count(distinct code_version), min(length(code_version)) from ingest_logs") == [(1, 16)]
    path.write_text(path.read_text().replace("1000", "1001"))
    again = load(path)
    versions = query("select payload_version from ingest_logs where phase = 'fetch' and run_id = %s", again.load_id)
    assert versions != [(expected,)]
    assert again.load_id != summary.load_id


def test_members_of_every_file_land_before_games_of_any(load: Any, files: Any, query: Any) -> None:
    load(files.csv("a_schedule.csv", SCHEDULED), files.csv("b_schedule.csv", SCHEDULED | {"game_id": 8}))
    rows = query("select phase from ingest_logs where source_file is not null order by started_at, id")
    assert [phase for (phase,) in rows] == ["upsert_members"] * 2 + ["upsert_games"] * 2
    tables = query("select table_name from load_history where source_file like '%%a_schedule.csv' order by id")
    assert {name for (name,) in tables} >= {"staging_teams", "staging_schedule"}


def test_a_file_of_members_and_games_has_one_result(load: Any, files: Any) -> None:
    (result,) = load(files.csv("schedule.csv", SCHEDULED)).files
    assert [table.table for table in result.tables][-1] == "staging_schedule"
    assert len({table.table for table in result.tables}) == len(result.tables) > 1


def test_under_strict_a_file_of_members_and_games_lands_whole_or_not_at_all(load: Any, files: Any, state: Any) -> None:
    before = state()
    summary = load(files.csv("schedule.csv", SCHEDULED, SCHEDULED), strict=True)
    assert [result.status for result in summary.files] == [Status.FAILED]
    assert state() == before


def test_a_file_that_fails_is_logged_with_its_error(load: Any, files: Any, query: Any) -> None:
    path = files.folder / "broken.json"
    path.write_text("{")
    load(path)
    rows = query("select phase, status, error from ingest_logs where source_file = %s", path.as_posix())
    ((phase, status, error),) = rows
    assert (phase, status) == ("validate", "failed")
    assert error["file"] == str(path)
    assert "not JSON" in error["message"]
    assert error["is_transient"] is False
    assert error["sqlstate"] is None


def test_a_file_that_is_not_there_fails_in_fetch_and_an_outranked_export_is_skipped_in_transform(
    load: Any, files: Any, query: Any
) -> None:
    load(files.folder / "nowhere.json", files.export("a.json"), files.export("b.json"))
    rows = query(
        "select phase, status from ingest_logs where source_file like any(array['%%nowhere.json', '%%b.json'])"
        " order by id"
    )
    assert rows == [("fetch", "failed"), ("transform", "skipped")]


def test_a_pipe_is_no_file(load: Any, files: Any) -> None:
    os.mkfifo(files.folder / "pipe.json")
    (result,) = load(files.folder / "pipe.json").files
    assert result.status is Status.FAILED
    assert "not a regular file" in (result.reason or "")


def test_a_reader_that_fails_unforeseen_fails_its_file_alone(
    load: Any, files: Any, query: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(path: Path, partial: bool = False) -> Any:
        if path.name == "bad.csv":
            raise KeyError("sheet1")
        return read_file(path, partial)

    monkeypatch.setattr("ingest.selection.reading.read_file", fragile)
    summary = load(files.events("bad.csv", {"index": 1}), files.events("good.csv", {"index": 2}))
    reasons = [result.reason for result in summary.files if result.status is Status.FAILED]
    assert reasons == [f"{files.folder / 'bad.csv'}: it cannot be read: KeyError: 'sheet1'"]
    assert query("select event_index from staging_events") == [(2,)]


def test_the_snapshot_logs_the_versions_of_each_game(load: Any, files: Any, query: Any) -> None:
    load(files.events("a.csv", {"index": 1}, {"index": 2}, {"game": 8, "index": 1}))
    summary = load(files.events("a.csv", {"index": 1, "period": 3}, {"index": 2}, {"game": 8, "index": 1}))
    rows = query(
        "select l.game_id, l.rows_changed, l.rows_out, l.payload_version = cast(g.input_version as text)"
        " from ingest_logs as l inner join ops.game_inputs as g on l.game_id = g.game_id"
        " where l.phase = 'snapshot' and l.run_id = %s order by 1",
        summary.load_id,
    )
    assert rows == [(7, 1, 1, True), (8, 0, 0, True)]


def test_a_change_whose_earlier_version_is_not_kept_fails_the_snapshot(load: Any, files: Any, query: Any) -> None:
    load(files.events("a.csv", {"index": 1}))
    query("alter table staging_events disable trigger all")
    query("alter table staging_events enable trigger stamp_rewritten_row")
    summary = load(files.events("a.csv", {"index": 1, "period": 3}))
    assert not summary.ok
    assert summary.problem == "1 changed rows are not in ops.input_changes"
    assert phases(query, summary.load_id)["snapshot"] == ["failed"]
    assert query("select status, error_message from ops.ingest_runs order by lock_key desc limit 1") == [
        ("failed", summary.problem)
    ]


def test_triggers_know_who_loads_what_from_where(load: Any, files: Any, query: Any) -> None:
    path = files.events("a.csv", {"index": 1})
    summary = load(path, initiated_by="coach")
    rows = query("select distinct load_id, source_file, changed_by from ops.input_changes where game_id = 7")
    assert rows == [(summary.load_id, path.as_posix(), "coach")]


def test_the_statistics_are_built_last_and_only_if_asked_for(
    connection: psycopg.Connection, files: Any, query: Any
) -> None:
    path, seen = files.events("a.csv", {"index": 1}), []

    def build() -> StatsResult:
        seen.append(query("select count(*) from staging_events")[0][0])
        return StatsResult(1, 12)

    load_paths(connection, [path], LoadOptions(), stats=build)
    assert seen == []
    summary = load_paths(connection, [path], LoadOptions(build=True), stats=build)
    assert seen == [1]
    assert phases(query, summary.load_id, "status, rows_out")["stats"] == ["completed", 12]


def test_a_dry_run_leaves_no_run_and_no_checkpoint(load: Any, files: Any, query: Any) -> None:
    assert load(files.export("7.json"), dry_run=True).ok
    assert query("select (select count(*) from ops.ingest_runs) + (select count(*) from ingest_logs)") == [(0,)]


def test_only_the_owner_and_the_administrator_read_the_logs(query: Any) -> None:
    rows = query(
        "select r.rolname, has_table_privilege(r.oid, 'public.ingest_logs', 'select') from pg_roles as r"
        " where r.rolname in ('anon', 'authenticated', 'benchsight_tracker', 'service_role') order by 1"
    )
    assert rows == [("anon", False), ("authenticated", False), ("benchsight_tracker", False), ("service_role", True)]


def test_each_reject_of_members_and_games_is_reported_and_kept_once(load: Any, files: Any, query: Any) -> None:
    summary = load(files.csv("schedule.csv", SCHEDULED, SCHEDULED))
    assert [(problem.table, problem.reason) for problem in summary.files[0].rejects] == [
        ("staging_schedule", "the same key as a row above")
    ]
    assert query("select table_name from staging_rejects") == [("staging_schedule",)]


def test_the_end_of_a_step_is_noted_although_its_beginning_was_forgotten(
    connection: psycopg.Connection, files: Any, query: Any
) -> None:
    def forget(step: str, done: int, total: int) -> None:
        query("delete from ingest_logs where status = 'started'")

    summary = load_paths(connection, [files.export("7.json")], progress=forget)
    assert phases(query, summary.load_id)["upsert_games"] == ["completed"]
