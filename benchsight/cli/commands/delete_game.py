"""`benchsight delete-game`: a game's facts gone, and with --with-inputs all that is staged of it."""

import sys
from dataclasses import asdict

import click

from benchsight.terminal.console import json_option, note, print_json


@click.command()
@click.argument("game_id", metavar="ID", type=click.IntRange(min=1))
@click.option("--with-inputs", is_flag=True, help="Delete what is staged too, its row of the schedule included.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--wait/--no-wait", default=True, help="Wait for a build that runs, or end with 1.")
@json_option
def command(game_id: int, with_inputs: bool, yes: bool, wait: bool, as_json: bool) -> None:
    """Delete what was built of a game; metrics and dimensions are computed again without it.

    All of it happens in one transaction. What is staged stays, so that the next build makes the game again, unless
    --with-inputs deletes that too; the input history keeps it (`benchsight history`).
    """
    from benchsight.builds.delete_game import DeleteOptions, delete_game
    from benchsight.cli.screens.delete_game import show_deletion

    if not yes:
        _confirm(game_id, with_inputs)
    summary = delete_game(game_id, DeleteOptions(with_inputs, wait), on_wait=note)
    if as_json:
        print_json(asdict(summary))
    else:
        show_deletion(summary)


def _confirm(game_id: int, with_inputs: bool) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask on: say --yes to delete")
    staged = " and all that is staged of it" if with_inputs else ""
    click.confirm(f"Delete what was built of game {game_id}{staged}?", abort=True, err=True)
