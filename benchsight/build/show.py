"""Prints a build: its progress while it runs, its summary when it has ended."""

from collections.abc import Callable, Sequence
from textwrap import indent

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from benchsight.build.failures import GameFailure
from benchsight.build.plan import Part
from benchsight.build.summary import BuildSummary, Failure, Table
from benchsight.terminal import count, grid, terminal

SHOWN = 10
SLOWEST = 5
TO_DO = (
    "Correct the input and load it again: the next build takes it; `benchsight build --game {game}` tries it as it is."
)


def show_progress(bar: Progress) -> Callable[[str, int, str | None], None]:
    """A callback that moves a bar per step of a build."""
    tasks = {"starting dbt": bar.add_task("starting dbt", total=None)}

    def show(step: str, total: int, node: str | None) -> None:
        if step not in tasks:
            for task in tasks.values():
                bar.update(task, visible=False)
            tasks[step] = bar.add_task(step, total=None)
        if total:
            bar.update(tasks[step], total=total)
        if node is not None:
            bar.update(tasks[step], advance=1, description=f"{step}: {node}")

    return show


def show_build(summary: BuildSummary, console: Console | None = None) -> None:
    """Print the summary of a build for a person."""
    console = console or terminal()
    if summary.status == "nothing":
        waits = (
            "every other staged game"
            if any(game.kind == "model" for game in summary.set_aside)
            else "every staged game"
        )
        console.print(f"Nothing to build: {waits} is built as it is.")
        show_set_aside(summary.set_aside, console)
        return
    _show_games(summary, console)
    _show_tables(summary, console)
    show_models_and_tests(summary, console)
    _show_games_failed(summary.games_failed, console)
    show_set_aside(summary.set_aside, console)
    _show_flagged(summary, console)
    _show_seconds(summary, console)


def show_models_and_tests(summary: BuildSummary, console: Console) -> None:
    """Print what failed of models and tests, and how many tests passed."""
    _show_models(summary, console)
    _show_tests(summary, console)


def _show_games(summary: BuildSummary, console: Console) -> None:
    games = count(len(summary.games_built), "game")
    why = ", ".join(f"{number} {reason}" for reason, number in sorted(summary.reasons.items()))
    done = _ending(summary)
    anew = ", every table made anew" if summary.full_refresh else ""
    console.print(f"[bold]Build {summary.build_id} {done}[/]: {games}{f' ({why})' if why else ''}{anew}")
    if summary.part == Part.WHOLE_TABLES:
        console.print("No game was due; players, teams or seasons had changed.")
    elif not (summary.games_built or summary.games_removed):
        console.print("No tracked game is staged yet: `benchsight load` brings some.")
    if summary.games_removed:
        console.print(f"Removed, since nothing is staged any more: {', '.join(map(str, summary.games_removed))}")
    if summary.problem:
        console.print(summary.problem, style="red", markup=False)


def _ending(summary: BuildSummary) -> str:
    if summary.status == "completed":
        return "built"
    if not summary.recorded:
        return "FAILED"
    return "built, but not all of it" if summary.models_failed else "built, with tests that do not hold"


def _show_tables(summary: BuildSummary, console: Console) -> None:
    if not summary.tables:
        return
    listing = grid("table", "rows written", "rows in all")
    dimensions = [table for table in summary.tables if table.name.startswith("dim_")]
    rows = [table for table in summary.tables if table not in dimensions]
    if dimensions:
        written, total = sum(table.written for table in dimensions), sum(table.total for table in dimensions)
        rows.insert(0, Table(f"dim_* ({len(dimensions)})", written, total))
    for table in rows:
        listing.add_row(table.name, f"{table.written:,}", f"{table.total:,}")
    console.print(listing)


def _show_models(summary: BuildSummary, console: Console) -> None:
    _show_failures("model", summary.models_failed, console)
    if summary.models_skipped:
        console.print(
            f"Skipped because of that: {', '.join(summary.models_skipped[:SHOWN])}{_more(summary.models_skipped)}"
        )


