"""Loads and builds, disturbed over and over: killed, cut off, server stopped, disk full; then taken up again.

    python -m bench.chaos                          # 200 disturbances
    python -m bench.chaos --kills 50 --seed 7      # fewer, others
    python -m bench.chaos --only load --number 71  # one of them again

After each, every staged (or published) row, what the input history keeps and what load_history counts are compared with
an undisturbed run. It starts a server of its own in a temporary folder. The short form is tests/chaos.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import click

from tests.chaos import building, loading
from tests.chaos.building import BuildTrials
from tests.chaos.disturbance import Place
from tests.chaos.loading import DISK, LoadTrials
from tests.chaos.server import Server
from tests.chaos.trial import Trial, table_of

BUILDS = 6  # every sixth disturbance is one of a build
LOAD_KINDS = ("SIGKILL", "SIGKILL", "SIGKILL", "SIGKILL", "connection cut", "server stopped", DISK)
BUILD_KINDS = tuple(building.KINDS)


@click.command()
@click.option("--kills", default=200, show_default=True, help="Disturbances; those that came too late are not counted.")
@click.option("--seed", default=1, show_default=True, help="Decides kinds and moments.")
@click.option("--only", type=click.Choice(["load", "build"]), help="Disturb this command alone.")
@click.option("--number", type=int, help="Only the disturbance of this number.")
def main(kills: int, seed: int, only: str | None, number: int | None) -> None:
    """Disturb, take up again, compare; ends with 1 if a row was lost, doubled or changed."""
    start = time.monotonic()
    trials = []
    with tempfile.TemporaryDirectory(prefix="benchsight-chaos-") as folder:
        Path(folder).chmod(0o755)  # as root, the server's own user must get in
        server = Server(Path(folder))
        server.start()
        try:
            for trial in disturb(server, Path(folder), count() if number is None else [number], seed, only):
                trials.append(trial)
                click.echo(str(trial))
                if sum(each.struck for each in trials) == kills:
                    break
        finally:
            server.stop()
    show(trials, time.monotonic() - start)
    sys.exit(any(trial.faults for trial in trials))


def disturb(server: Server, folder: Path, numbers: Iterable[int], seed: int, only: str | None) -> Iterator[Trial]:
    """One trial after the other; kinds and moments depend on seed and number alone."""
    loads, builds = None, None
    for number in numbers:
        rng = random.Random(f"{seed} {number}")
        is_build = only == "build" or (only is None and number % BUILDS == BUILDS - 1)
        if is_build:
            builds = builds or BuildTrials(server, folder / "builds")
            yield builds.run(number, rng.choice(BUILD_KINDS), place_for(number // BUILDS, building.PLACES), rng)
        else:
            loads = loads or LoadTrials(server, folder / "loads")
            kind = rng.choice(LOAD_KINDS)
            place = None if kind == DISK else place_for(number, loading.PLACES)
            yield loads.run(number, kind, place, rng)


def place_for(number: int, places: tuple[Place, ...]) -> Place | None:
    """Every second disturbance comes at a moment of its own, the others at one place after the other."""
    return None if number % 2 else places[number // 2 % len(places)]


def show(trials: list[Trial], seconds: float) -> None:
    """Print how often what hit where, how it was recovered from, and what was wrong."""
    click.echo()
    for line in table_of(trials):
        click.echo(line)
    struck = [trial for trial in trials if trial.struck]
    alone = sum("went on by itself" in trial.recovery for trial in struck)
    faults = sum(bool(trial.faults) for trial in trials)
    click.echo(f"\n{len(struck)} disturbances in {seconds:.0f} s: {alone} commands went on by themselves")
    click.echo(f"{len(struck) - alone} were taken up again; {len(trials) - len(struck)} more had ended before")
    click.echo(f"{faults} with a row lost, doubled or changed, or a count that is wrong")


if __name__ == "__main__":
    main()
