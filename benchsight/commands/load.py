"""`benchsight load`: files and folders into staging."""

from pathlib import Path

import click

from benchsight.console import json_option, print_json, progress
from benchsight.database import connect
from benchsight.load_summary import print_summary
from benchsight.settings import load_settings
from ingest.landing import Operation
from ingest.load import LoadOptions, load_paths
from ingest.summary import LoadSummary

OPERATIONS = [str(operation) for operation in Operation if operation is not Operation.FILL_GAPS]


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--operation",
    type=click.Choice(OPERATIONS),
    default=OPERATIONS[0],
    show_default=True,
    help="What happens to rows whose key is there already: upsert updates them, append rejects the new ones, replace "
    "also deletes the rows of these games (or tables) that the file lacks.",
)
@click.option("--game", "games", metavar="ID", type=int, multiple=True, help="Only rows of this game; repeatable.")
@click.option("--dry-run", is_flag=True, help="Show what would happen, and change nothing.")
@click.option("--strict", is_flag=True, help="Land nothing of a file in which any row is rejected.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    operation: str,
    games: tuple[int, ...],
    dry_run: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Load tracker exports, workbooks and CSV files into staging.

    PATH is a file or a folder. An export of a game always replaces what is staged of that game. Ends with 1 if a file
    or a row could not land; what was rejected, and why, stands in staging_rejects, every load in load_history.
    """
    vocabulary = load_settings().project_root / "seeds" / "vocabulary"
    options = LoadOptions(Operation(operation), frozenset(games), dry_run, strict, vocabulary)
    summary = _load(paths, options, as_json)
    if as_json:
        print_json(summary.as_json())
    else:
        print_summary(summary)
    if not summary.ok:
        ctx.exit(1)


def _load(paths: tuple[Path, ...], options: LoadOptions, quiet: bool) -> LoadSummary:
    with connect(application_name="benchsight load") as connection:
        if quiet:
            return load_paths(connection, paths, options)
        with progress() as bar:
            task = bar.add_task("", total=None)

            def show(step: str, done: int, total: int) -> None:
                bar.update(task, description=step, completed=done, total=total)

            return load_paths(connection, paths, options, show)
