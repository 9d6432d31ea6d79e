"""`benchsight monitor`: one look at loads, games, builds and the queue."""

import time
from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.option("--every", metavar="SECONDS", type=click.IntRange(min=1), help="Look again and again, until stopped.")
@click.option(
    "--fail-on",
    type=click.Choice(["info", "warning", "critical"]),
    help="End with 1 if an alert of this severity or above is open and not acknowledged.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, every: int | None, fail_on: str | None, as_json: bool) -> None:
    """Look once at loads, games, builds and the queue, and keep alerts of what is wrong.

    An alert stays open while its reason is there and is resolved by the look that finds it gone. Rules, severities and
    thresholds are in ops.alert_rules: `benchsight alerts --rules`.
    """
    from benchsight.cli.screens.monitor import show_look
    from benchsight.quality.monitor import run_monitor
    from benchsight.quality.monitor.alerts import from_severity
    from benchsight.terminal.text import terminal

    if every is not None and fail_on is not None:
        raise click.UsageError("--every and --fail-on exclude each other: one goes on, the other ends")
    with connect(autocommit=True, application_name="benchsight monitor") as connection:
        while True:
            result = run_monitor(connection)
            if as_json:
                print_json(asdict(result))
            else:
                show_look(result, terminal())
            if every is None:
                break
            time.sleep(every)
    if fail_on is not None and any(result.open.get(severity) for severity in from_severity(fail_on)):
        ctx.exit(1)
