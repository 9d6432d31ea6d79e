"""Rules about loads: files that fail, change nothing or are rejected, runs that die, phases that take long."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg

from benchsight.quality.monitor import run_monitor
from ingest.runs.records import hold

Connection = psycopg.Connection[Any]
AddLoad = Callable[..., str]
Alerts = list[tuple[str, str, int]]


def test_a_load_that_changes_nothing_is_noted_until_one_does(
    connection: Connection, add_load: AddLoad, open_alerts: Callable[[], Alerts]
) -> None:
    add_load("/exports/a.json")
    run_monitor(connection)
    assert open_alerts() == []
    add_load("/exports/a.json", rows_inserted=0)
    run_monitor(connection)
    assert open_alerts() == [("zero_deltas", "/exports/", 1)]
    add_load("/exports/b.json", rows_inserted=0, rows_updated=1)
    run_monitor(connection)
    assert open_alerts() == []


def test_so_many_loads_in_a_row_as_the_user_says_have_to_change_nothing(
    connection: Connection, add_load: AddLoad, open_alerts: Callable[[], Alerts]
) -> None:
    connection.execute("update ops.alert_rules set thresholds = '{\"loads\": 3}' where rule = 'zero_deltas'")
    add_load()
    for expected in (0, 0, 1):
        add_load(rows_inserted=0)
        run_monitor(connection)
        assert len(open_alerts()) == expected
    row = connection.execute("select details -> 'unchanged_loads' from public.alerts").fetchone()
    assert row == (3,)


def test_folders_are_looked_at_apart_and_files_that_were_not_read_count_for_nothing(
    connection: Connection, add_load: AddLoad, open_alerts: Callable[[], Alerts]
) -> None:
    add_load("/exports/a.json", rows_inserted=0)
    add_load("/other/b.json")
    add_load("/third/c.json", status="skipped", rows_read=None, rows_inserted=None)
    run_monitor(connection)
    assert open_alerts() == [("zero_deltas", "/exports/", 1)]


def test_a_load_of_many_files_belongs_to_the_folder_that_holds_them(
    connection: Connection, add_load: AddLoad, open_alerts: Callable[[], Alerts]
) -> None:
    load = add_load("/exports/games/7.json", rows_inserted=0)
    add_load("/exports/league.xlsx", load_id=load, rows_inserted=0)
    add_load("/exports/games/8.json", load_id=load, rows_inserted=0)
    run_monitor(connection)
    assert open_alerts() == [("zero_deltas", "/exports/", 1)]


def test_a_file_that_failed_is_named_until_it_lands(
    connection: Connection, add_load: AddLoad, open_alerts: Callable[[], Alerts]
) -> None:
    add_load("/exports/a.json", status="failed", error_message="a.json, row 1: no clock", rows_read=None)
    add_load("/exports/b.json")
    run_monitor(connection)
    assert open_alerts() == [("load_failed", "/exports/a.json", 1)]
    assert connection.execute("select message from public.alerts").fetchone() == ("a.json, row 1: no clock",)
    add_load("/exports/a.json")
    run_monitor(connection)
    assert open_alerts() == []


def test_a_share_of_rejects_is_measured_over_the_tables_of_the_last_load_of_a_file(
    connection: Connection, add_load: AddLoad, open_alerts: Callable[[], Alerts]
) -> None:
    load = add_load("/exports/a.json", rows_rejected=0, rows_read=900)
    add_load("/exports/a.json", load_id=load, table_name="staging_shifts", rows_read=100, rows_rejected=10)
    run_monitor(connection)
    assert open_alerts() == []  # 10 of 1,000 are not more than 1 %
    load = add_load("/exports/a.json", rows_rejected=1, rows_read=900)
    add_load("/exports/a.json", load_id=load, table_name="staging_shifts", rows_read=100, rows_rejected=10)
    run_monitor(connection)
    assert open_alerts() == [("rejects", "/exports/a.json", 1)]
    row = connection.execute("select message from public.alerts").fetchone()
    assert row == ("a.json: 11 of 1000 rows rejected (1.1 %)",)
    add_load("/exports/a.json", rows_rejected=0)
    run_monitor(connection)
    assert open_alerts() == []


def test_few_rejects_are_no_alert_unless_the_user_wants_to_hear_of_them(
    connection: Connection, add_load: AddLoad, open_alerts: Callable[[], Alerts]
) -> None:
    add_load(rows_read=10, rows_rejected=4)
    run_monitor(connection)
    assert open_alerts() == []
    connection.execute("update ops.alert_rules set thresholds = '{\"rows\": 4}' where rule = 'rejects'")
    run_monitor(connection)
    assert open_alerts() == [("rejects", "/exports/game.json", 1)]


def add_run(connection: Connection, minutes_ago: float, status: str = "running", paths: str = "a") -> str:
    """Record a run of the loader that started so many minutes ago; return its id."""
    run = str(uuid4())
    connection.execute(
        "insert into ops.ingest_runs (run_id, arguments, status, started_at, code_version, initiated_by)"
        " values (%s, jsonb_build_object('paths', %s::text), %s, now() - make_interval(secs => %s), 'code', 'someone')",
        (run, paths, status, 60 * minutes_ago),
    )
    return run


def add_log(connection: Connection, run: str, minutes_ago: float, **values: Any) -> None:
    """Record a phase of a run that ended so many minutes ago."""
    row = {"run_id": run, "phase": "transform", "status": "completed", "duration_ms": 100, "rows_in": 10} | values
    names, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    connection.execute(
        f"insert into public.ingest_logs ({names}, started_at, completed_at, code_version)"
        f" values ({places}, now() - make_interval(secs => %(ago)s),"
        " case when not %(running)s then now() - make_interval(secs => %(ago)s) end, 'code')".encode(),
        row | {"ago": 60 * minutes_ago, "running": row["status"] == "started"},
    )


def add_phase(connection: Connection, minutes_ago: float, **values: Any) -> None:
    """A phase of a run of its own."""
    add_log(connection, add_run(connection, minutes_ago, "completed"), minutes_ago, **values)


def test_a_run_that_started_and_is_silent_died(connection: Connection, open_alerts: Callable[[], Alerts]) -> None:
    died = add_run(connection, minutes_ago=40)
    add_log(connection, died, minutes_ago=20)
    alive = add_run(connection, minutes_ago=40, paths="b")
    add_log(connection, alive, minutes_ago=1)
    add_run(connection, minutes_ago=90, status="completed", paths="c")
    run_monitor(connection)
    assert open_alerts() == [("load_died", died, 1)]
    add_run(connection, minutes_ago=0, status="completed", paths="a")
    run_monitor(connection)
    assert open_alerts() == []


def test_a_run_that_failed_as_a_whole_is_named_at_once_until_it_is_resumed(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    run = add_run(connection, minutes_ago=1, status="failed")
    connection.execute("update ops.ingest_runs set error_message = 'disk full'")
    run_monitor(connection)
    assert open_alerts() == [("load_died", run, 1)]
    row = connection.execute("select split_part(message, ', ', 2) from public.alerts").fetchone()
    assert row == ("stopped: disk full",)
    connection.execute("update ops.ingest_runs set status = 'completed'")
    run_monitor(connection)
    assert open_alerts() == []


def test_a_run_whose_loader_lives_is_only_slow(
    connection: Connection, database_url: str, open_alerts: Callable[[], Alerts]
) -> None:
    run = add_run(connection, minutes_ago=40)
    row = connection.execute("select lock_key from ops.ingest_runs").fetchone()
    assert row is not None
    with psycopg.connect(database_url) as loader:
        hold(loader, row[0])
        run_monitor(connection)
        assert open_alerts() == []
    run_monitor(connection)
    assert open_alerts() == [("load_died", run, 1)]


def test_how_long_a_run_may_be_silent_is_for_the_user_to_say(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    add_run(connection, minutes_ago=40)
    connection.execute("update ops.alert_rules set thresholds = '{\"silent_minutes\": 60}' where rule = 'load_died'")
    run_monitor(connection)
    assert open_alerts() == []


def test_a_phase_is_compared_with_the_median_of_its_runs_before(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    for place, seconds in enumerate([1, 2, 3, 4, 50]):  # median 3
        add_phase(connection, 90 - place, duration_ms=1000 * seconds)
    add_phase(connection, 10, duration_ms=15_000)  # not more than five times the median
    run_monitor(connection)
    assert open_alerts() == []
    add_phase(connection, 9, duration_ms=19_000)  # the median is 3.5 by now
    run_monitor(connection)
    assert open_alerts() == [("long_phase", "transform", 1)]
    assert connection.execute("select message from public.alerts").fetchone() == ("took 19.0 s; usually 3.5 s",)
    add_phase(connection, 8, duration_ms=2000)
    run_monitor(connection)
    assert open_alerts() == []


def test_a_phase_with_more_rows_may_take_longer(connection: Connection, open_alerts: Callable[[], Alerts]) -> None:
    for place in range(5):
        add_phase(connection, 90 - place, duration_ms=1000)
    add_phase(connection, 10, duration_ms=40_000, rows_in=1000)
    run_monitor(connection)
    assert open_alerts() == []


def test_a_phase_that_exceeds_the_limit_needs_no_history_and_no_end(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    run = add_run(connection, minutes_ago=12)
    add_log(connection, run, 11, status="started", duration_ms=None)
    run_monitor(connection)
    assert open_alerts() == [("long_phase", "transform", 1)]
    connection.execute("update ops.alert_rules set thresholds = '{\"limit_seconds\": 700}' where rule = 'long_phase'")
    run_monitor(connection)
    assert open_alerts() == []
