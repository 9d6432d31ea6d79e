"""One look of the monitor: every rule that is switched on, then the alerts as they are now."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import TypeVar

from psycopg import errors
from psycopg.types.json import Jsonb

from benchsight.quality.monitor.findings import AlertRule, Connection
from benchsight.quality.monitor.rule_settings import RuleRow, read_rules
from benchsight.quality.monitor.rules import AGREEMENT, RULES, statement

Result = TypeVar("Result")
MONITOR_LOCK = 1_835_625_071  # any number that nothing else in the database locks
# The planner overestimates the counts of games: just-in-time compilation would take longer than they do.
SETTINGS = "select set_config('lock_timeout', '2s', true), set_config('jit', 'off', true)"
RAISE = """
    insert into public.alerts as open (rule, severity, subject_kind, subject_key, message, details)
    select %(rule)s, %(severity)s, %(kind)s, found.subject_key, found.message, found.details
    from jsonb_to_recordset(%(found)s) as found (subject_key text, message text, details jsonb)
    order by found.subject_key
    on conflict (rule, subject_kind, subject_key) where resolved_at is null do update set
        severity = excluded.severity,
        message = excluded.message,
        details = excluded.details,
        last_seen = clock_timestamp(),
        count = open.count + 1
    returning count = 1
"""
RESOLVE = """
    update public.alerts set resolved_at = clock_timestamp()
    where rule = %(rule)s and resolved_at is null and subject_key <> all(%(keys)s)
"""
FORGET_GAMES = (
    "delete from ops.game_counts as c where not exists (select from ops.game_inputs as i where i.game_id = c.game_id)",
    "delete from ops.game_agreements as a where not exists"
    " (select from ops.game_builds as b where b.game_id = a.game_id and b.input_version > 0)",
)
SWITCH_OFF = "update public.alerts set resolved_at = clock_timestamp() where rule = %s and resolved_at is null"
OPEN = """
    select severity, count(*) from public.alerts
    where resolved_at is null and acknowledged_at is null
    group by severity
"""
RECORD = """
    insert into ops.monitor_runs (completed_at, duration_ms) values (clock_timestamp(), %s)
    on conflict (is_last) do update set completed_at = excluded.completed_at, duration_ms = excluded.duration_ms
"""


# dbt may replace a table, perhaps with other columns, during a check.
BEING_REBUILT = (errors.LockNotAvailable, errors.UndefinedTable, errors.UndefinedColumn, errors.DeadlockDetected)


@dataclass(frozen=True)
class RuleOutcome:
    """The outcome of a rule: checked, off, or skipped because of ``note``; and the number of subjects found."""

    rule: str
    status: str
    found: int = 0
    note: str | None = None


@dataclass
class MonitorResult:
    """One run: rules, alerts raised and resolved, and open alerts not acknowledged, by severity."""

    rules: list[RuleOutcome] = field(default_factory=list)
    raised: int = 0
    resolved: int = 0
    open: dict[str, int] = field(default_factory=dict)
    duration_ms: int = 0


def run_monitor(connection: Connection) -> MonitorResult:
    """Check every rule, raise, count up and resolve alerts; in one transaction (a savepoint, if one is open).

    Monitors at once wait for each other. A rule whose tables are not built yet, or are being rebuilt, is skipped and
    its alerts stay. Raises psycopg.OperationalError if the database is lost.
    """
    started = perf_counter()
    result = MonitorResult()
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (MONITOR_LOCK,))
        connection.execute(SETTINGS)
        _count(connection)
        settings = {row.rule: row for row in read_rules(connection)}
        for rule in RULES:
            result.rules.append(_check(connection, rule, settings.get(rule.name), result))
        result.open = dict(connection.execute(OPEN).fetchall())
        result.duration_ms = round(1000 * (perf_counter() - started))
        connection.execute(RECORD, (result.duration_ms,))
    return result


def _count(connection: Connection) -> None:
    """Bring the counts of games up to date; only games that changed cost anything."""
    for forget in FORGET_GAMES:
        connection.execute(forget)
    connection.execute(statement("count_games"))
    if not _missing(connection, AGREEMENT):
        _unless_rebuilt(connection, lambda: connection.execute(statement("count_agreements")))


def _check(connection: Connection, rule: AlertRule, settings: RuleRow | None, result: MonitorResult) -> RuleOutcome:
    if settings is None or not settings.is_enabled:
        result.resolved += connection.execute(SWITCH_OFF, (rule.name,)).rowcount
        return RuleOutcome(rule.name, "off")
    if missing := _missing(connection, rule.needs):
        return RuleOutcome(rule.name, "skipped", note=f"{missing[0]} is not built yet")
    found = _unless_rebuilt(connection, lambda: rule.find(connection, settings.thresholds))
    if found is None:
        return RuleOutcome(rule.name, "skipped", note=f"{rule.needs[0] if rule.needs else 'a table'} is being rebuilt")
    about = {"rule": rule.name, "severity": settings.severity, "kind": rule.subject_kind}
    rows = Jsonb([asdict(finding) for finding in found])
    is_new = connection.execute(RAISE, about | {"found": rows}).fetchall()
    result.raised += sum(new for (new,) in is_new)
    keys = [finding.subject_key for finding in found]
    result.resolved += connection.execute(RESOLVE, {"rule": rule.name, "keys": keys}).rowcount
    return RuleOutcome(rule.name, "checked", len(found))


def _missing(connection: Connection, tables: Sequence[str]) -> list[str]:
    """Return those of the tables that are not there."""
    query = "select name from unnest(%s::text[]) as t (name) where to_regclass(name) is null"
    return [name for (name,) in connection.execute(query, (list(tables),))] if tables else []


def _unless_rebuilt(connection: Connection, work: Callable[[], Result]) -> Result | None:
    """Return what ``work`` returns; None, with nothing done, while a table is being rebuilt."""
    try:
        with connection.transaction():
            return work()
    except BEING_REBUILT:
        return None
