"""Alerts: reads and acknowledges them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from benchsight.errors import BenchSightError
from benchsight.quality.monitor.findings import Connection

SEVERITIES = ("info", "warning", "critical")
"""From the least to the most urgent."""

READ = """
    select
        alerts.alert_id, alerts.rule, alerts.severity, alerts.subject_kind, alerts.subject_key, alerts.message,
        alerts.details, alerts.first_seen, alerts.last_seen, alerts.count, alerts.acknowledged_at,
        alerts.acknowledged_by, alerts.resolved_at, rules.description, rules.advice
    from public.alerts as alerts
    inner join ops.alert_rules as rules on alerts.rule = rules.rule
    where (%(resolved)s or alerts.resolved_at is null) and alerts.severity = any(%(severities)s)
    order by
        alerts.resolved_at is not null,
        array_position(%(severities)s, alerts.severity),
        alerts.rule,
        alerts.first_seen desc,
        alerts.alert_id
"""
ACKNOWLEDGE = """
    update public.alerts
    set acknowledged_at = coalesce(acknowledged_at, clock_timestamp()), acknowledged_by = coalesce(acknowledged_by, %s)
    where alert_id = %s and resolved_at is null
"""


@dataclass(frozen=True)
class Alert:
    """One alert, with what its rule says of it; open while ``resolved_at`` is None."""

    alert_id: int
    rule: str
    severity: str
    subject_kind: str
    subject_key: str
    message: str
    details: Mapping[str, Any]
    first_seen: datetime
    last_seen: datetime
    count: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    description: str
    advice: str


def from_severity(least: str) -> list[str]:
    """``least`` and what is more urgent, the most urgent first."""
    return list(reversed(SEVERITIES[SEVERITIES.index(least) :]))


def read_alerts(connection: Connection, least: str = "info", resolved: bool = False) -> list[Alert]:
    """Open alerts (and the resolved ones) of this severity and above, the most urgent first."""
    with connection.cursor(row_factory=class_row(Alert)) as cursor:
        return cursor.execute(READ, {"resolved": resolved, "severities": from_severity(least)}).fetchall()


def acknowledge(connection: Connection, alert_id: int, who: str) -> None:
    """Acknowledge an open alert. Raises BenchSightError if there is none of this number."""
    if connection.execute(ACKNOWLEDGE, (who, alert_id)).rowcount == 0:
        raise BenchSightError(f"no open alert has the number {alert_id}: `benchsight alerts` lists them")


def monitored_at(connection: Connection) -> datetime | None:
    """Return the time of the monitor's last run; None before the first."""
    row = connection.execute("select completed_at from ops.monitor_runs").fetchone()
    return None if row is None else row[0]
