"""How the first build of a league grows with its games: seconds, processor time, memory and disk.

    python -m bench.growth --keep DIR                              # DuckDB, 100, 1,296 and 10,000 games
    python -m bench.growth --keep DIR --games 1296 --engine postgres
    python -m bench.growth --keep DIR --prepare                    # only stage; then, on a quiet machine:
    python -m bench.growth --keep DIR --prepared
    python -m bench.live --keep DIR --beside 10000 --prepared --only-worker     # goes on beside what was built

What is staged is copied from 100 simulated games (bench.copied_league); 10,000 take 60 GB of disk when they are built.
One game is built before, so that models are compiled and translated. Without --prepared, databases of an earlier run
are dropped.
"""

import os
from pathlib import Path

import click
import psycopg

from bench.copied_league import SOURCE_GAMES, add_copies
from bench.engines import measured, prepare, show
from bench.live import GAMES_TO_END
from bench.staged_league import copy_database, database_url, embedded_settings, league_files, load, new_database
from benchsight.builds import BuildOptions, build
from benchsight.builds.plan import Request
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings

STAGED = f"staged_{SOURCE_GAMES}"


@click.command()
@click.option("--games", "sizes", multiple=True, type=int, default=(100, 1296, 10_000), show_default=True)
@click.option("--engine", default="duckdb", show_default=True)
@click.option("--prepare", "only_stage", is_flag=True, help="Only stage, for a run with --prepared.")
@click.option("--prepared", is_flag=True, help="Build what an earlier run staged.")
@click.option("--keep", type=click.Path(path_type=Path), required=True, help="Folder to work in and to keep.")
def main(sizes: tuple[int, ...], engine: str, only_stage: bool, prepared: bool, keep: Path) -> None:
    """Build leagues of these sizes for the first time."""
    work = keep.absolute()
    os.environ["BENCHSIGHT_HOME"] = str(work / "home")
    os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
    server_url, _ = start_embedded(load_settings())
    try:
        for games in sizes:
            name = f"live_{games}"
            if not prepared:
                stage(server_url, work, games, name)
            if only_stage:
                continue
            url = os.environ["BENCHSIGHT_DATABASE_URL"] = database_url(server_url, name)
            prepare(url, engine)
            before = size_of(url)
            found = measured(engine, Request())
            click.echo(
                f"\n{games:,} games: {found.wall / games:.3f} s a game, processor {found.processor / games:.3f} s"
            )
            click.echo(f"the database grew from {before / 1e9:.2f} to {size_of(url) / 1e9:.2f} GB")
            show(engine, found)
    finally:
        embedded_server(embedded_settings()).stop()


def stage(server_url: str, work: Path, games: int, name: str) -> None:
    """Make a database with so many games staged and one of them built."""
    files = league_files(work, SOURCE_GAMES + GAMES_TO_END)
    folders = sorted((files / "games").iterdir(), key=lambda folder: int(folder.name))
    if (source := new_database(server_url, STAGED)) is not None:
        load(source, [files / "league", *folders[:SOURCE_GAMES]])
    url = os.environ["BENCHSIGHT_DATABASE_URL"] = copy_database(server_url, STAGED, name)
    add_copies(url, games)
    build(BuildOptions(Request(games=[int(folders[0].name)]), tests=False))


def size_of(url: str) -> int:
    """Bytes of a database on disk."""
    with psycopg.connect(url) as connection:
        [(size,)] = connection.execute("select pg_database_size(current_database())").fetchall()
    return int(size)


if __name__ == "__main__":
    main()
