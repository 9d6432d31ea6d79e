"""The rules as the user set them: reads them, and changes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import errors, sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from benchsight.errors import ConfigurationError
from benchsight.quality.monitor.alerts import SEVERITIES
from benchsight.quality.monitor.findings import Connection

READ = """
    select rule, is_enabled, severity, thresholds, default_thresholds, description, advice
    from ops.alert_rules order by rule
"""
SWITCH = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}


@dataclass(frozen=True)
class RuleRow:
    """A rule as it is set, and how it was delivered."""

    rule: str
    is_enabled: bool
    severity: str
    thresholds: Mapping[str, float]
    default_thresholds: Mapping[str, float]
    description: str
    advice: str


def read_rules(connection: Connection) -> list[RuleRow]:
    """Return all rules by name."""
    with connection.cursor(row_factory=class_row(RuleRow)) as cursor:
        return cursor.execute(READ).fetchall()


def set_rule(connection: Connection, rule: str, setting: str) -> None:
    """Change a rule: enabled=on or off, severity=info, or a threshold=number. Raises ConfigurationError if wrong."""
    key, separator, written = setting.partition("=")
    if not separator:
        raise ConfigurationError(f"{setting!r} is no setting: write enabled=off, severity=info or a threshold=number")
    column, value = _column(rule, key.strip(), written.strip())
    change = sql.SQL("update ops.alert_rules set {} where rule = %(rule)s").format(column)
    try:
        with connection.transaction():
            changed = connection.execute(change, {"rule": rule, "value": value}).rowcount
    except errors.CheckViolation as error:
        raise ConfigurationError(str(error.diag.message_primary)) from None
    if not changed:
        raise ConfigurationError(f"there is no rule {rule}: `benchsight alerts --rules` lists them")


def _column(rule: str, key: str, written: str) -> tuple[sql.SQL, Any]:
    """Return the assignment and the value of a setting."""
    if key == "enabled":
        if written.lower() not in SWITCH:
            raise ConfigurationError(f"rule {rule}: enabled is on or off, not {written!r}")
        return sql.SQL("is_enabled = %(value)s"), SWITCH[written.lower()]
    if key == "severity":
        if written not in SEVERITIES:
            raise ConfigurationError(f"rule {rule}: severity is {', '.join(SEVERITIES)}, not {written!r}")
        return sql.SQL("severity = %(value)s"), written
    return sql.SQL("thresholds = thresholds || %(value)s"), Jsonb({key: _number(rule, key, written)})


def _number(rule: str, key: str, written: str) -> float:
    try:
        number = float(written)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise ConfigurationError(f"rule {rule}: {key} is a number from 0 on, not {written!r}")
    return int(number) if number.is_integer() else number
