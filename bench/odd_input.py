"""Leagues whose input is odd in random ways: every game must be built, and no test of the data may fail.

    python -m bench.odd_input                       # 5 leagues of 30 games
    python -m bench.odd_input --seed 7 --leagues 50 # others; a seed that fails is shown with what was done to its games

It starts a server of its own in a temporary folder. The short form is tests/property/test_odd_input.py.
"""

import os
import sys
import tempfile
from pathlib import Path

import click

from bench.staged_league import embedded_settings, new_database
from benchsight.db.connections import embedded_server, start_embedded
from tests.property.odd_league import OddLeague, build_odd_league, failing_tests, games_not_published


@click.command()
@click.option("--leagues", default=5, show_default=True, help="Leagues, each with a seed of its own.")
@click.option("--games", default=30, show_default=True, help="Games of a league.")
@click.option("--seed", default=1, show_default=True, help="Seed of the first league; the others follow.")
def main(leagues: int, games: int, seed: int) -> None:
    """Make leagues odd, build them, tell what fails; ends with 1 if anything did."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="benchsight-odd-") as folder:
        Path(folder).chmod(0o755)  # as root, the server's own user must get in
        os.environ["BENCHSIGHT_HOME"] = f"{folder}/home"
        settings = embedded_settings()
        start_embedded(settings)
        try:
            server_url = embedded_server(settings).url("postgres")
            for each in range(seed, seed + leagues):
                url = new_database(server_url, f"odd_{each}")
                assert url is not None
                failed += not show(each, build_odd_league(url, Path(folder) / str(each), each, games))
        finally:
            embedded_server(settings).stop()
    click.echo(f"{leagues} leagues of {games} games: {failed} with a fault")
    sys.exit(failed > 0)


def show(seed: int, league: OddLeague) -> bool:
    """Print what a league came to; whether it is as it should be."""
    faults = {failure.name: failure.message for failure in league.summary.models_failed}
    faults |= failing_tests(league)
    faults |= {f"game {game} is not published": ", ".join(done) for game, done in games_not_published(league).items()}
    seconds = sum(league.summary.seconds.values())
    click.echo(f"seed {seed}: {league.summary.tests_passed} tests passed, {len(faults)} faults, {seconds:.0f} s")
    for name, message in faults.items():
        click.echo(f"  {name}: {' '.join(message.split())[:300]}")
    return not faults


if __name__ == "__main__":
    main()
