"""`benchsight games`: which games there are, with ids, dates and states."""

from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also games of the schedule that nobody tracked.")
@json_option
def command(everything: bool, as_json: bool) -> None:
    """List the games: id, date, teams, official score, and how far each is (due, built, failed and so on)."""
    list_games(everything, as_json)


def list_games(everything: bool, as_json: bool) -> None:
    """Print the games of the configured database."""
    from benchsight.reads.games import NOT_TRACKED, read_games, show_games
    from benchsight.terminal.text import terminal

    with connect(application_name="benchsight games") as connection:
        games = read_games(connection)
    if as_json:
        print_json([asdict(game) for game in games if everything or game.state != NOT_TRACKED])
    else:
        show_games(games, everything, terminal())
