"""The runs of the loader as a person reads them: how far each came, and which can be resumed."""

from dataclasses import asdict
from typing import Any

from benchsight.terminal.text import UNKNOWN, grid, terminal
from ingest.runs.records import Run

ID_SHOWN = 8


def print_runs(runs: list[Run]) -> None:
    """Print the runs, newest first, and how to go on with those that did not come to their end."""
    console = terminal()
    if not runs:
        console.say("Nothing has been loaded yet.")
        console.next("benchsight load PATH", "files or folders with games")
        return
    listing = grid("run", "started", "state", "phase", "by", "files", "landed", left=5, optional=("files",))
    for run in runs:
        started = run.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        name = str(run.run_id)[:ID_SHOWN]
        listing.add_row(
            name, started, run.state, run.phase or UNKNOWN, run.initiated_by, f"{run.files:,}", f"{run.files_landed:,}"
        )
    console.print(listing)
    for run in runs:
        if run.state in ("killed", "failed"):
            why = "its loader was killed" if run.state == "killed" else run.error_message
            name = str(run.run_id)[:ID_SHOWN]
            console.say(f"{name}: {why}")
            console.next(f"benchsight load --resume {name}", "goes on with it")


def run_as_json(run: Run) -> dict[str, Any]:
    """Return a run as plain values for JSON."""
    values = asdict(run)
    for name in ("lock_key", "is_held", "status"):
        del values[name]
    return values | {"state": run.state, "is_resumable": run.state in ("killed", "failed")}
