"""`benchsight migrate`: the schema is up to date."""

import click

from benchsight.db.connections import migrate
from benchsight.db.settings import load_settings
from benchsight.terminal.console import json_option, print_json
from benchsight.terminal.text import terminal


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Apply the schema migrations that are pending, each in a transaction of its own.

    Those that `supabase db push` has applied count as applied, and the other way round.
    """
    done = migrate(load_settings())
    if as_json:
        print_json({"done": done})
        return
    console = terminal()
    for line in done or ["nothing is pending"]:
        console.say(line)
    console.next("benchsight status", "tells what the database holds")
