"""`benchsight serve --with-worker`, as a process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

REPOSITORY = Path(__file__).resolve().parents[3]
SERVE = [sys.executable, "-c", "from benchsight.cli.main import main; main()", "serve", "--port", "0", "--with-worker"]
SESSIONS = "select count(*) from pg_stat_activity where datname = current_database() and application_name ^@ %s"
PATIENCE = 60


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def workers(server: int) -> list[psutil.Process]:
    """Return the processes of the worker beside a server."""
    found = []
    for each in psutil.Process(server).children():
        with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
            if each.cmdline()[-1:] == ["worker"]:
                found.append(each)
    return found


def test_a_worker_beside_the_server_is_restarted_when_it_dies_and_ends_with_it(
    database_url: str, connection: psycopg.Connection, tmp_path: Path
) -> None:
    connection.autocommit = True

    def are_connected(number: int) -> bool:
        return connection.execute(SESSIONS, ("benchsight worker",)).fetchone() == (number,)

    environment = {**os.environ, "BENCHSIGHT_DATABASE_URL": database_url, "BENCHSIGHT_HOME": str(tmp_path)}
    with subprocess.Popen(SERVE, cwd=REPOSITORY, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            until(lambda: not are_connected(0))
            (first,) = workers(server.pid)
            first.kill()
            until(lambda: [each.pid for each in workers(server.pid)] not in ([], [first.pid]))
            until(lambda: not are_connected(0))
        finally:
            server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)
    until(lambda: are_connected(0))
