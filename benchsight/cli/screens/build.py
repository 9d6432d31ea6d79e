"""Prints a build: its progress while it runs, its summary when it has ended."""

from collections.abc import Callable, Sequence

from rich.progress import Progress

from benchsight.builds.failures import GameFailure
from benchsight.builds.plan import Part
from benchsight.builds.summary import BuildSummary, NodeFailure, WrittenTable
from benchsight.terminal.text import Terminal, count, grid, listed, terminal

SHOWN = 10
SLOWEST = 5
TO_DO = (
    "Correct the input and load it again: the next build takes it; `benchsight build --game {game}` tries it as it is."
)


def show_progress(bar: Progress) -> Callable[[str, int, str | None], None]:
    """Return a callback that moves a bar per step of a build."""
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


def show_build(summary: BuildSummary, console: Terminal | None = None) -> None:
    """Print the summary of a build for a person."""
    console = console or terminal()
    if summary.status == "nothing":
        waits = (
            "every other staged game"
            if any(game.kind == "model" for game in summary.set_aside)
            else "every staged game"
        )
        console.say(f"Nothing to build: {waits} is built as it is.")
        show_set_aside(summary.set_aside, console)
        console.next("benchsight games", "lists the games")
        return
    _show_games(summary, console)
    _show_tables(summary, console)
    show_models_and_tests(summary, console)
    _show_games_failed(summary.games_failed, console)
    show_set_aside(summary.set_aside, console)
    _show_flagged(summary, console)
    _show_not_restored(summary, console)
    _show_seconds(summary, console)
    _show_next(summary, console)


def show_models_and_tests(summary: BuildSummary, console: Terminal) -> None:
    """Print what failed of models and tests, and how many tests passed."""
    _show_models(summary, console)
    _show_tests(summary, console)


def _show_games(summary: BuildSummary, console: Terminal) -> None:
    games = count(len(summary.games_built), "game")
    why = ", ".join(f"{number} {reason}" for reason, number in sorted(summary.reasons.items()))
    done = _ending(summary)
    recreated = ", every table recreated" if summary.full_refresh else ""
    console.say((f"Build {summary.build_id} {done}", "bold"), f": {games}{f' ({why})' if why else ''}{recreated}")
    if summary.part == Part.WHOLE_TABLES:
        console.say("No game was due; players, teams or seasons had changed.")
    elif summary.missing:
        console.say(f"Made, since missing or not whole: {listed(summary.missing, SHOWN)}")
    elif not (summary.games_built or summary.games_removed):
        console.say("No tracked game is staged yet: `benchsight load` brings some.")
    if summary.games_removed:
        console.say(f"Removed, since nothing is staged any more: {', '.join(map(str, summary.games_removed))}")
    if summary.problem:
        console.say(summary.problem, style="red")


def _ending(summary: BuildSummary) -> str:
    if summary.status == "completed":
        return "built"
    if not summary.recorded:
        return "FAILED"
    return "built, but not all of it" if summary.models_failed else "built, with tests that do not hold"


def _show_tables(summary: BuildSummary, console: Terminal) -> None:
    if not summary.tables:
        return
    listing = grid("table", "rows written", "rows in all")
    dimensions = [table for table in summary.tables if table.name.startswith("dim_")]
    rows = [table for table in summary.tables if table not in dimensions]
    if dimensions:
        written, total = sum(table.written for table in dimensions), sum(table.total for table in dimensions)
        rows.insert(0, WrittenTable(f"dim_* ({len(dimensions)})", written, total))
    for table in rows:
        listing.add_row(table.name, f"{table.written:,}", f"{table.total:,}")
    console.print(listing)


def _show_models(summary: BuildSummary, console: Terminal) -> None:
    _show_failures("model", summary.models_failed, console)
    if summary.models_skipped:
        console.say(f"Skipped because of that: {listed(summary.models_skipped)}")


def _show_tests(summary: BuildSummary, console: Terminal) -> None:
    if not summary.tests_passed and not summary.tests_failed:
        console.say(f"Tests: not run{'' if summary.status == 'completed' else ', since the models failed'}")
        return
    failed = len(summary.tests_failed)
    console.say(f"Tests: {summary.tests_passed} passed", (f", {failed} failed" if failed else "", "bold red"))
    _show_failures("test", summary.tests_failed, console)


