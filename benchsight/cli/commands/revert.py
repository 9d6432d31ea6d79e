"""`benchsight revert`: an earlier version of a game's input again."""

from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.argument("game", type=click.IntRange(min=1))
@click.option("--to", "point", metavar="VERSION|TIME", required=True, help="The version, or the last one until a time.")
@click.option("--reason", default="", help="Reason, shown in the history.")
@click.option("--dry-run", is_flag=True, help="Show what would happen, and change nothing.")
@json_option
def command(game: int, point: str, reason: str, dry_run: bool, as_json: bool) -> None:
    """Stage GAME again as it was at an earlier version.

    This makes a new version, so that nothing is lost and reverting can be reverted. The game is due for
    `benchsight build` then.
    """
    from benchsight.cli.screens.history import short
    from benchsight.inputs import revert
    from benchsight.terminal.text import grid, terminal
    from ingest.database.session import user_name

    with connect(application_name="benchsight revert") as connection:
        done = revert(connection, game, point, user_name(), reason, dry_run)
    if as_json:
        print_json(asdict(done) | {"dry_run": dry_run})
        return
    console = terminal()
    if not done.changed_anything:
        console.say(f"game {game} is as it was at version {done.version}: nothing to do")
        console.next(f"benchsight history {game}", "lists its versions")
        return
    table = grid("", "inserted", "updated", "deleted")
    for name, counts in done.tables.items():
        if any(vars(counts).values()):
            table.add_row(short(name), *(f"{rows:,}" for rows in vars(counts).values()))
    console.print(table)
    if dry_run:
        console.say(f"would bring game {game} back to version {done.version}")
        console.next(f"benchsight revert {game} --to {point}", "without --dry-run does it")
    else:
        console.say(f"game {game} is as it was at version {done.version}; that is version {done.current} now")
        console.next("benchsight build", "builds the game from it")
