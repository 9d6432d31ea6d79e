"""Prints alerts, rules and a look of the monitor for a person."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby

from rich.text import Text

from benchsight.quality.monitor.alerts import Alert
from benchsight.quality.monitor.rule_settings import RuleRow
from benchsight.quality.monitor.run import MonitorResult
from benchsight.terminal.text import Terminal, count, grid

SHOWN_OF_A_RULE = 10
STYLES = {"critical": "bold red", "warning": "yellow", "info": "cyan"}


def show_alerts(alerts: Sequence[Alert], monitored_at: datetime | None, console: Terminal) -> None:
    """Print alerts by rule: the problem, what to do, and each subject, since when and how often."""
    if monitored_at is None:
        console.say("The monitor has not run yet (a worker runs it every minute).")
    elif not alerts:
        console.say(("No alerts", "green"), f"; the monitor looked {ago(monitored_at)}.")
    for (is_resolved, rule), group in groupby(alerts, lambda alert: (alert.resolved_at is not None, alert.rule)):
        _show_rule(rule, list(group), is_resolved, console)
    first = next((alert for alert in alerts if alert.resolved_at is None and alert.acknowledged_at is None), None)
    if first is not None:
        console.next(
            f"benchsight alerts --acknowledge {first.alert_id}", "notes that you know of it; the number is after #"
        )
    elif monitored_at is None or not alerts:
        console.next("benchsight monitor", "looks now")


def _show_rule(rule: str, alerts: Sequence[Alert], is_resolved: bool, console: Terminal) -> None:
    first = alerts[0]
    heading = Text.assemble(
        ("resolved" if is_resolved else first.severity, "dim" if is_resolved else STYLES[first.severity]),
        "  ",
        (first.description, "dim" if is_resolved else "bold"),
    )
    console.say(heading)
    advice = "" if is_resolved else f"; to do: {first.advice}"
    console.say(f"rule {rule}{advice}", indent=2)
    table = grid("", "", "", "", "", left=5)
    for alert in alerts[:SHOWN_OF_A_RULE]:
        often = count(alert.count, "time")
        table.add_row(f"  #{alert.alert_id}", _subject(alert), since(alert), often, _message(alert))
    console.print(table)
    if len(alerts) > SHOWN_OF_A_RULE:
        console.say(f"and {len(alerts) - SHOWN_OF_A_RULE:,} more: --json has all", indent=2, style="dim")
    console.say("")


def _subject(alert: Alert) -> Text:
    """Return the subject; a path is in the message, and of a run's long number the beginning is enough to name it."""
    shown = {"file": 0, "folder": 0, "load": 8}.get(alert.subject_kind, 20)
    return Text(f"{alert.subject_kind} {alert.subject_key[:shown]}".rstrip())


def _message(alert: Alert) -> Text:
    message = Text(alert.message)
    if alert.acknowledged_at is not None and alert.resolved_at is None:
        message.append(f" (known to {alert.acknowledged_by})", "dim")
    return message


def since(alert: Alert) -> str:
    """Return how long the alert has been or was open."""
    lasted = (alert.resolved_at or datetime.now(UTC)) - alert.first_seen
    return f"for {_duration(lasted.total_seconds())}"


def ago(moment: datetime) -> str:
    """Return the time since then."""
    return f"{_duration((datetime.now(UTC) - moment).total_seconds())} ago"


def _duration(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit != "d" and seconds >= size):
            return f"{seconds // size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def show_rules(rules: Iterable[RuleRow], console: Terminal) -> None:
    """Print every rule with its settings; those that differ from the delivered ones are bold."""
    for rule in rules:
        state = rule.severity if rule.is_enabled else "off"
        settings = Text.assemble((f"{rule.rule:<24}", "bold"), (f"{state:<9}", STYLES.get(state, "dim")))
        for name, value in rule.thresholds.items():
            settings.append(f" {name}={value}", "" if value == rule.default_thresholds.get(name) else "bold")
        console.say(settings)
        console.say(rule.description, indent=2, style="dim")
    console.next("benchsight alerts --set RULE KEY=VALUE", "changes a rule: enabled=off, severity=info, or a threshold")


def show_look(result: MonitorResult, console: Terminal) -> None:
    """Print what a look of the monitor found, in a few lines."""
    checked = [outcome for outcome in result.rules if outcome.status == "checked"]
    looked = f"{count(len(checked), 'rule')} checked in {result.duration_ms} ms"
    console.say(f"{looked}: {count(result.raised, 'new alert')}, {result.resolved} resolved")
    for outcome in result.rules:
        if outcome.status == "skipped":
            console.say(f"skipped {outcome.rule}: {outcome.note}", indent=2, style="dim")
    if result.open:
        numbers = ", ".join(f"{result.open[name]} {name}" for name in STYLES if name in result.open)
        console.say(f"open: {numbers}")
        console.next("benchsight alerts", "says what is wrong and what to do")
    else:
        console.say("no open alerts", style="green")
