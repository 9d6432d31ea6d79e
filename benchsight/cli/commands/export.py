"""`benchsight export`: tables to files."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from benchsight.db.settings import load_settings
from benchsight.terminal.console import json_option, print_json, progress


@click.command()
@click.argument("tables", metavar="[TABLE]...", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="A folder that is not there yet. [default: exports/TIME below BENCHSIGHT_HOME]",
)
@click.option("--format", "file_format", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
@click.option("--game", "games", metavar="ID", type=click.IntRange(min=1), multiple=True, help="Only this game's rows.")
@json_option
def command(
    tables: tuple[str, ...], folder: Path | None, file_format: str, games: tuple[int, ...], as_json: bool
) -> None:
    """Export tables to Parquet or CSV files with checksums, as of one instant, while others write.

    Without TABLE: everything that `benchsight restore` needs to bring all of it back. Views are exported if named.
    """
    from benchsight.backup.export import ExportRequest, export
    from benchsight.cli.screens.backup import show_export
    from benchsight.terminal.text import terminal

    place = folder or load_settings().home / "exports" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    with progress() as bar:
        task = bar.add_task("", total=None)
        summary = export(
            ExportRequest(place, tables, games, file_format),
            lambda name, done, total: bar.update(task, description=name, completed=done, total=total),
        )
    if as_json:
        print_json(asdict(summary))
    else:
        show_export(summary, terminal())
