"""What the user may set of a rule, by command and by SQL, and what is said of a wrong value."""

from typing import Any

import psycopg
import pytest

from benchsight.errors import BenchSightError, ConfigurationError
from benchsight.quality.monitor import run_monitor
from benchsight.quality.monitor.alerts import acknowledge, from_severity, read_alerts
from benchsight.quality.monitor.rule_settings import read_rules, set_rule

Connection = psycopg.Connection[Any]


def test_a_threshold_a_severity_and_the_switch_can_be_set(connection: Connection) -> None:
    for setting in ("share=0.05", "severity=info", "enabled=off"):
        set_rule(connection, "rejects", setting)
    rule = next(rule for rule in read_rules(connection) if rule.rule == "rejects")
    assert (rule.is_enabled, rule.severity, rule.thresholds) == (False, "info", {"share": 0.05, "rows": 5})
    assert rule.default_thresholds == {"share": 0.01, "rows": 5}


@pytest.mark.parametrize(
    ("rule", "setting", "message"),
    [
        ("rejects", "share", "'share' is no setting: write enabled=off, severity=info or a threshold=number"),
        ("rejects", "share=much", "rule rejects: share is a number from 0 on, not 'much'"),
        ("rejects", "share=-1", "rule rejects: share is a number from 0 on, not '-1'"),
        ("rejects", "share=nan", "rule rejects: share is a number from 0 on, not 'nan'"),
        ("rejects", "hours=1", "rule rejects has no threshold hours; it has: rows, share"),
        ("rejects", "severity=loud", "rule rejects: severity is info, warning, critical, not 'loud'"),
        ("rejects", "enabled=maybe", "rule rejects: enabled is on or off, not 'maybe'"),
        ("reject", "share=1", "there is no rule reject: `benchsight alerts --rules` lists them"),
    ],
)
def test_a_wrong_setting_gets_one_clear_line(connection: Connection, rule: str, setting: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        set_rule(connection, rule, setting)
    assert str(error.value) == message
    assert run_monitor(connection).open == {}  # the connection can be used


def test_plain_sql_is_held_to_the_same_thresholds(connection: Connection) -> None:
    change = "update ops.alert_rules set thresholds = %s where rule = 'stale_game' returning thresholds"
    assert connection.execute(change, ('{"minutes": 5}',)).fetchone() == ({"minutes": 5},)
    assert connection.execute(change, ("{}",)).fetchone() == ({"minutes": 60},)
    for wrong, message in {
        '{"minuts": 5}': "rule stale_game has no threshold minuts; it has: minutes",
        '{"minutes": "5"}': 'rule stale_game: minutes is a number from 0 on, not "5"',
        '{"minutes": -5}': "rule stale_game: minutes is a number from 0 on, not -5",
        "[]": 'rule stale_game: thresholds are an object such as {"minutes": 30}',
    }.items():
        with pytest.raises(psycopg.errors.CheckViolation) as error, connection.transaction():
            connection.execute(change, (wrong,))
        assert error.value.diag.message_primary == message


def test_severities_are_read_from_the_most_urgent_down() -> None:
    assert from_severity("info") == ["critical", "warning", "info"]
    assert from_severity("critical") == ["critical"]


def test_alerts_are_read_with_what_to_do_and_can_be_acknowledged(connection: Connection) -> None:
    connection.execute(
        "insert into public.alerts (rule, severity, subject_kind, subject_key, message, resolved_at) values"
        " ('stale_game', 'warning', 'game', '7', 'old', now()), ('stale_game', 'warning', 'game', '7', 'new', null),"
        " ('zero_deltas', 'info', 'folder', '/a/', 'nothing', null)"
    )
    assert [alert.message for alert in read_alerts(connection)] == ["new", "nothing"]
    assert [alert.message for alert in read_alerts(connection, "warning", resolved=True)] == ["new", "old"]
    alert = read_alerts(connection, "warning")[0]
    assert alert.advice == "benchsight build"
    acknowledge(connection, alert.alert_id, "somebody")
    acknowledge(connection, alert.alert_id, "somebody else")
    assert read_alerts(connection, "warning")[0].acknowledged_by == "somebody"


def test_only_an_open_alert_can_be_acknowledged(connection: Connection) -> None:
    with pytest.raises(BenchSightError, match="no open alert has the number 5"):
        acknowledge(connection, 5, "somebody")
