"""Loaders of one game beside each other and beside its deletion: both come to their end, as if one had waited."""

import csv
import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from benchsight.builds.delete_game import delete_inputs
from benchsight.simulator import SimulationConfig, write_league
from ingest.contract.work import Operation
from ingest.runs.load import LoadOptions, load_paths

from .contents import STAGED, Contents, contents, tables

GAME = 900_001
ROUNDS = 4
LATEST = 0.15
"""Seconds by which one may begin after the other: less than a load takes."""

Work = Callable[[psycopg.Connection[Any]], None]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two exports of one game that have little in common."""
    folder = tmp_path_factory.mktemp("versions")
    paths = []
    for seed in (3, 4):
        config = SimulationConfig(seed=seed, teams=2, games=1, xy=True, period_minutes=((1, 1, 1),))
        write_league(config, folder / str(seed))
        paths += sorted((folder / str(seed)).glob("games/*/*.json"))
    return paths


def loading(path: Path, operation: Operation = Operation.UPSERT) -> Work:
    """Work that loads a file."""

    def load(connection: psycopg.Connection[Any]) -> None:
        # what has little in common with the staged game lands by force only
        summary = load_paths(connection, [path], LoadOptions(operation, force=True))
        assert summary.ok, summary.files

    return load


def deleting(connection: psycopg.Connection[Any]) -> None:
    """What delete-game --with-inputs does with staged rows."""
    with connection.transaction():
        delete_inputs(connection, GAME, uuid4())


def events_of(export: Path, path: Path, kind: str) -> Path:
    """A CSV of the events of an export, all of one type."""
    events = json.loads(export.read_text())["events"]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["event_key", "game_id", "event_index", "period", "event_type"])
        for index in sorted({event["idx"] for event in events}, reverse=kind == "Shot"):
            writer.writerow([f"E{GAME}{index:05d}", GAME, index, 1, kind])
    return path


def empty(url: str) -> None:
    """Delete everything that is staged."""
    with psycopg.connect(url, autocommit=True) as connection:
        for table in tables(connection, STAGED):
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table.name)))


def after(url: str, *works: Work) -> Contents:
    """What is staged after one thing and then the other."""
    empty(url)
    with psycopg.connect(url) as connection:
        for work in works:
            work(connection)
        return contents(connection)


def after_both(url: str, first: Work, second: Work, delay: float) -> Contents:
    """What is staged after both at once, the second a little later."""
    empty(url)

    def run(work: Work, wait: float) -> None:
        with psycopg.connect(url) as connection:
            time.sleep(wait)
            work(connection)

    with ThreadPoolExecutor() as pool:
        for future in [pool.submit(run, first, 0), pool.submit(run, second, delay)]:
            future.result(60)
    with psycopg.connect(url) as connection:
        return contents(connection)


@pytest.mark.parametrize("pair", ["one export", "two exports", "export and rows", "two files of rows", "deletion"])
def test_two_writers_of_one_game_leave_what_one_order_of_them_leaves(
    pair: str, versions: list[Path], database_url: str, tmp_path: Path
) -> None:
    shots = events_of(versions[0], tmp_path / "shots.csv", "Shot")
    goals = events_of(versions[1], tmp_path / "goals.csv", "Goal")
    first, second = {
        "one export": (loading(versions[0]), loading(versions[0])),
        "two exports": (loading(versions[0]), loading(versions[1])),
        "export and rows": (loading(versions[0]), loading(goals)),
        "two files of rows": (loading(shots), loading(goals, Operation.REPLACE)),
        "deletion": (loading(versions[0]), deleting),
    }[pair]
    orders = [after(database_url, first, second), after(database_url, second, first)]
    rng = random.Random(pair)
    for number in range(ROUNDS):
        delay = rng.uniform(0, LATEST)
        both = (first, second) if number % 2 else (second, first)
        assert after_both(database_url, *both, delay) in orders, f"round {number}, {delay:.3f} s apart"
