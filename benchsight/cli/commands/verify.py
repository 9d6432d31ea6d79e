"""`benchsight verify`: published numbers beside the official results."""

from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.option("--game", "games", type=click.IntRange(min=1), multiple=True, help="Only this game; may be repeated.")
@click.option("--strict", is_flag=True, help="End with 1 if a disagreement has no known reason.")
@json_option
@click.pass_context
def command(ctx: click.Context, games: tuple[int, ...], strict: bool, as_json: bool) -> None:
    """Compare the built statistics with the official results, per statistic and per game.

    Lists every disagreement with its reason, where that is known. Compares only what the tracking of a game covers.
    """
    from benchsight.cli.screens.verify import show_verification
    from benchsight.quality.verify import verify
    from benchsight.terminal.text import terminal

    with connect(application_name="benchsight verify") as connection:
        verification = verify(connection, games)
    if as_json:
        print_json({**asdict(verification), "unexplained": len(verification.unexplained)})
    else:
        show_verification(verification, terminal())
    if strict and verification.unexplained:
        ctx.exit(1)
