"""Prints what was deleted of a game."""

from rich.console import Console

from benchsight.delete_game.run import DeletionSummary
from benchsight.terminal import count, grid, terminal


def show_deletion(summary: DeletionSummary, console: Console | None = None) -> None:
    """Print the summary of a deletion for a person."""
    console = console or terminal()
    staged = f" and {count(sum(summary.inputs.values()), 'staged row')}" if summary.inputs else ""
    built = count(summary.total_rows_deleted, "built row")
    console.print(f"[bold]Game {summary.game_id} deleted[/]: {built}{staged}")
    if summary.tables or summary.inputs:
        listing = grid("table", "rows deleted")
        for table, rows in (summary.tables | summary.inputs).items():
            listing.add_row(table, f"{rows:,}")
        console.print(listing)
    if summary.requests_closed:
        console.print(f"Called off: {count(summary.requests_closed, 'request')} of the queue")
    console.print(_across_games(summary), soft_wrap=True)
    if summary.is_due:
        console.print("The game is still staged, so the next build makes it again: it is due as new.")
    console.print(f"Seconds: {summary.seconds:.1f}", style="dim")


def _across_games(summary: DeletionSummary) -> str:
    if summary.recomputed is None:
        return "Metrics and dimensions follow with the next build: the models that are here have not made them yet."
    return f"Computed again without it: {', '.join(summary.recomputed)}"
