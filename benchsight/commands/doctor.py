"""`benchsight doctor`: what is wrong with this set-up, and how to mend it."""

from dataclasses import asdict

import click

from benchsight.console import json_option, print_json
from benchsight.doctor import diagnose

MARKS = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}


@click.command()
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Find what is wrong with this set-up, and say how to mend it.

    Starts nothing and changes nothing. Ends with 1 if something is in the way of other commands.
    """
    findings = []
    for finding in diagnose():
        findings.append(finding)
        if not as_json:
            click.echo(f"{MARKS[finding.state]} {finding.check:<11} {finding.message}")
            if finding.remedy is not None:
                click.echo(f"{'':<19} -> {finding.remedy}")
    if as_json:
        print_json([asdict(finding) for finding in findings])
    if any(finding.state == "fault" for finding in findings):
        ctx.exit(1)
