"""A landed file is not read again until one of its games changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingest.contract.extract import Extract
from ingest.database.session import Session
from ingest.formats import read_file
from ingest.journal.phases import Journal
from ingest.journal.summary import Status
from ingest.landing import receipts
from ingest.landing.file_landing import LandedFile, land_file
from ingest.landing.file_plan import FilePlan

SHIFT = {"shift_key": "S700001", "game_id": 7, "shift_index": 1, "period": 1}
State = Callable[[], list[tuple[Any, ...]]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the names of files that are read from now on."""
    names: list[str] = []

    def note(path: Path, partial: bool = False) -> Extract:
        names.append(path.name)
        return read_file(path, partial)

    monkeypatch.setattr("ingest.selection.reading.read_file", note)
    return names


def test_an_export_that_landed_is_not_read_again_and_reported_as_before(
    load: Any, files: Any, state: State, read: list[str]
) -> None:
    path = files.export("7.json", files.shot(1, zone="x"), files.shot(1))  # two events under one number: a note
    first = load(path).as_json()["files"]
    before = state()
    again = load(path).as_json()["files"]
    assert read == ["7.json"]
    assert state() == before
    assert again[0]["notes"] == first[0]["notes"] != []
    assert [(table["table"], table["operation"]) for table in again[0]["tables"]] == [
        (table["table"], table["operation"]) for table in first[0]["tables"]
    ]
    assert all(table["unchanged"] == table["read"] for table in again[0]["tables"])


def test_every_load_is_in_the_history(load: Any, files: Any, query: Any) -> None:
    path = files.export("7.json")
    loads = [load(path).load_id for _ in range(2)]
    sums = "count(*), sum(rows_unchanged), bool_and(status = 'completed')"
    rows = query(f"select load_id, {sums} from load_history group by 1")
    found = {load_id: rest for load_id, *rest in rows}
    assert found[loads[0]][0] == found[loads[1]][0] > 5
    assert found[loads[1]][1] > found[loads[0]][1] == 0
    assert all(ended for *_, ended in found.values())


@pytest.mark.parametrize(
    "change",
    [
        "update staging_events set event_type = 'Pass' where event_index = 1",
        "delete from staging_event_players where event_key = 'E700001'",
        "insert into staging_shifts (shift_key, game_id, shift_index) values ('S700099', 7, 99)",
        "delete from ops.game_inputs where game_id = 7",
        "update ops.game_inputs set changed_at = now() where game_id = 7",  # deleted, and counted to the same number
    ],
)
def test_after_any_change_of_the_game_it_is_read_and_set_right(
    load: Any, files: Any, query: Any, read: list[str], change: str
) -> None:
    path = files.export("7.json")
    load(path)
    rows = "select event_key, event_type from staging_events order by 1"
    before = query(rows), query("select count(*) from staging_shifts")
    query(change)
    load(path)
    assert read == ["7.json", "7.json"]
    assert (query(rows), query("select count(*) from staging_shifts")) == before


def test_a_mark_of_the_builder_is_no_change(load: Any, files: Any, query: Any, read: list[str]) -> None:
    path = files.export("7.json")
    load(path)
    query("update staging_events set processed = true")
    load(path)
    assert read == ["7.json"]


def test_a_changed_file_is_read(load: Any, files: Any, read: list[str]) -> None:
    load(files.export("7.json"))
    load(files.export("7.json", files.shot(1)))
    assert read == ["7.json", "7.json"]


def test_a_file_that_lost_a_row_is_read_again(load: Any, files: Any, read: list[str]) -> None:
    path = files.events("events.csv", {"index": 1}, {"index": 2, "period": 99})
    assert [len(load(path).files[0].rejects) for _ in range(2)] == [1, 1]
    assert read == ["events.csv", "events.csv"]


def test_what_was_appended_is_there_for_an_upsert_but_may_not_be_all_for_a_replace(
    load: Any, files: Any, query: Any, read: list[str]
) -> None:
    load(files.events("a.csv", {"index": 1}))
    path = files.events("b.csv", {"index": 2})
    load(path, operation="append")
    load(path, operation="upsert")
    assert read == ["a.csv", "b.csv"]
    load(path, operation="replace")
    assert read == ["a.csv", "b.csv", "b.csv"]
    assert query("select event_index from staging_events") == [(2,)]


