"""`benchsight revert`: an earlier version of a game's input, or of a league table, again."""

from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.argument("what", metavar="GAME|TABLE")
@click.option("--to", "point", metavar="VERSION|TIME", required=True, help="The version, or the last one until a time.")
@click.option("--reason", default="", help="Reason, shown in the history.")
@click.option("--dry-run", is_flag=True, help="Show what would happen, and change nothing.")
@json_option
def command(what: str, point: str, reason: str, dry_run: bool, as_json: bool) -> None:
    """Stage a game, or a table of players, teams, seasons or settings, again as it was at an earlier version.

    This makes a new version, so that nothing is lost and reverting can be reverted. The game is due for
    `benchsight build` then.
    """
    from benchsight.cli.screens.history import short
    from benchsight.inputs import Subject, revert
    from benchsight.inputs.subject import full_name
    from benchsight.terminal.text import grid, terminal
    from ingest.database.session import user_name

    subject = Subject.of_game(int(what)) if what.isdecimal() else Subject.of_table(full_name(what))
    of_history = what if subject.game_id is not None else f"--table {short(subject.tables[0])}"
    with connect(application_name="benchsight revert") as connection:
        done = revert(connection, subject, point, user_name(), reason, dry_run)
    if as_json:
        print_json(asdict(done) | {"dry_run": dry_run})
        return
    console = terminal()
    if not done.changed_anything:
        console.say(f"{subject.name} is as it was at version {done.version}: nothing to do")
        console.next(f"benchsight history {of_history}", "lists its versions")
        return
    table = grid("", "inserted", "updated", "deleted")
    for name, counts in done.tables.items():
        if any(vars(counts).values()):
            table.add_row(short(name), *(f"{rows:,}" for rows in vars(counts).values()))
    console.print(table)
    if dry_run:
        console.say(f"would bring {subject.name} back to version {done.version}")
        console.next(f"benchsight revert {what} --to {point}", "without --dry-run does it")
    else:
        console.say(f"{subject.name} is as it was at version {done.version}; that is version {done.current} now")
        console.next("benchsight build", "builds what is due from it")