def _show_tests(summary: BuildSummary, console: Console) -> None:
    if not summary.tests_passed and not summary.tests_failed:
        console.print(f"Tests: not run{'' if summary.status == 'completed' else ', since the models failed'}")
        return
    failed = len(summary.tests_failed)
    console.print(f"Tests: {summary.tests_passed} passed" + (f", [bold red]{failed} failed[/]" if failed else ""))
    _show_failures("test", summary.tests_failed, console)


def _show_failures(kind: str, failures: Sequence[Failure], console: Console) -> None:
    for failure in failures[:SHOWN]:
        console.print(f"[red]failed[/] {kind} {failure.name}")
        games = ", ".join(map(str, failure.games[:SHOWN])) + _more(failure.games)
        for text in (failure.sentence, failure.message, games and f"game {games}"):
            if text:
                console.print(indent(text, "    "), markup=False, soft_wrap=True)
        for row in failure.rows[:SHOWN] if kind == "test" else ():
            console.print(
                f"      {', '.join(f'{name} {value}' for name, value in row.items())}", markup=False, soft_wrap=True
            )
    if len(failures) > SHOWN:
        console.print(f"{_more(failures).strip()} failed: --json lists them all")


def _show_games_failed(failures: Sequence[GameFailure], console: Console) -> None:
    """What this build could not publish, or published with a doubt, and what to do."""
    aside = [failure for failure in failures if failure.kind == "model"]
    if aside:
        console.print(f"[bold red]Set aside: {count(len(aside), 'game')}[/]; all others are published.")
    for failure in aside[:SHOWN]:
        console.print(f"  {failure.sentence()}", markup=False, soft_wrap=True)
        stays = "its rows of the build before stay published" if failure.is_published else "nothing of it is published"
        console.print(f"    {stays}", style="dim")
    if aside:
        console.print(f"{_more(aside)} {TO_DO.format(game=aside[0].game_id)}".strip(), soft_wrap=True)
    doubtful = [failure for failure in failures if failure.kind == "test"]
    if doubtful:
        names = ", ".join(failure.game for failure in doubtful[:SHOWN]) + _more(doubtful)
        console.print(f"[bold red]Published, with a test that does not hold[/]: {escape(names)}", soft_wrap=True)


def show_set_aside(failures: Sequence[GameFailure], console: Console) -> None:
    """Remind of games that failed in an earlier build, in a few lines."""
    for kind, what in (("model", "set aside before"), ("test", "published, with a test that does not hold")):
        games = [failure for failure in failures if failure.kind == kind]
        for failure in games[:SHOWN]:
            console.print(f"[yellow]{what}[/]: {escape(failure.sentence())}", soft_wrap=True)
        if games and kind == "model":
            console.print(f"{_more(games)} {TO_DO.format(game=games[0].game_id)}".strip(), soft_wrap=True)


def _more(items: Sequence[object]) -> str:
    return f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""


def _show_flagged(summary: BuildSummary, console: Console) -> None:
    if not summary.flagged:
        return
    console.print("Flagged by qa_data_completeness:")
    for game in summary.flagged:
        toi = "" if game.toi_reliable else ", [red]ice times not reliable[/]"
        console.print(f"  game {game.game_id}{toi}: {escape(game.reasons or 'no reason given')}", soft_wrap=True)


def _show_seconds(summary: BuildSummary, console: Console) -> None:
    phases = " · ".join(f"{phase} {seconds:.1f}" for phase, seconds in summary.seconds.items())
    console.print(f"Seconds: {phases}", style="dim")
    slowest = " · ".join(f"{name} {seconds:.1f}" for name, seconds in summary.model_seconds[:SLOWEST])
    if slowest:
        console.print(f"Slowest: {slowest}", style="dim")
