"""`benchsight url`: a database URL for other programs."""

import shlex

import click

from benchsight.db.connections import database_url, dbt_environment
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.option("--dbt", is_flag=True, help='Print what dbt\'s profile reads instead: eval "$(benchsight url --dbt)".')
@json_option
def command(dbt: bool, as_json: bool) -> None:
    """Print the database URL, with its password, for psql and others: psql "$(benchsight url)".

    Starts the embedded server if it does not run.
    """
    url = database_url()
    if dbt:
        variables = dbt_environment(url)
        if as_json:
            print_json(variables)
        else:
            click.echo("\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items()))
    elif as_json:
        print_json({"url": url})
    else:
        click.echo(url)
