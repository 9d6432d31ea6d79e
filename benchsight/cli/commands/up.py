"""`benchsight up`: the database runs and its schema is up to date."""

import click

from benchsight.db.connections import bring_up
from benchsight.db.settings import load_settings
from benchsight.db.status import read_status
from benchsight.terminal.console import json_option, note, print_json
from benchsight.terminal.text import terminal


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Start the database and bring its schema up to date.

    Repairs what a crash has left. With BENCHSIGHT_DATABASE_URL set, checks that database instead, and gives a new,
    empty one its schema.
    """
    settings = load_settings()
    done = bring_up(settings)
    status = read_status(settings)
    if as_json:
        print_json({"url": status.url, "server_version": status.server_version, "done": done})
        return
    for line in done:
        note(line)
    console = terminal()
    console.say(f"PostgreSQL {status.server_version} is up: {status.url}")
    console.next("benchsight load PATH", "files or folders with games; `benchsight status` tells what is there")
