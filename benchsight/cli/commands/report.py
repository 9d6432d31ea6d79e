"""`benchsight report`: the box score of a game."""

from dataclasses import asdict

import click

from benchsight.cli.commands.games import list_games
from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.argument("game", type=click.IntRange(min=1), required=False)
@json_option
def command(game: int | None, as_json: bool) -> None:
    """Print the box score of a built GAME (its id): score, goals, teams, skaters, goalies, and what is flagged.

    Without GAME: list the games, as `benchsight games` does.
    """
    from benchsight.cli.screens.report import show_box_score
    from benchsight.reads.box_score import read_box_score
    from benchsight.terminal.text import terminal

    if game is None:
        list_games(everything=False, as_json=as_json)
        return
    with connect(application_name="benchsight report") as connection:
        box = read_box_score(connection, game)
    if as_json:
        print_json(asdict(box))
    else:
        show_box_score(box, terminal())
