"""Simulated leagues of random seeds and options, loaded, built with all data tests, and compared with the truth.

    python -m bench.leagues                          # 200 leagues from seed 1 on
    python -m bench.leagues --seed 201 --leagues 50  # the next ones
    python -m bench.leagues --seed 137 --leagues 1   # one of them again

A league is its seed: rare hockey, mess, shape, periods and format are drawn from it (bench.random_league). Leagues are
loaded one by one and built some at a time, in a database for each lot on a server of its own. Ends with 1 if a load,
a build or a test failed or a number is not true.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import click
import psycopg
from psycopg import sql

from bench.random_league import FIRST_GAME_ID, GAMES_APART, describe, draw_league
from bench.staged_league import database_url, embedded_settings, new_database
from benchsight.builds import BuildOptions, build
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings
from benchsight.simulator import League, write_league
from ingest.journal.summary import Status
from ingest.runs.load import load_paths
from tests.property.comparing import differences, published_rows
from tests.property.truth import expected_of

TEMPLATE = "leagues_template"
TABLES = {
    "players": ("fact_player_game_stats", ("game_id", "player_id")),
    "goalies": ("fact_goalie_game_stats", ("game_id", "player_id")),
    "teams": ("fact_team_game_stats", ("game_id", "team_id")),
    "h2h": ("fact_h2h", ("game_id", "player_id", "opponent_id")),
    "wowy": ("fact_wowy", ("game_id", "player_id", "partner_id")),
}
"""Published tables by the kind of expected rows, with their keys."""


@dataclass(frozen=True)
class Place:
    """Where leagues are tried: a server, a folder, and whether what is made there stays."""

    server_url: str
    folder: Path
    is_kept: bool


@dataclass
class Lot:
    """What came of some leagues that were built together."""

    seeds: list[int]
    faults: dict[int, list[str]] = field(default_factory=dict)
    cells: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def blame(self, seed: int, *sentences: str) -> None:
        """Note what is wrong with a league."""
        self.faults.setdefault(seed, []).extend(sentences)


@click.command()
@click.option("--seed", default=1, show_default=True, help="Seed of the first league; those after it count up.")
@click.option("--leagues", default=200, show_default=True, help="How many.")
@click.option("--lot", default=10, show_default=True, help="Leagues that are built together.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 2), help="Lots at a time.")
@click.option("--shown", default=5, show_default=True, help="Differences to print of a league.")
@click.option("--tests/--no-tests", default=True, show_default=True, help="Whether builds run the tests of the data.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep, its server running.")
def main(seed: int, leagues: int, lot: int, processes: int, shown: int, tests: bool, keep: Path | None) -> None:
    """Simulate, load, build, test, compare; failures by seed, and how many held."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="benchsight-leagues-") as temporary:
        folder = (keep or Path(temporary)).absolute()
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # as root, the server's own user must get in
        os.environ["BENCHSIGHT_HOME"] = str(folder / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            new_database(server_url, TEMPLATE)
            lots = [list(range(first, min(first + lot, seed + leagues))) for first in range(seed, seed + leagues, lot)]
            with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
                tries = [pool.submit(try_lot, Place(server_url, folder, keep is not None), one, tests) for one in lots]
                tried = show((one.result() for one in tries), shown)
        finally:
            if keep is None:
                embedded_server(embedded_settings()).stop()
    failed = sum(len(one.faults) for one in tried)
    cells, each = sum(one.cells for one in tried), (time.monotonic() - started) / leagues
    click.echo(f"{leagues - failed} of {leagues} leagues hold, {cells:,} numbers compared, {each:.1f} s a league")
    sys.exit(failed > 0)


def show(lots: Iterator[Lot], shown: int) -> list[Lot]:
    """Print each lot as it comes, with the first differences of the leagues that failed."""
    tried = []
    for lot in lots:
        tried.append(lot)
        spent = ", ".join(f"{what} {seconds:.0f} s" for what, seconds in lot.seconds.items())
        click.echo(f"seeds {lot.seeds[0]} to {lot.seeds[-1]}: {len(lot.faults)} failed, {lot.cells:,} numbers; {spent}")
        for seed, faults in lot.faults.items():
            click.echo(f"  FAIL seed {seed}: {describe(*draw_league(seed))}")
            for fault in faults[:shown]:
                click.echo(f"       {fault}")
            if len(faults) > shown:
                click.echo(f"       and {len(faults) - shown} more")
    return tried


def try_lot(place: Place, seeds: list[int], tests: bool) -> Lot:
    """Load some leagues into a new database, build them, compare what is published with the truth."""
    lot, clock = Lot(seeds), time.monotonic()
    url = _new_database(place.server_url, f"leagues_{seeds[0]}")
    os.environ |= {"BENCHSIGHT_DATABASE_URL": url, "BENCHSIGHT_HOME": str(place.folder / f"lot_{seeds[0]}")}
    played = {seed: _load(lot, url, place.folder / "leagues" / str(seed), seed) for seed in seeds}
    lot.seconds["load"], clock = time.monotonic() - clock, time.monotonic()
    _build(lot, tests)
    lot.seconds["build"], clock = time.monotonic() - clock, time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        for seed, league in played.items():
            try:
                _compare(lot, connection, seed, league)
            except psycopg.Error as error:
                lot.blame(seed, f"not published: {error}")
    lot.seconds["compare"] = time.monotonic() - clock
    if not place.is_kept:
        with psycopg.connect(place.server_url, autocommit=True) as server:
            server.execute(sql.SQL("drop database {}").format(sql.Identifier(f"leagues_{seeds[0]}")))
    return lot


def _new_database(server_url: str, name: str) -> str:
    with psycopg.connect(server_url, autocommit=True) as server:
        query = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        server.execute(query)
    return database_url(server_url, name)


def _load(lot: Lot, url: str, folder: Path, seed: int) -> League:
    config, formats = draw_league(seed)
    league, _ = write_league(config, folder, formats)
    with psycopg.connect(url, autocommit=True) as connection:
        summary = load_paths(connection, [folder / "league", folder / "games"])
    faults = [f"load: {result.path.name}: {result.reason}" for result in summary.of(Status.FAILED)]
    if summary.problem:
        faults.append(f"load: {summary.problem}")
    if faults:
        lot.blame(seed, *faults)
    return league


def _build(lot: Lot, tests: bool) -> None:
    """Build, and blame for what failed the leagues whose games are named, else all of the lot."""
    summary = build(BuildOptions(tests=tests))
    failures = [f"{failure.name}: {failure.message}" for failure in (*summary.models_failed, *summary.tests_failed)]
    if summary.status != "completed" and not failures:
        failures = [f"build {summary.status}: {summary.problem}"]
    for failure in failures:
        named = {_seed_of(int(number)) for number in re.findall(r"\d{7,}", failure)} & set(lot.seeds)
        for seed in named or lot.seeds:
            lot.blame(seed, failure)


def _seed_of(game_id: int) -> int:
    return (game_id - FIRST_GAME_ID) // GAMES_APART


def _compare(lot: Lot, connection: psycopg.Connection, seed: int, league: League) -> None:
    expected = expected_of(league)
    games = [game.game_id for game in league.games]
    for name, (table, key) in TABLES.items():
        rows = getattr(expected, name)
        lot.cells += sum(map(len, rows.values()))
        if found := differences(table, published_rows(connection, games, table, key), rows):
            lot.blame(seed, *found)


if __name__ == "__main__":
    main()