def _show_failures(kind: str, failures: Sequence[NodeFailure], console: Terminal) -> None:
    for failure in failures[:SHOWN]:
        console.say(("failed", "red"), f" {kind} {failure.name}")
        games = listed(failure.games, SHOWN)
        for text in (failure.sentence, failure.message, games and f"game {games}"):
            if text:
                console.say(text, indent=4)
        for row in failure.rows[:SHOWN] if kind == "test" else ():
            console.say(", ".join(f"{name} {value}" for name, value in row.items()), indent=6)
    if len(failures) > SHOWN:
        console.say(f"{_more(failures).strip()} failed: --json lists them all")


def _show_games_failed(failures: Sequence[GameFailure], console: Terminal) -> None:
    """Print the games that this build did not publish, or whose tests failed, and what to do."""
    aside = [failure for failure in failures if failure.kind == "model"]
    if aside:
        console.say((f"Set aside: {count(len(aside), 'game')}", "bold red"), "; all others are published.")
    for failure in aside[:SHOWN]:
        console.say(failure.sentence(), indent=2)
        stays = "its rows of the build before stay published" if failure.is_published else "nothing of it is published"
        console.say(stays, indent=4, style="dim")
    if aside:
        console.say(f"{_more(aside)} {TO_DO.format(game=aside[0].game_id)}".strip())
    doubtful = [failure for failure in failures if failure.kind == "test"]
    if doubtful:
        names = listed([failure.game for failure in doubtful], SHOWN)
        console.say(("Published, with a test that does not hold", "bold red"), f": {names}")


def show_set_aside(failures: Sequence[GameFailure], console: Terminal) -> None:
    """Remind of games that failed in an earlier build, in a few lines."""
    for kind, what in (("model", "set aside before"), ("test", "published, with a test that does not hold")):
        games = [failure for failure in failures if failure.kind == kind]
        for failure in games[:SHOWN]:
            console.say((what, "yellow"), f": {failure.sentence()}")
        if games and kind == "model":
            console.say(f"{_more(games)} {TO_DO.format(game=games[0].game_id)}".strip())


def _more(items: Sequence[object]) -> str:
    return f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""


def _show_flagged(summary: BuildSummary, console: Terminal) -> None:
    if not summary.flagged:
        return
    console.say("Flagged by qa_data_completeness:")
    alike: dict[tuple[bool, str], list[int]] = {}
    for game in summary.flagged:
        alike.setdefault((game.toi_reliable, game.reasons or "no reason given"), []).append(game.game_id)
    for (toi_reliable, reasons), games in list(alike.items())[:SHOWN]:
        what = f"game {games[0]}" if len(games) == 1 else f"{len(games)} games ({listed(games, SHOWN)})"
        toi = ("" if toi_reliable else ", ice times not reliable", "red")
        console.say(what, toi, f": {reasons}", indent=2)
    if len(alike) > SHOWN:
        rest = count(sum(len(games) for games in list(alike.values())[SHOWN:]), "more game")
        console.say(f"and {rest}, with their reasons in qa_data_completeness", indent=2)


def _show_not_restored(summary: BuildSummary, console: Terminal) -> None:
    """Print objects of users that could not be restored, and where their definitions are."""
    for lost in summary.not_restored:
        console.say(f"NOT made again: {lost}", style="red")
    if summary.not_restored:
        console.say(
            "Table ops.kept_objects has the statements that make it: correct and run them, and delete the rows there; "
            "each build of changed models tries again."
        )


def _show_seconds(summary: BuildSummary, console: Terminal) -> None:
    phases = " · ".join(f"{phase} {seconds:.1f}" for phase, seconds in summary.seconds.items())
    console.say(f"Seconds: {phases}", style="dim")
    slowest = " · ".join(f"{name} {seconds:.1f}" for name, seconds in summary.model_seconds[:SLOWEST])
    if slowest:
        console.say(f"Slowest: {slowest}", style="dim")
    if summary.engine != "postgres":
        console.say(f"Engine: {summary.engine}", style="dim")


def _show_next(summary: BuildSummary, console: Terminal) -> None:
    if not summary.recorded and summary.status == "failed":
        console.next("benchsight build", "again, once that is fixed; --json has everything that failed")
    elif summary.games_built:
        console.next("benchsight verify", "compares with the official results")
    elif summary.missing:
        console.next("benchsight status", "what there is, and whether it is as it should be")
    elif summary.part != Part.WHOLE_TABLES:
        console.next("benchsight load PATH", "files or folders with games")
