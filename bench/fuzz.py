"""Damaged files of every format, loaded one after the other: none may raise, land by halves, or make the loader lie.

    python -m bench.fuzz                          # 500 damaged files
    python -m bench.fuzz --trials 5000 --seed 7   # others; every file has a seed of its own that is shown with a fault

It starts a server of its own in a temporary folder. The short form is tests/fuzz.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click

from benchsight.db.connections import connect, embedded_server, start_embedded
from benchsight.db.settings import load_settings
from tests.fuzz.originals import make_originals
from tests.fuzz.trial import Ground, Trial, make_trial, outcomes


@click.command()
@click.option("--trials", default=500, show_default=True, help="Damaged files.")
@click.option("--seed", default=1, show_default=True, help="Seed of the first one; the others follow.")
@click.option("--only", default="", help="Only originals whose name has this in it.")
def main(trials: int, seed: int, only: str) -> None:
    """Damage files, load them, tell what went wrong; ends with 1 if anything did."""
    with tempfile.TemporaryDirectory(prefix="benchsight-fuzz-") as folder:
        os.environ["BENCHSIGHT_HOME"] = f"{folder}/home"
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        settings = load_settings()
        start_embedded(settings)
        try:
            done = run(Path(folder), trials, seed, only)
        finally:
            embedded_server(settings).stop()
    show(done)
    sys.exit(any(trial.faults for trial in done))


def run(folder: Path, trials: int, seed: int, only: str) -> list[Trial]:
    """The trials, one original after the other."""
    done: list[Trial] = []
    with connect() as connection:
        originals = make_originals(connection, folder / "made")
        for number, original in enumerate(originals):
            if only not in original.name:
                continue
            ground = Ground(connection, original, folder)
            for each in range(seed + number, seed + trials, len(originals)):
                trial = make_trial(original, each, folder)
                ground.run(trial)
                done.append(trial)
                if trial.faults:
                    click.echo(f"fault: {trial}")
    return done


def show(done: list[Trial]) -> None:
    """Print how many ended how."""
    for name, count in Counter(trial.original.name for trial in done).items():
        ended = outcomes([trial for trial in done if trial.original.name == name])
        click.echo(f"  {name:45} {count:5}  {', '.join(f'{n} {status}' for status, n in sorted(ended.items()))}")
    slowest = max(done, key=lambda trial: trial.seconds)
    faults = sum(bool(trial.faults) for trial in done)
    click.echo(f"{len(done)} damaged files: {faults} faults")
    click.echo(f"the slowest took {slowest.seconds:.1f} s ({slowest.damage} of {slowest.original.name})")


if __name__ == "__main__":
    started = time.monotonic()
    main()
