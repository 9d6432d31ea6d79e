"""Prints a rebuild."""

from benchsight.builds.rebuild.run import RebuildSummary, RebuiltTable
from benchsight.cli.screens.build import show_models_and_tests
from benchsight.terminal.text import Terminal, count, grid, terminal


def show_rebuild(summary: RebuildSummary, console: Terminal | None = None) -> None:
    """Print the summary of a rebuild for a person."""
    console = console or terminal()
    what = f"{', '.join(summary.names)} by {summary.operation}"
    if summary.status == "nothing" or summary.build is None:
        console.say(f"Nothing to rebuild: {what} finds no game to compute.")
        console.next("benchsight games", "lists the games and their states")
        return
    games = summary.build.games_built
    which = f"game {games[0]}" if len(games) == 1 else count(len(games), "game")
    done = "rebuilt" if summary.status == "completed" else "FAILED"
    console.say((f"{what}: {done}", "bold"), f", {which}, build {summary.build.build_id}")
    if summary.build.games_removed:
        console.say(f"Of no staged events or shifts any more: {', '.join(map(str, summary.build.games_removed))}")
    if summary.build.problem:
        console.say(summary.build.problem, style="red")
    _show_tables(summary, console)
    if summary.also:
        console.say(f"Written besides, since these are made of them: {', '.join(summary.also)}")
    show_models_and_tests(summary.build, console)
    console.say(f"Seconds: {summary.seconds:.1f}", style="dim")
    if summary.status == "completed":
        console.next("benchsight verify", "compares with the official results")


def _show_tables(summary: RebuildSummary, console: Terminal) -> None:
    if not summary.tables:
        return
    listing = grid("table", "category", "game", "rows written", left=2)
    for table in summary.tables:
        listing.add_row(table.table, table.category, _game(table), _rows(table))
    console.print(listing)


def _game(table: RebuiltTable) -> str:
    return "all" if table.game_id is None else str(table.game_id)


def _rows(table: RebuiltTable) -> str:
    return "a view: nothing to store" if table.rows is None else f"{table.rows:,}"
