"""`benchsight down`: the embedded server stops."""

import click

from benchsight.db.connections import embedded_server
from benchsight.db.settings import load_settings
from benchsight.errors import ConfigurationError
from benchsight.terminal.console import json_option, print_json
from benchsight.terminal.text import terminal


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Stop the embedded database server. Its data stay; sessions that are open end."""
    settings = load_settings()
    if settings.external_url is not None:
        raise ConfigurationError("BENCHSIGHT_DATABASE_URL names an external server, which is not ours to stop")
    stopped = embedded_server(settings).stop()
    if as_json:
        print_json({"stopped": stopped})
    else:
        console = terminal()
        console.say("stopped" if stopped else "it was not running")
        console.next("benchsight up", "starts it again, as any command that needs it does")
