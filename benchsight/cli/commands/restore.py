"""`benchsight restore`: tables from an export."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from benchsight.terminal.console import json_option, note, print_json, progress


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("tables", metavar="[TABLE]...", nargs=-1)
@click.option("--game", "games", metavar="ID", type=click.IntRange(min=1), multiple=True, help="Only this game's rows.")
@click.option("--inputs-only", is_flag=True, help="Leave out the tables that dbt builds; build them afterwards.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def command(
    folder: Path, tables: tuple[str, ...], games: tuple[int, ...], inputs_only: bool, yes: bool, as_json: bool
) -> None:
    """Restore what `benchsight export` wrote to FOLDER: all of it, some tables, or some games.

    All in one transaction: either everything is as in the export, or nothing has changed. Waits for a build that runs.
    """
    from benchsight.backup.restore import RestoreRequest, restore
    from benchsight.cli.screens.backup import show_restore
    from benchsight.terminal.text import terminal

    if not yes:
        _ask(folder, tables, games)
    with progress() as bar:
        task = bar.add_task("", total=None)
        summary = restore(
            RestoreRequest(folder, tables, games, inputs_only),
            note,
            lambda name, done, total: bar.update(task, description=name, completed=done, total=total),
        )
    if as_json:
        results = [{**asdict(result), "unchanged": result.unchanged} for result in summary.tables]
        print_json({**asdict(summary), "tables": results})
    else:
        show_restore(summary, terminal())


def _ask(folder: Path, tables: tuple[str, ...], games: tuple[int, ...]) -> None:
    from benchsight.backup.manifest import read_manifest

    manifest = read_manifest(folder)
    if not sys.stdin.isatty():
        raise click.UsageError("restore replaces rows of the database: say --yes if there is no terminal to ask on")
    what = ", ".join(tables) or ("everything" if manifest.is_complete else "what the export has")
    of_games = f" of game {', '.join(map(str, games))}" if games else ""
    click.confirm(f"Replace {what}{of_games} by the export of {manifest.created_at}?", abort=True, err=True)
