"""`benchsight worker`: works off the queue, and stays for more."""

import os
import sys

import click

from benchsight.terminal.console import json_option, note, print_json
from benchsight.terminal.text import count, terminal


@click.command()
@click.option("--pending-only", is_flag=True, help="Work off what waits and end: for cron and CI.")
@click.option("--no-tests", is_flag=True, help="With --pending-only: do not test the data of what is built.")
@click.option(
    "--lease", type=click.FloatRange(min=1), default=30.0, show_default=True,
    help="Seconds until others take over the work of a worker that died.",
)  # fmt: skip
@click.option(
    "--poll", type=click.FloatRange(min=0.1), default=5.0, show_default=True,
    help="Seconds at most between two looks at the queue; new requests are noticed at once.",
)  # fmt: skip
@click.option(
    "--quiet", type=click.FloatRange(min=0), default=10.0, show_default=True,
    help="Seconds without a change after which a game that changed unasked is queued.",
)  # fmt: skip
@click.option(
    "--batch", type=click.IntRange(min=1), default=50, show_default=True, help="Games built in one run at most."
)
@click.option(
    "--memory",
    type=click.IntRange(min=1),
    default=1024,
    show_default=True,
    help="Megabytes; beyond it the worker restarts, between two requests.",
)
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    pending_only: bool,
    no_tests: bool,
    lease: float,
    poll: float,
    quiet: float,
    batch: int,
    memory: int,
    as_json: bool,
) -> None:
    """Build the games that are queued, as soon as they are; rebuild and delete what is asked for.

    Several workers may run. SIGTERM and Ctrl-C end one in order within seconds: what it holds is finished or handed
    back. Its log is on stderr, a line each (--json: JSON lines).
    """
    from benchsight.builds.resident import ResidentBuilder
    from benchsight.builds.run import DbtBuilder
    from benchsight.live.worker import Worker, WorkerOptions
    from benchsight.live.worker.runtime import Log, Stop, worker_name
    from benchsight.sync.after_build import PushesAfterBuilds

    stop = Stop()
    stop.listen()
    options = WorkerOptions(worker_name(os.getpid()), lease, poll, quiet, batch, memory * 2**20)
    log = Log(note, as_json)
    if not pending_only:
        if Worker(options, PushesAfterBuilds(ResidentBuilder(facts_first=True)), log, stop).run():
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # nosec B606 # its own command again
        return
    tally = Worker(options, PushesAfterBuilds(DbtBuilder(tests=not no_tests)), log, stop).run_pending()
    if as_json:
        print_json(dict(tally))
    else:
        ends = [f"{number} {status}" for status, number in sorted(tally.items())]
        console = terminal()
        console.say(
            f"{count(tally.total(), 'request')} worked off: {', '.join(ends)}" if ends else "nothing was waiting"
        )
        console.next("benchsight queue", "tells why") if tally["failed"] else console.next(
            "benchsight games", "lists the games and their states"
        )
    if tally["failed"] or (tally["pending"] and not stop.requested):
        ctx.exit(1)
