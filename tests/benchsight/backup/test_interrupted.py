"""Exports and restores that are cut short, and others who write meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from benchsight.backup.errors import BackupError
from benchsight.backup.export import ExportRequest, export
from benchsight.builds.lock import BUILD_LOCK_KEY
from ingest.database.session import lock_games
from tests.locks import OWN_LOCKS

from .conftest import Database, manifest_of

REPOSITORY = Path(__file__).resolve().parents[3]
PATIENCE = 120.0
RUN = "from benchsight.cli.main import main; main()"
SMALL_FILES = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); {RUN}"
MANY_EVENTS = """
    insert into staging_events (event_key, game_id, event_index, raw)
    select 'E9' || lpad(cast(i as text), 5, '0'), 9, i, to_jsonb(md5(cast(i as text)))
    from generate_series(1, 3000) as i
"""


def process(database: Database, arguments: Sequence[object], script: str = RUN) -> "subprocess.Popen[str]":
    """A command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "BENCHSIGHT_DATABASE_URL": database.url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(database: Database, query: str) -> None:
    """Wait until a query yields a row."""
    deadline = time.monotonic() + PATIENCE
    while not database.rows(query):
        assert time.monotonic() < deadline, f"never came true: {query}"
        time.sleep(0.02)


@pytest.mark.parametrize("scope", [[], ["--game", "1"]])
def test_a_restore_that_is_killed_leaves_the_database_as_it_was(
    database: Database, tmp_path: Path, scope: list[str]
) -> None:
    database.export(tmp_path / "out")
    database.execute(
        "delete from staging_events; delete from fact_events; insert into staging_games (game_id) values (5)"
    )
    before = database.digests()
    with psycopg.connect(database.url) as gate:
        # The rows are written by the time that it comes to these.
        gate.execute("lock table ops.build_scope, ops.build_runs in exclusive mode")
        with process(database, ["restore", tmp_path / "out", *scope, "--yes"]) as restoring:
            held_up = (
                f"select from {OWN_LOCKS} where not granted and locktype = 'relation' and"
                " relation in ('ops.build_scope'::regclass, 'ops.build_runs'::regclass)"
            )
            wait_for(database, held_up)
            restoring.send_signal(signal.SIGKILL)
    wait_for(database, f"select where not exists (select from {OWN_LOCKS} where relation = 'staging_events'::regclass)")
    assert database.digests() == before
    assert database.restore(tmp_path / "out").is_complete


def test_an_export_sees_one_instant_while_others_write(database: Database, tmp_path: Path, file_format: str) -> None:
    def write_meanwhile(name: str, done: int, total: int) -> None:
        if done == 1:
            database.execute("insert into staging_games (game_id) values (3)")
            database.execute("insert into staging_events (event_key, game_id, event_index) values ('E300001', 3, 1)")
            database.execute("delete from staging_event_players")

    before = database.digests()
    with database.meant():
        export(ExportRequest(tmp_path / "out", file_format=file_format), write_meanwhile)
    assert database.digests() != before
    summary = database.restore(tmp_path / "out")
    assert database.digests(summary.load_id) == before


def test_a_disk_that_is_full_is_one_clear_line_and_nothing_is_left(
    database: Database, tmp_path: Path, file_format: str
) -> None:
    database.execute(MANY_EVENTS)
    with process(database, ["export", "--to", tmp_path / "out", "--format", file_format], SMALL_FILES) as exporting:
        _, errors = exporting.communicate(timeout=PATIENCE)
    assert errors == f"error: cannot write to {tmp_path / 'out'}: File too large; nothing is left there\n"
    assert (exporting.returncode, (tmp_path / "out").exists()) == (1, False)


def test_an_export_that_is_killed_cannot_pass_for_one(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with psycopg.connect(database.url) as gate:
        gate.execute("alter sequence load_history_id_seq restart")  # the export reads its last number
        with process(database, ["export", "--to", folder, "--format", "csv"]) as exporting:
            wait_for(
                database, f"select from {OWN_LOCKS} where not granted and relation = 'load_history_id_seq'::regclass"
            )
            exporting.send_signal(signal.SIGKILL)
    assert (folder / "public" / "load_history.csv").exists()
    with pytest.raises(BackupError, match=r"has no manifest\.json: this export was interrupted"):
        database.restore(folder)


def test_an_export_does_not_overwrite_another(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out", "dim_player")
    before = manifest_of(tmp_path / "out")
    with pytest.raises(BackupError, match="is taken: an export goes to a folder of its own"):
        database.export(tmp_path / "out")
    assert manifest_of(tmp_path / "out") == before


@pytest.mark.parametrize("games", [(), (1,)])
def test_a_restore_waits_for_builds_and_for_loaders_of_its_games(
    database: Database, tmp_path: Path, games: tuple[int, ...]
) -> None:
    database.export(tmp_path / "out")
    waiting = f"select from {OWN_LOCKS} where locktype = 'advisory' and not granted"
    with (
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(database.url) as builder,
        psycopg.connect(database.url) as loader,
    ):
        builder.execute("select pg_advisory_lock(%s)", (BUILD_LOCK_KEY,))
        with loader.cursor() as cursor:
            lock_games(cursor, [1])
        restoring = pool.submit(database.restore, tmp_path / "out", games=games)
        wait_for(database, waiting)
        builder.execute("select pg_advisory_unlock(%s)", (BUILD_LOCK_KEY,))
        builder.commit()
        wait_for(database, waiting)
        assert not restoring.done()
        loader.commit()
        assert restoring.result(PATIENCE).folder == tmp_path / "out"


def test_a_table_that_a_build_swaps_is_exported_as_of_a_later_instant(
    new_database: Callable[[], Database], tmp_path: Path
) -> None:
    database = new_database()
    database.execute("create table fact_events as select 1 as game_id")
    with ThreadPoolExecutor(1) as pool, psycopg.connect(database.url) as swap:
        swap.execute("drop table fact_events")
        swap.execute("create table fact_events as select 2 as game_id")
        exporting = pool.submit(database.export, tmp_path / "out", "fact_events")
        wait_for(database, f"select from {OWN_LOCKS} where not granted and relation = 'fact_events'::regclass")
        swap.commit()
        exporting.result(PATIENCE)
    assert (tmp_path / "out" / "public" / "fact_events.csv").read_text() == "game_id\n2\n"
