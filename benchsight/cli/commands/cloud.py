"""`benchsight cloud`: copies to a Supabase project."""

from dataclasses import asdict

import click

from benchsight.terminal.console import json_option, print_json, progress

MODES = ("all", "dims", "facts", "qa", "basic", "tracking")  # sync.published.tables.Mode, needless for --help


@click.group()
def command() -> None:
    """Copy what is published, or staged, to a Supabase project."""


@command.command()
@click.argument("tables", metavar="[TABLE]...", nargs=-1)
@click.option("--mode", type=click.Choice(MODES), default="all", show_default=True, help="What to copy.")
@click.option("--batch-rows", type=click.IntRange(1, 10_000), default=1000, show_default=True, help="Rows per request.")
@json_option
def push(tables: tuple[str, ...], mode: str, batch_rows: int, as_json: bool) -> None:
    """Copy the tables of a mode, or only some TABLEs of it, to the project of BENCHSIGHT_CLOUD_URL.

    Without that URL: of SUPABASE_URL and SUPABASE_SERVICE_KEY, in batches. Rows there that are gone here are deleted,
    except of games that are unknown here, and of staged tables. Run it again to resume.
    """
    from benchsight.sync.published.push import push as push_tables
    from benchsight.sync.published.tables import Mode

    with progress() as bar:
        task = bar.add_task("", total=None)
        summary = push_tables(
            Mode(mode),
            tables,
            batch_rows,
            lambda step, done, total: bar.update(task, description=step, completed=done, total=total),
        )
    if as_json:
        print_json(asdict(summary))
        return
    written = sum(each.rows_written for each in summary.tables)
    deleted = sum(each.rows_deleted for each in summary.tables)
    click.echo(f"{len(summary.tables)} tables copied: {written} rows written, {deleted} deleted")
    if summary.games_kept:
        click.echo(f"{summary.games_kept} games of the project are unknown here; their rows were left alone")