def test_an_append_always_looks(load: Any, files: Any) -> None:
    path = files.events("events.csv", {"index": 1})
    load(path, operation="append")
    assert len(load(path, operation="append").files[0].rejects) == 1


def test_rows_that_another_file_had_taken_the_place_of_land_when_they_come_alone(
    load: Any, files: Any, query: Any
) -> None:
    path = files.events("events.csv", {"index": 1, "event_type": "Goal"})
    for _ in range(2):  # the second time, nothing of the game changes any more
        load(path, files.export("7.json"))
    assert query("select event_type from staging_events where event_index = 1") == [("Shot",)]
    load(path)
    assert query("select event_type from staging_events where event_index = 1") == [("Goal",)]


def test_the_first_schedule_decides_about_a_file_that_came_before_it(load: Any, files: Any, read: list[str]) -> None:
    path = files.export("7.json")
    load(path)
    load(files.schedule("schedule.csv", 8))
    summary = load(path)
    assert summary.files[0].status is Status.FAILED
    assert read == ["7.json", "schedule.csv", "7.json"]


def test_a_dry_run_leaves_no_receipt(load: Any, files: Any, query: Any) -> None:
    load(files.export("7.json"), dry_run=True)
    assert query("select count(*) from ops.file_receipts") == [(0,)]


@pytest.mark.parametrize("changes_itself", [True, False])
def test_there_is_no_receipt_if_another_session_changed_the_game_meanwhile(
    load: Any, files: Any, query: Any, connection: psycopg.Connection, changes_itself: bool
) -> None:
    path = files.export("7.json")
    load(path)
    ((key, content),) = query("select receipt_key, content from ops.file_receipts")
    receipt = receipts._receipt(key, path, content)
    query("delete from ops.file_receipts")
    with connection.transaction(), connection.cursor() as cursor:
        before = receipts.versions(cursor, [7])
        query("update staging_events set event_type = 'Pass' where event_index = 1")
        if changes_itself:
            cursor.execute("update staging_events set event_type = 'Goal' where event_index = 2")
            cursor.execute("update staging_events set event_type = 'Goal' where event_index = 3")
        receipts.keep(cursor, "7.json", receipt, before)
    assert query("select count(*) from ops.file_receipts") == [(0,)]


def test_the_loads_own_changes_do_not_stand_in_the_way(query: Any, load: Any, files: Any) -> None:
    load(files.export("7.json"))
    load(files.export("7.json", files.shot(1), files.shot(2, detail1="Shot_Missed")))
    assert query(
        "select r.input_versions[1] = g.input_version from ops.file_receipts as r join ops.game_inputs as g on true"
    ) == [(True,)]


def test_files_of_several_tables_of_a_game_are_all_known_the_next_time(load: Any, files: Any, read: list[str]) -> None:
    paths = files.events("events.csv", {"index": 1}), files.csv("shifts.csv", SHIFT)
    for _ in range(2):
        assert load(*paths).ok
    assert sorted(read) == ["events.csv", "shifts.csv"]


def test_a_change_by_another_session_between_two_files_of_a_run_is_noticed(
    load: Any, files: Any, query: Any, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = files.events("events.csv", {"index": 1, "event_type": "Goal"}), files.csv("shifts.csv", SHIFT)

    def changed_in_between(session: Session, journal: Journal, plan: FilePlan) -> LandedFile:
        if plan.path.name == "shifts.csv" and len(read) == 2:
            query("update staging_events set event_type = 'Pass'")
        return land_file(session, journal, plan)

    monkeypatch.setattr("ingest.runs.load.land_file", changed_in_between)
    for _ in range(2):
        load(*paths)
    assert read.count("events.csv") == 2
    assert query("select event_type from staging_events") == [("Goal",)]


def test_what_an_export_replaces_is_looked_at_where_a_later_file_of_its_run_added_to_it(
    load: Any, files: Any, query: Any
) -> None:
    export = files.export("7.json")
    table = files.csv("positions.csv", {"event_key": "E700001", "game_id": 7, "position_number": 9, "x": 1, "y": 1})
    load(export, table)
    load(export)
    assert query("select count(*) from staging_puck_positions where position_number = 9") == [(0,)]
