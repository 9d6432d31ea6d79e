"""A simulated league of NHL size, loaded into a database of its own, for the benchmarks to work on."""

import os
from collections.abc import Collection
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.db.connections import migrate
from benchsight.db.settings import Settings, load_settings
from benchsight.simulator import SimulationConfig, write_league
from ingest.runs.load import LoadOptions, load_paths


def league_files(work: Path, games: int) -> Path:
    """Folder with the files of a league of so many games; what an earlier run left is taken."""
    files = work / f"season_{games}"
    if not files.exists():
        config = SimulationConfig(seed=games, teams=32, games=games, shape="nhl", xy=True)
        write_league(config, files, keep_events=False)
    return files


def new_database(server_url: str, name: str) -> str | None:
    """Create and migrate a database, make it the configured one and return its URL; None if the name is taken."""
    url = database_url(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", (name,)).fetchone() is not None:
            return None
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    os.environ["BENCHSIGHT_DATABASE_URL"] = url
    migrate(load_settings())
    return url


def copy_database(server_url: str, source: str, name: str) -> str:
    """Copy a database to another, which is replaced if there is one, and return its URL."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        names = sql.Identifier(name), sql.Identifier(source)
        connection.execute(sql.SQL("drop database if exists {}").format(names[0]))
        connection.execute(sql.SQL("create database {} template {} strategy file_copy").format(*names))
    return database_url(server_url, name)


def database_url(server_url: str, name: str) -> str:
    """URL of another database of the server."""
    return psycopg.conninfo.make_conninfo(server_url, dbname=name)


def load(url: str, paths: Collection[Path]) -> None:
    """Load files and folders, and give the planner its statistics."""
    with psycopg.connect(url) as connection:
        load_paths(connection, list(paths), LoadOptions())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def embedded_settings() -> Settings:
    """The settings without any other database that may be meant."""
    environ = {name: value for name, value in os.environ.items() if name != "BENCHSIGHT_DATABASE_URL"}
    return load_settings(environ)
