"""Prints what was deleted of a game."""

from benchsight.builds.delete_game import DeletionSummary
from benchsight.terminal.text import Terminal, count, grid, terminal


def show_deletion(summary: DeletionSummary, console: Terminal | None = None) -> None:
    """Print the summary of a deletion for a person."""
    console = console or terminal()
    staged = f" and {count(sum(summary.inputs.values()), 'staged row')}" if summary.inputs else ""
    built = count(summary.total_rows_deleted, "built row")
    console.say((f"Game {summary.game_id} deleted", "bold"), f": {built}{staged}")
    if summary.tables or summary.inputs:
        listing = grid("table", "rows deleted")
        for table, rows in (summary.tables | summary.inputs).items():
            listing.add_row(table, f"{rows:,}")
        console.print(listing)
    if summary.requests_closed:
        console.say(f"Called off: {count(summary.requests_closed, 'request')} of the queue")
    console.say(_across_games(summary))
    if summary.is_due:
        console.say("The game is still staged, so the next build makes it again: it is due as new.")
    console.say(f"Seconds: {summary.seconds:.1f}", style="dim")
    if summary.is_due:
        console.next(
            f"benchsight delete-game {summary.game_id} --with-inputs",
            "also deletes what is staged of it",
        )
    else:
        console.next("benchsight games", "lists the games that are left")


def _across_games(summary: DeletionSummary) -> str:
    if summary.recomputed is None:
        return "Metrics and dimensions follow with the next build: the models that are here have not made them yet."
    return f"Computed again without it: {', '.join(summary.recomputed)}"
