"""`benchsight remove-database`: remove the embedded database and its files, after naming them."""

import sys

import click

from benchsight.db.connections import embedded_server
from benchsight.db.settings import load_settings
from benchsight.errors import BenchSightError, ConfigurationError
from benchsight.terminal.console import json_option, print_json, tell
from benchsight.terminal.text import terminal


@click.command()
@click.option("--yes", is_flag=True, help="Remove it without asking.")
@json_option
def command(yes: bool, as_json: bool) -> None:
    """Remove the embedded database with all it holds, the demo's too: for good.

    Says first where it is, how old, and what is in it. An external database is never touched. `benchsight export`
    keeps a copy.
    """
    from benchsight.db.contents import contents_of_embedded
    from benchsight.db.server.place import data_age, remove_files

    settings = load_settings()
    if settings.external_url is not None:
        raise ConfigurationError("BENCHSIGHT_DATABASE_URL names an external database, which is not ours to remove")
    server = embedded_server(settings)
    place = server.place
    if not place.data.exists():
        if as_json:
            print_json({"removed": None})
        else:
            click.echo(f"there is no database in {place.folder}")
        return
    contents = contents_of_embedded(server)
    tell(f"database in {place.folder}, {data_age(place.data) or 'of unknown age'}")
    for line in contents:
        tell(f"  {line}")
    if not yes and not _confirmed(as_json):
        raise BenchSightError("nothing was removed: `benchsight remove-database --yes` removes it")
    server.stop()
    stays = remove_files(settings.home, place)
    if as_json:
        print_json({"removed": place.folder, "contents": contents, "stays": stays})
        return
    console = terminal()
    console.say(f"removed {place.folder}")
    for path in stays:
        console.say(f"not ours, and stays: {path}")
    console.next("benchsight up", "makes a new, empty one")


def _confirmed(as_json: bool) -> bool:
    """Ask the person at the terminal; without one the answer is no."""
    return not as_json and sys.stdin.isatty() and click.confirm("Remove it for good?", err=True)
