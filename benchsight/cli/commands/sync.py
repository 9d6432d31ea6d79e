"""`benchsight sync`: push, pull, status, resolve and repair between the local database and the cloud."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from benchsight.terminal.console import json_option, print_json, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchsight.sync.exchange import Selection, SyncSummary

selections = [
    click.argument("tables", metavar="[TABLE]...", nargs=-1),
    click.option("--game", "games", type=click.IntRange(min=1), multiple=True, help="This game; may be repeated."),
    click.option("--season", "seasons", multiple=True, help="The games of this season; may be repeated."),
    click.option("--full", is_flag=True, help="Compare every row, not only what changed since the last time."),
]


def selected(command: Any) -> Any:
    """Give a command the options that select what is synchronised."""
    for option in reversed(selections):
        command = option(command)
    return command


@click.group()
def command() -> None:
    """Synchronise with the cloud: BENCHSIGHT_CLOUD_URL, or SUPABASE_URL with SUPABASE_SERVICE_KEY.

    The local database is the primary one: loads and builds never wait for the cloud.
    """


@command.command()
@selected
@click.option("--quiet", is_flag=True, help="Print nothing but errors: for cron, and after builds.")
@json_option
@click.pass_context
def push(
    ctx: click.Context,
    tables: tuple[str, ...],
    games: tuple[int, ...],
    seasons: tuple[str, ...],
    full: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Send input and published tables that changed. Ends with 1 if there are conflicts.

    What the cloud changed meanwhile stays there; `benchsight sync pull` takes it.
    """
    from benchsight.sync.exchange import Selection
    from benchsight.sync.exchange import push as run

    _exchange(ctx, run, Selection(tables, games, seasons), full, as_json, quiet)


@command.command()
@selected
@json_option
@click.pass_context
def pull(
    ctx: click.Context,
    tables: tuple[str, ...],
    games: tuple[int, ...],
    seasons: tuple[str, ...],
    full: bool,
    as_json: bool,
) -> None:
    """Take input that was written in the cloud. Ends with 1 if there are conflicts.

    What is published is computed from it by the next build.
    """
    from benchsight.sync.exchange import Selection
    from benchsight.sync.exchange import pull as run

    _exchange(ctx, run, Selection(tables, games, seasons), full, as_json, quiet=False)


def _exchange(
    ctx: click.Context,
    run: "Callable[..., SyncSummary]",
    selection: "Selection",
    full: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Push or pull with a progress bar, print what was done, and end with 1 if there are conflicts."""
    from benchsight.cli.screens.sync import show_summary

    with progress() as bar:
        task = bar.add_task("", total=None)
        summary = run(
            selection,
            full,
            lambda step, done, total: bar.update(task, description=step, completed=done, total=total),
        )
    if as_json:
        print_json(asdict(summary))
    elif not quiet:
        show_summary(summary)
    if summary.conflicts:
        ctx.exit(1)


@command.command()
@click.option("--offline", is_flag=True, help="Do not ask the cloud; show what is known here.")
@json_option
def status(offline: bool, as_json: bool) -> None:
    """Show the tiers side by side, what waits, and conflicts with both versions. Changes nothing."""
    from benchsight.cli.screens.sync import show_status
    from benchsight.sync.status import read_status

    found = read_status(asks_cloud=not offline)
    if as_json:
        print_json(asdict(found))
    else:
        show_status(found)


@command.command()
@click.argument("subject", metavar="GAME|TABLE")
@click.option("--take", type=click.Choice(["local", "remote"]), required=True, help="The version that both sides get.")
@click.option("--row", "rows", multiple=True, metavar="KEY", help="Only this row; may be repeated.")
@json_option
@click.pass_context
def resolve(ctx: click.Context, subject: str, take: str, rows: tuple[str, ...], as_json: bool) -> None:
    """Decide the conflicts of a game, or of a staging table without games, and synchronise it.

    Rows without a conflict are merged. Each side keeps its other version: `benchsight history GAME` lists it there.
    """
    from benchsight.cli.screens.sync import show_summary
    from benchsight.sync.exchange import resolve as run

    summaries = run(subject, "local" if take == "local" else "remote", rows)
    if as_json:
        print_json([asdict(summary) for summary in summaries])
    else:
        for summary in summaries:
            show_summary(summary)
    if any(conflict.subject == subject for conflict in summaries[-1].conflicts):
        ctx.exit(1)


@command.command()
@click.option("--apply", "applies", is_flag=True, help="Run the statements, and fill the new columns.")
@json_option
def repair(applies: bool, as_json: bool) -> None:
    """Find tables and columns that a tier lacks or has empty; --apply adds and fills them.

    Nothing is dropped or given another type.
    """
    from benchsight.cli.screens.sync import show_repair
    from benchsight.sync.repair import repair as run

    found = run(applies)
    if as_json:
        print_json(asdict(found))
    else:
        show_repair(found)
