"""A season in one database: how long the whole build takes, how much memory, what a game costs beside how many others.

    python -m bench.season                        # 1,296 games of NHL size, and 100 to compare with
    python -m bench.season --games 324 --keep DIR # a quarter; keep what was simulated and loaded for the next run

It starts a server of its own on the wheel's programs (BENCHSIGHT_PG_BIN for others). Nothing here is a test: a number
means something beside the others of the same run.
"""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil
import psycopg
from psycopg import sql

from bench.staged_league import database_url, embedded_settings, league_files, load, new_database
from benchsight.builds.plan import Request
from benchsight.builds.run import BuildOptions, build
from benchsight.db.connections import embedded_server, open_connection, start_embedded
from benchsight.db.settings import load_settings

SAMPLES_PER_SECOND = 4
GAMES_AGAIN = 7
SHOWN = 30


@dataclass
class Memory:
    """The most that server and client held at one time, in bytes; shared pages count once."""

    server: int = 0
    client: int = 0


@dataclass
class Size:
    """What was measured of a database of some size."""

    games: int
    events: int = 0
    stints: int = 0
    load_seconds: float = 0.0
    build_seconds: float = 0.0
    memory: Memory = field(default_factory=Memory)
    models: list[tuple[str, float]] = field(default_factory=list)
    again_seconds: list[float] = field(default_factory=list)
    again_models_seconds: list[float] = field(default_factory=list)


@click.command()
@click.option("--games", default=1296, show_default=True, help="Games of the season.")
@click.option("--small", default=100, show_default=True, help="Games of the database to compare with.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
def main(games: int, small: int, keep: Path | None) -> None:
    """Measure a season against a small league."""
    with tempfile.TemporaryDirectory(prefix="benchsight-season-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            sizes = [measure(work, server_url, size) for size in sorted({small, games})]
        finally:
            embedded_server(embedded_settings()).stop()
        for size in sizes:
            show(size)
        compare(sizes[0], sizes[-1])


def measure(work: Path, server_url: str, games: int) -> Size:
    """Load a league of so many games, build it whole, then some of its games again."""
    size = Size(games)
    url = staged(work, server_url, size)
    os.environ["BENCHSIGHT_DATABASE_URL"] = url
    with peak_memory(size.memory):
        size.build_seconds, size.models = timed_build(Request(full_refresh=True))
    with open_connection(url) as connection:
        size.events = _count(connection, "staging_events")
        size.stints = _count(connection, "staging_shifts")
        ids = [row[0] for row in connection.execute("select game_id from staging_games order by game_id").fetchall()]
    for game_id in ids[:: max(1, len(ids) // GAMES_AGAIN)][:GAMES_AGAIN]:
        seconds, models = timed_build(Request(games=[game_id]))
        size.again_seconds.append(seconds)
        size.again_models_seconds.append(sum(seconds for _, seconds in models))
    return size


def staged(work: Path, server_url: str, size: Size) -> str:
    """URL of a migrated database with the league's exports loaded; what an earlier run left is taken."""
    name = f"season_{size.games}"
    url = new_database(server_url, name)
    if url is None:
        return database_url(server_url, name)
    files = league_files(work, size.games)
    started = time.monotonic()
    load(url, [files])
    size.load_seconds = time.monotonic() - started
    return url


def timed_build(request: Request) -> tuple[float, list[tuple[str, float]]]:
    """Seconds of a build without data tests, and those of each model. Raises RuntimeError if a model fails."""
    started = time.monotonic()
    summary = build(BuildOptions(request, tests=False))
    if summary.status != "completed":
        raise RuntimeError(summary.first_failure())
    return time.monotonic() - started, summary.model_seconds


@contextmanager
def peak_memory(memory: Memory) -> Iterator[None]:
    """Watch server and client while the block runs."""
    postmaster = embedded_server(embedded_settings()).running()
    if postmaster is None:
        raise RuntimeError("the server is not running")
    server = psutil.Process(postmaster.pid)
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1 / SAMPLES_PER_SECOND):
            memory.server = max(memory.server, _held(server))
            memory.client = max(memory.client, _held(psutil.Process()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _held(process: psutil.Process) -> int:
    held = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            held += one.memory_full_info().pss
        except psutil.Error:
            continue  # it has just ended
    return held


def _count(connection: psycopg.Connection, table: str) -> int:
    return connection.execute(sql.SQL("select from {}").format(sql.Identifier(table))).rowcount


def show(size: Size) -> None:
    """Print what was measured of one database."""
    click.echo(f"\n{size.games:,} games, {size.events:,} events, {size.stints:,} stints")
    if size.load_seconds:
        click.echo(f"  loaded in {size.load_seconds:.0f} s")
    click.echo(f"  whole build {size.build_seconds:.1f} s, {size.build_seconds / size.games * 1000:.0f} ms a game")
    click.echo(f"  peak memory: server {size.memory.server / 1e6:,.0f} MB, client {size.memory.client / 1e6:,.0f} MB")
    click.echo(
        f"  one game again: {statistics.median(size.again_seconds):.2f} s (median of {len(size.again_seconds)}),"
    )
    click.echo(f"    of which its models, added up over threads: {statistics.median(size.again_models_seconds):.2f} s")
    for name, seconds in size.models[:SHOWN]:
        click.echo(f"  {seconds:7.2f} s  {name}")


def compare(small: Size, large: Size) -> None:
    """Print the cost of a game in a season over that in a small league."""
    again = statistics.median(large.again_seconds) / statistics.median(small.again_seconds)
    models = statistics.median(large.again_models_seconds) / statistics.median(small.again_models_seconds)
    whole = (large.build_seconds / large.games) / (small.build_seconds / small.games)
    click.echo(f"\na game at {large.games:,} games over one at {small.games:,}:")
    click.echo(f"  built again {again:.2f} x, its models {models:.2f} x, its share of a whole build {whole:.2f} x")


if __name__ == "__main__":
    main()
