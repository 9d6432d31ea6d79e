"""`benchsight load`: files and folders into staging, and what became of the runs that did it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from benchsight.cli.load_build import LoadBuild
from benchsight.cli.screens.load import print_summary
from benchsight.cli.screens.runs import print_runs, run_as_json
from benchsight.db.connections import connect
from benchsight.db.settings import Settings, load_settings
from benchsight.errors import BenchSightError
from benchsight.inputs.load import OPERATIONS, CannotLoad, load_options
from benchsight.terminal.console import json_option, note, print_json, progress, require_paths
from ingest.journal.summary import LoadSummary
from ingest.runs.load import LoadOptions, ResumeOptions, load_paths, resume_run
from ingest.runs.records import LoadStopped, RunError, list_runs

Show = Callable[[str, int, int], None]


@click.command()
@click.argument("paths", metavar="[PATH...]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--operation",
    type=click.Choice(OPERATIONS),
    default=OPERATIONS[0],
    show_default=True,
    help="What happens to rows whose key is there already: upsert updates them, append rejects the new ones, replace "
    "also deletes the rows of these games (or tables) that the file lacks, merge writes only what the file has a "
    "value for.",
)
@click.option("--game", "games", metavar="ID", type=int, multiple=True, help="Only rows of this game; repeatable.")
@click.option("--table", "tables", metavar="NAME", multiple=True, help="Only rows of this staging table; repeatable.")
@click.option("--column", "columns", metavar="NAME", multiple=True, help="Merge only this column; repeatable.")
@click.option("--dry-run", is_flag=True, help="Show what would happen, and change nothing.")
@click.option("--strict", is_flag=True, help="Land nothing of a file in which any row is rejected.")
@click.option(
    "--force",
    is_flag=True,
    help="Land what is no plausible version of the staged games (other teams, most rows gone), and say what went.",
)
@click.option("--build", is_flag=True, help="Then build what is due.")
@click.option("--resume", metavar="RUN", help="Go on with a run that did not come to its end; last: the latest.")
@click.option("--runs", "show_runs", is_flag=True, help="List the latest runs, and which of them can be resumed.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    operation: str,
    games: tuple[int, ...],
    tables: tuple[str, ...],
    columns: tuple[str, ...],
    dry_run: bool,
    strict: bool,
    force: bool,
    build: bool,
    resume: str | None,
    show_runs: bool,
    as_json: bool,
) -> None:
    """Load tracker exports, workbooks and CSV files into staging.

    PATH is a file or a folder. An export of a game replaces what is staged of that game, unless it is merged; one that
    is no plausible version of it is refused. Ends with 1 if a file or a row could not land, or nothing did; what was
    rejected, and why, is in staging_rejects, every load in load_history, its phases in ingest_logs.
    """
    if bool(paths) + bool(resume) + show_runs != 1:
        raise click.UsageError("give paths to load, or --resume RUN, or --runs")
    if show_runs:
        _show_runs(as_json)
        return
    if dry_run and build:
        raise click.UsageError("--dry-run and --build exclude each other: nothing new would be there to build")
    require_paths(paths)
    settings = load_settings()
    try:
        options = load_options(settings, operation, games, tables, columns, dry_run, strict, force, build)
    except CannotLoad as error:
        raise click.UsageError(str(error)) from None
    building = LoadBuild()
    summary = _load(settings, paths, resume, options, building, as_json)
    _print(summary, building, as_json)
    if not summary.ok:
        ctx.exit(1)


def _load(
    settings: Settings,
    paths: tuple[Path, ...],
    resume: str | None,
    options: LoadOptions,
    building: LoadBuild,
    quiet: bool,
) -> LoadSummary:
    with _errors_as_one_line(), connect(application_name="benchsight load") as connection, _shown(quiet) as show:
        if resume is None:
            return load_paths(connection, paths, options, show, building)
        again = ResumeOptions(runs_folder=settings.home / "runs")
        return resume_run(connection, resume, again, show, building)


@contextmanager
def _errors_as_one_line() -> Iterator[None]:
    """Turn errors of a run into one line with the next step."""
    try:
        yield
    except LoadStopped as stopped:
        raise BenchSightError(
            f"{stopped}; what has landed stays, `benchsight load --resume {stopped.run_id}` goes on"
        ) from stopped
    except RunError as error:
        raise BenchSightError(str(error)) from error
    except KeyboardInterrupt:
        note("what has landed stays, `benchsight load --resume last` goes on")
        raise


@contextmanager
def _shown(quiet: bool) -> Iterator[Show]:
    """Return a callback that shows the progress of a load."""
    if quiet:
        yield lambda step, done, total: None
        return
    with progress() as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, total: bar.update(task, description=step, completed=done, total=total or None)


def _print(summary: LoadSummary, building: LoadBuild, as_json: bool) -> None:
    if as_json:
        built = {} if building.summary is None else {"build": asdict(building.summary)}
        print_json(summary.as_json() | built)
        return
    print_summary(summary, says_next=building.summary is None)
    building.show()


def _show_runs(as_json: bool) -> None:
    with connect(application_name="benchsight load") as connection:
        runs = list_runs(connection)
    if as_json:
        print_json([run_as_json(run) for run in runs])
    else:
        print_runs(runs)
