"""`benchsight queue`: shows the requests of the queue and their workers, and changes them."""

from dataclasses import asdict

import click

from benchsight.cli.screens.queue import show_queue
from benchsight.db.connections import connect
from benchsight.live.queue.requests import cancel, enqueue_game, read_queue, read_request, retry
from benchsight.terminal.console import json_option, print_json
from benchsight.terminal.text import terminal


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also requests that are done, cancelled or failed long ago.")
@click.option("--add", metavar="GAME", type=click.IntRange(min=1), help="Ask for this game to be brought up to date.")
@click.option(
    "--priority", type=click.IntRange(0, 100), default=5, show_default=True, help="For --add: high goes first."
)
@click.option("--retry", "retry_id", metavar="ID", type=int, help="Try this request (its id) again, now.")
@click.option("--cancel", "cancel_id", metavar="ID", type=int, help="Call this request (its id) off.")
@json_option
def command(
    everything: bool, add: int | None, priority: int, retry_id: int | None, cancel_id: int | None, as_json: bool
) -> None:
    """Show the queue: what is worked on, what waits, and what failed within a day.

    A worker (`benchsight worker`) works it off. The end of a tracked game queues that game by itself.
    """
    if sum(option is not None for option in (add, retry_id, cancel_id)) > 1:
        raise click.UsageError("--add, --retry and --cancel exclude each other")
    with connect(autocommit=True, application_name="benchsight queue") as connection:
        if add is not None:
            changed = enqueue_game(connection, add, priority)
        elif retry_id is not None:
            changed = retry(connection, retry_id)
        elif cancel_id is not None:
            cancel(connection, changed := cancel_id)
        else:
            requests = read_queue(connection, everything)
            if as_json:
                print_json([asdict(request) for request in requests])
            else:
                show_queue(requests)
            return
        request = read_request(connection, changed)
    if as_json:
        print_json(asdict(request))
    else:
        console = terminal()
        console.say(f"request {request.id}: {request.status}")
        console.next("benchsight queue", "shows the queue; `benchsight worker` works it off")
