"""`benchsight wrap-up`: everything after a game: load, build, verify, report, analysis, push."""

import sys
from pathlib import Path

import click

from benchsight.cli.commands import analysis, build, load, report, sync, verify, warehouse
from benchsight.db.connections import connect
from benchsight.errors import BenchSightError
from benchsight.terminal.console import note, require_paths


@click.command()
@click.argument("game", type=click.IntRange(min=1), required=False)
@click.option("--from", "paths", type=click.Path(path_type=Path), multiple=True, help="Load this first; repeatable.")
@click.option("--push/--no-push", "do_push", default=None, help="Push without asking, or do not. [default: ask]")
@click.option("--plain", is_flag=True, help="Ask no endpoint to rewrite the analysis.")
@click.pass_context
def command(ctx: click.Context, game: int | None, paths: tuple[Path, ...], do_push: bool | None, plain: bool) -> None:
    """After a GAME (default: the newest that is built): load, build, verify, report, analysis, and push.

    Ends with 1 at the first step that fails; what was done before it stays done. The push goes to the cloud, if one is
    configured, and to the warehouse.
    """
    require_paths(paths)
    if paths:
        note("== load")
        ctx.invoke(load.command, paths=paths)
    note("== build")
    ctx.invoke(build.command)
    game = game or newest_game()
    note(f"== verify game {game}")
    ctx.invoke(verify.command, games=(game,))
    note("== report")
    ctx.invoke(report.command, game=game)
    note("== analysis")
    ctx.invoke(analysis.command, game=game, plain=plain)
    if do_push is None and sys.stdin.isatty():
        do_push = click.confirm("push to the cloud and the warehouse?", err=True)
    if not do_push:
        note("not pushed: `benchsight wrap-up --push` does, or `benchsight sync push`, `benchsight warehouse push`")
    elif not push_all(ctx):
        ctx.exit(1)


def newest_game() -> int:
    """Return the built game of the latest date. Raises BenchSightError if none is built."""
    from benchsight.reads.games import read_games

    with connect(application_name="benchsight wrap-up") as connection:
        built = [game for game in read_games(connection) if game.is_built]
    if not built:
        raise BenchSightError("no game is built: `benchsight wrap-up --from PATH` loads one first")
    dated = [each for each in built if each.game_date is not None] or built
    return dated[-1].game_id


def push_all(ctx: click.Context) -> bool:
    """Push to the cloud, if there is one, and to the warehouse; the second also if the first fails."""
    from benchsight.sync.settings import NoCloud

    is_ok = True
    for name, push in (("cloud", sync.push), ("warehouse", warehouse.push)):
        note(f"== push to the {name}")
        try:
            ctx.invoke(push)
        except click.exceptions.Exit:  # there are conflicts, which it has listed
            is_ok = False
        except NoCloud as error:
            note(str(error))
        except BenchSightError as error:
            note(f"error: {error}")
            is_ok = False
    return is_ok
