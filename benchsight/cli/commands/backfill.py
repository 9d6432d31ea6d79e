"""`benchsight backfill`: fill columns that came later for the rows that were there before."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
import psycopg

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json, progress
from benchsight.terminal.text import terminal

if TYPE_CHECKING:
    from rich.progress import TaskID

    from benchsight.inputs.backfill import Backfill, BackfillState


@click.command()
@click.argument("name", required=False)
@click.option("--batch", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Rows a transaction.")
@click.option("--again", is_flag=True, help="Begin a backfill that is completed, or has begun, from its first row.")
@click.option("--list", "only_list", is_flag=True, help="Show the backfills and how far they are; run none.")
@json_option
def command(name: str | None, batch: int, again: bool, only_list: bool, as_json: bool) -> None:
    """Fill columns that came later for rows that were there before: backfill NAME, or all that are not completed.

    Stop it at any time and run it again: it goes on where it was. Loads, trackers and builds may run beside it.
    """
    from benchsight.inputs.backfill import BACKFILLS, read_states
    from benchsight.inputs.backfill.registry import find_backfill

    chosen = BACKFILLS if name is None else (find_backfill(name),)
    with connect(autocommit=True, application_name="benchsight backfill") as connection:
        if not only_list:
            _run(connection, chosen, batch, again)
        states = read_states(connection)
    if as_json:
        print_json([{"name": each.name, "state": _as_dict(states.get(each.name))} for each in chosen])
    else:
        console = terminal()
        for each in chosen:
            console.say(_line(each, states.get(each.name)))
        if all((state := states.get(each.name)) is not None and state.status == "completed" for each in chosen):
            console.next("benchsight build", "builds what that made due")
        else:
            console.next("benchsight backfill", "runs those that are not completed")


def _run(connection: psycopg.Connection, chosen: "Iterable[Backfill]", batch: int, again: bool) -> None:
    from benchsight.inputs.backfill import run_backfill

    with progress() as bar:
        for backfill in chosen:
            task = bar.add_task(backfill.name, total=None)

            def show(now: "BackfillState", task: "TaskID" = task) -> None:
                bar.update(task, completed=now.rows_done, total=now.rows_total)

            run_backfill(connection, backfill, batch, again, show)


def _as_dict(state: "BackfillState | None") -> dict[str, object] | None:
    return None if state is None else asdict(state)


def _line(backfill: "Backfill", state: "BackfillState | None") -> str:
    about = f"{backfill.name} ({backfill.table_name}: {', '.join(backfill.values)})"
    if state is None:
        return f"{about}: not begun"
    done = f"{state.rows_done:,} of {state.rows_total:,} rows, {state.rows_changed:,} written"
    if state.status == "completed":
        return f"{about}: completed {state.completed_at:%Y-%m-%d %H:%M} UTC, {done}"
    reason = f": {state.error_message}" if state.error_message else ""
    return f"{about}: {state.status} since {state.updated_at:%Y-%m-%d %H:%M} UTC, {done}{reason}"
