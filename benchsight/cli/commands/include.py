"""`benchsight include`: brings games back that were left out of builds."""

import click

from benchsight.terminal.console import json_option, print_json


@click.command()
@click.argument("games", metavar="GAME...", nargs=-1, required=True, type=click.IntRange(min=1))
@json_option
def command(games: tuple[int, ...], as_json: bool) -> None:
    """Bring GAMEs back that `benchsight exclude` left out: they are due, and queued for a worker."""
    from benchsight.builds.exclusion import include
    from benchsight.terminal.text import terminal

    done = include(games)
    if as_json:
        print_json({"games": done})
        return
    console = terminal()
    console.say(f"due again, and queued for a worker: game {', '.join(map(str, done))}")
    console.next("benchsight build", "builds it")
