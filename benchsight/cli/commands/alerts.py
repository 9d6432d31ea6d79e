"""`benchsight alerts`: what the monitor found wrong, and its rules."""

from dataclasses import asdict

import click
import psycopg

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json
from ingest.database.session import user_name


@click.command()
@click.option("--all", "resolved", is_flag=True, help="Also those that are resolved.")
@click.option(
    "--severity", type=click.Choice(["info", "warning", "critical"]), default="info", help="Only this and above."
)
@click.option("--acknowledge", "known", metavar="ID", type=int, multiple=True, help="Note that you know of an alert.")
@click.option("--rules", is_flag=True, help="Show the rules and their thresholds.")
@click.option(
    "--set",
    "changes",
    metavar="RULE KEY=VALUE",
    type=(str, str),
    multiple=True,
    help="Change a rule: enabled=off, severity=info, or a threshold=number.",
)
@json_option
def command(
    resolved: bool,
    severity: str,
    known: tuple[int, ...],
    rules: bool,
    changes: tuple[tuple[str, str], ...],
    as_json: bool,
) -> None:
    """Show what the monitor found wrong: what, since when, how often, and what to do.

    An acknowledged alert stays open until its reason is gone, and no longer counts in `benchsight status` and for
    `benchsight monitor --fail-on`.
    """
    from benchsight.quality.monitor.alerts import acknowledge
    from benchsight.quality.monitor.rule_settings import set_rule

    with connect(application_name="benchsight alerts") as connection:
        for rule, setting in changes:
            set_rule(connection, rule, setting)
        for alert_id in known:
            acknowledge(connection, alert_id, user_name())
        connection.commit()
        if rules or changes:
            _show_rules(connection, as_json)
        else:
            _show_alerts(connection, severity, resolved, as_json)


def _show_rules(connection: psycopg.Connection, as_json: bool) -> None:
    from benchsight.cli.screens.monitor import show_rules
    from benchsight.quality.monitor.rule_settings import read_rules
    from benchsight.terminal.text import terminal

    found = read_rules(connection)
    if as_json:
        print_json([asdict(rule) for rule in found])
    else:
        show_rules(found, terminal())


def _show_alerts(connection: psycopg.Connection, severity: str, resolved: bool, as_json: bool) -> None:
    from benchsight.cli.screens.monitor import show_alerts
    from benchsight.quality.monitor.alerts import monitored_at, read_alerts
    from benchsight.terminal.text import terminal

    found = read_alerts(connection, severity, resolved)
    if as_json:
        print_json([asdict(alert) for alert in found])
    else:
        show_alerts(found, monitored_at(connection), terminal())
