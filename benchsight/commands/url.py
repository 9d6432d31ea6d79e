"""`benchsight url`: a database URL for other programs."""

import click

from benchsight.console import json_option, print_json
from benchsight.database import database_url


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Print the database URL, with its password, for psql and others: psql "$(benchsight url)".

    Starts the embedded server if it does not run.
    """
    url = database_url()
    if as_json:
        print_json({"url": url})
    else:
        click.echo(url)
