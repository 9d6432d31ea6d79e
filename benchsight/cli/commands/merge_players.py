"""`benchsight merge-players`: two ids of one person are one."""

import sys
from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, note, print_json


@click.command()
@click.argument("keep", metavar="KEEP")
@click.argument("other", metavar="OTHER")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def command(keep: str, other: str, yes: bool, as_json: bool) -> None:
    """Give everything staged of player OTHER (an id) to player KEEP, who is the same person.

    Rosters, official results and the tracker's events get the id KEEP; OTHER leaves the list of players. The games are
    due for `benchsight build`; the history of each takes it back (`benchsight revert`). A file that still has the
    other id brings it back when it is loaded again.
    """
    from benchsight.inputs.merge_players import merge_players
    from benchsight.terminal.text import count, grid, terminal
    from ingest.database.session import user_name

    if not yes and not as_json and sys.stdin.isatty():
        click.confirm(f"Give all that is staged of player {other} to player {keep}?", abort=True)
    with connect(autocommit=True, application_name="benchsight merge-players") as connection:
        merged = merge_players(connection, keep, other, user_name())
    if as_json:
        print_json(asdict(merged))
        return
    console = terminal()
    table = grid("", "rows")
    for name, rows in merged.rows.items():
        table.add_row(name.removeprefix("staging_"), f"{rows:,}")
    console.print(table)
    console.say(f"player {other} is player {keep} now: {count(len(merged.games), 'game')} due")
    note(f"mend the id {other} in your files too: loading them again brings it back")
    console.next("benchsight build", "builds what is due")
