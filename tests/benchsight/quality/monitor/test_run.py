"""Alerts of the monitor: one for each rule and subject, counted, resolved, opened again; many monitors at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from benchsight.quality.monitor import run_monitor
from benchsight.quality.monitor.rules import RULES

Connection = psycopg.Connection[Any]
Alerts = list[tuple[str, str, int]]


def fail_load(connection: Connection) -> None:
    """Record a load that failed."""
    connection.execute(
        "insert into public.load_history"
        " (load_id, table_name, operation, source_file, status, started_at, error_message)"
        " values (gen_random_uuid(), '*', 'upsert', '/exports/game.json', 'failed', now(), 'not JSON')"
    )


def land_load(connection: Connection) -> None:
    """Record a load of the same file that landed."""
    connection.execute(
        "insert into public.load_history"
        " (load_id, table_name, operation, source_file, status, started_at, completed_at, rows_read, rows_inserted)"
        " values (gen_random_uuid(), '*', 'upsert', '/exports/game.json', 'completed', now(), now(), 5, 5)"
    )


def test_every_rule_has_its_row_for_the_user_to_change(connection: Connection) -> None:
    rows = connection.execute("select rule from ops.alert_rules order by rule").fetchall()
    assert [name for (name,) in rows] == sorted(rule.name for rule in RULES)


def test_an_empty_database_has_no_alerts(connection: Connection) -> None:
    result = run_monitor(connection)
    assert (result.raised, result.resolved, result.open) == (0, 0, {})
    assert {outcome.status for outcome in result.rules} == {"checked", "skipped"}


def test_what_persists_is_one_alert_that_is_counted(connection: Connection, open_alerts: Callable[[], Alerts]) -> None:
    fail_load(connection)
    assert [run_monitor(connection).raised for _ in range(3)] == [1, 0, 0]
    assert open_alerts() == [("load_failed", "/exports/game.json", 3)]
    row = connection.execute("select last_seen > first_seen, severity, message from public.alerts").fetchone()
    assert row == (True, "warning", "game.json: not JSON")


def test_what_is_gone_is_resolved_and_what_comes_back_is_a_new_alert(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    fail_load(connection)
    run_monitor(connection)
    land_load(connection)
    assert run_monitor(connection).resolved == 1
    assert open_alerts() == []
    fail_load(connection)
    assert run_monitor(connection).raised == 1
    rows = connection.execute("select resolved_at is null, count from public.alerts order by alert_id").fetchall()
    assert rows == [(False, 1), (True, 1)]


def test_a_rule_that_is_switched_off_has_no_open_alerts(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    fail_load(connection)
    run_monitor(connection)
    connection.execute("update ops.alert_rules set is_enabled = false where rule = 'load_failed'")
    result = run_monitor(connection)
    assert [outcome.rule for outcome in result.rules if outcome.status == "off"] == ["load_failed"]
    assert open_alerts() == []


def test_a_severity_that_the_user_changes_is_that_of_the_open_alert(connection: Connection) -> None:
    fail_load(connection)
    run_monitor(connection)
    connection.execute("update ops.alert_rules set severity = 'critical' where rule = 'load_failed'")
    assert run_monitor(connection).open == {"critical": 1}


def test_an_acknowledged_alert_stays_open_and_is_no_news(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    fail_load(connection)
    run_monitor(connection)
    connection.execute("update public.alerts set acknowledged_at = now()")
    assert run_monitor(connection).open == {}
    assert len(open_alerts()) == 1


def test_rules_over_tables_that_are_not_built_are_skipped_and_keep_their_alerts(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    connection.execute(
        "insert into public.alerts (rule, severity, subject_kind, subject_key, message)"
        " values ('low_agreement', 'warning', 'game', '7', 'of a build before')"
    )
    result = run_monitor(connection)
    skipped = {outcome.rule: outcome.note for outcome in result.rules if outcome.status == "skipped"}
    assert skipped["low_agreement"] == "public.qa_scorer_comparison is not built yet"
    assert open_alerts() == [("low_agreement", "7", 1)]


@pytest.mark.usefixtures("published")
def test_a_table_that_is_being_rebuilt_delays_nobody_for_long(connection: Connection, database_url: str) -> None:
    connection.commit()
    with psycopg.connect(database_url) as builder:
        builder.execute("lock table public.qa_data_completeness in access exclusive mode")
        result = run_monitor(connection)
    skipped = {outcome.rule: outcome.note for outcome in result.rules if outcome.status == "skipped"}
    assert skipped["unrostered_players"] == "public.qa_data_completeness is being rebuilt"
    assert "low_agreement" not in skipped


def test_many_monitors_at_once_raise_one_alert(
    connection: Connection, database_url: str, open_alerts: Callable[[], Alerts]
) -> None:
    fail_load(connection)
    connection.commit()

    def look(_: int) -> int:
        with psycopg.connect(database_url) as own:
            return run_monitor(own).raised

    with ThreadPoolExecutor(4) as pool:
        raised = list(pool.map(look, range(8)))
    assert sum(raised) == 1
    assert open_alerts() == [("load_failed", "/exports/game.json", 8)]


def test_the_world_may_not_read_alerts_and_dashboards_may_read_the_health(connection: Connection) -> None:
    rights = connection.execute(
        """
        select role, has_table_privilege(role, 'public.alerts', 'select'),
            has_table_privilege(role, 'public.ingestion_health', 'select')
        from unnest(array['anon', 'authenticated', 'service_role', 'benchsight_tracker']) as r (role)
        """
    ).fetchall()
    assert rights == [
        ("anon", False, False),
        ("authenticated", False, True),
        ("service_role", True, True),
        ("benchsight_tracker", False, False),
    ]


def test_the_health_shows_the_last_load_and_what_is_open(connection: Connection) -> None:
    land_load(connection)
    fail_load(connection)
    run_monitor(connection)
    row = connection.execute(
        "select last_load_rows_affected, due_games, critical_alerts, warning_alerts, monitored_at is not null"
        " from public.ingestion_health"
    ).fetchone()
    assert row == (5, 0, 0, 1, True)
    connection.execute("set local role authenticated")
    assert connection.execute("select warning_alerts from public.ingestion_health").fetchone() == (1,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select from public.alerts")
