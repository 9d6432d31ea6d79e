"""`benchsight doctor`: checks the installation and suggests fixes."""

from dataclasses import asdict

import click

from benchsight.db.doctor import diagnose
from benchsight.db.doctor.findings import Diagnosis
from benchsight.terminal.console import json_option, print_json
from benchsight.terminal.text import Terminal, terminal

MARKS = {"ok": "ok     ", "warning": "warning", "fault": "FAULT  "}


@click.command()
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check the installation and suggest fixes.

    Starts nothing and changes nothing. Ends with 1 if something is in the way of other commands.
    """
    findings = []
    console = terminal()
    for finding in diagnose():
        findings.append(finding)
        if not as_json:
            _show(finding, console)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    elif any(finding.state == "fault" for finding in findings):
        console.next("benchsight doctor", "again, once that is fixed")
    else:
        console.next("benchsight status", "tells what the database holds")
    if any(finding.state == "fault" for finding in findings):
        ctx.exit(1)


def _show(finding: Diagnosis, console: Terminal) -> None:
    console.say(f"{MARKS[finding.state]} {finding.check:<11} {finding.message}", hang=20)
    if finding.remedy is not None:
        console.say(f"-> {finding.remedy}", indent=20, hang=3)
