"""After a crash: whatever was left behind, the next start repairs it, and what was committed is there."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from benchsight.db.server import EmbeddedServer
from tests.benchsight.conftest import MakeServer


def start_with_table(server: EmbeddedServer) -> None:
    """Start the server and create a table with one row."""
    server.start()
    with psycopg.connect(server.url("postgres")) as connection:
        connection.execute("create table kept as select 1 as n")


def kept_rows(server: EmbeddedServer) -> int:
    """Rows of that table."""
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute("select count(*) from kept").fetchone()
    assert row is not None
    return int(row[0])


def kill_postmaster(server: EmbeddedServer) -> psutil.Process:
    """Kill the server's first process and wait until it is gone."""
    running = server.running()
    assert running is not None
    process = psutil.Process(running.pid)
    process.kill()
    deadline = time.monotonic() + 60
    while server.running() is not None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


def test_a_killed_server_starts_again_with_what_was_committed(server: EmbeddedServer) -> None:
    start_with_table(server)
    url = server.url("postgres")
    kill_postmaster(server)
    assert "a crash left postmaster.pid: removed" in server.start()
    assert (kept_rows(server), server.url("postgres")) == (1, url)


def test_a_backend_that_outlives_its_killed_server_is_ended(server: EmbeddedServer) -> None:
    start_with_table(server)
    # A backend that counts does not look up, so it does not notice that its server is gone.
    busy = psycopg.connect(server.url("postgres"))
    pid = busy.info.backend_pid

    def count() -> None:
        with pytest.raises(psycopg.OperationalError):
            busy.execute("select count(*) from generate_series(1, 100000000000)")

    thread = threading.Thread(target=count)
    thread.start()
    time.sleep(0.3)
    kill_postmaster(server)
    assert psutil.pid_exists(pid)
    assert any("a killed server left" in line for line in server.start())
    thread.join()
    busy.close()
    assert not psutil.pid_exists(pid)
    assert kept_rows(server) == 1


def test_a_pid_file_whose_number_another_program_has_now_is_stale(server: EmbeddedServer) -> None:
    start_with_table(server)
    kill_postmaster(server)
    pid_file = server.place.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert server.running() is None
    server.start()
    assert kept_rows(server) == 1


def test_a_pid_file_that_was_cut_short_is_stale(server: EmbeddedServer) -> None:
    start_with_table(server)
    kill_postmaster(server)
    (server.place.data / "postmaster.pid").write_text("12")
    server.start()
    assert kept_rows(server) == 1


def test_a_copied_home_gets_a_server_of_its_own(make_server: MakeServer) -> None:
    original, copy = make_server(), make_server()
    start_with_table(original)
    original.stop()
    subprocess.run(["cp", "-a", f"{original.home}/.", str(copy.home)], check=True)
    original.start()
    # as if copied while it ran: the file names a process that is a server, but not one of this folder
    shutil.copy2(original.place.data / "postmaster.pid", copy.place.data / "postmaster.pid")
    assert copy.running() is None
    copy.start()
    first, second = original.running(), copy.running()
    assert first is not None and second is not None
    assert first.port != second.port
    assert (kept_rows(original), kept_rows(copy)) == (1, 1)


def test_a_vanished_pid_file_of_a_running_server_does_not_end_in_two_servers(server: EmbeddedServer) -> None:
    start_with_table(server)
    first = server.running()
    assert first is not None
    (server.place.data / "postmaster.pid").unlink()
    server.start()
    assert not psutil.pid_exists(first.pid)
    assert kept_rows(server) == 1


def test_a_start_that_was_killed_halfway_is_begun_again(server: EmbeddedServer) -> None:
    script = (
        "import sys; from pathlib import Path; from benchsight.db.server import EmbeddedServer\n"
        "EmbeddedServer(Path(sys.argv[1]), Path(sys.argv[2])).start()"
    )
    arguments = [sys.executable, "-c", script, str(server.home), str(server.programs.folder)]
    start = subprocess.Popen(arguments, start_new_session=True)
    while not list(server.place.folder.glob("data.new-*/PG_VERSION")):
        assert start.poll() is None
        time.sleep(0.005)
    os.killpg(start.pid, signal.SIGKILL)
    start.wait()
    assert not server.place.data.exists()
    assert any("was left by an interrupted start: removed" in line for line in server.start())
    assert list(server.place.folder.glob("*.new-*")) == []
    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_data_folder_that_holds_no_whole_database_is_set_aside(server: EmbeddedServer) -> None:
    server.place.make()
    (server.place.data / "base").mkdir(parents=True)
    (server.place.data / "PG_VERSION").write_text("18\n")
    (repaired,) = server.start()
    assert "held no whole database: set aside as" in repaired
    (aside,) = server.place.folder.glob("data.broken-*")
    assert [path.name for path in sorted(aside.iterdir())] == ["PG_VERSION", "base"]
    assert server.running() is not None


@pytest.mark.parametrize("running", [True, False])
def test_a_lost_password_file_gets_a_new_password(server: EmbeddedServer, running: bool) -> None:
    start_with_table(server)
    before = server.place.password_file.read_text()
    if not running:
        server.stop()
    server.place.password_file.unlink()
    assert server.start() == ["the password file was missing: a new password is set"]
    assert server.place.password_file.read_text() != before
    assert kept_rows(server) == 1


def test_a_password_file_that_does_not_fit_can_be_reset(server: EmbeddedServer) -> None:
    start_with_table(server)
    server.place.password_file.write_text("of another time")
    server.reset_password()
    assert kept_rows(server) == 1


def test_a_lost_port_file_costs_nothing_but_the_port(server: EmbeddedServer) -> None:
    start_with_table(server)
    server.stop()
    server.place.port_file.write_text("not a number")
    server.start()
    assert kept_rows(server) == 1


def test_a_killed_server_frees_the_start_for_those_who_wait(server: EmbeddedServer, tmp_path: Path) -> None:
    """A lock file that a killed process left is no lock."""
    script = "import sys, time; from filelock import FileLock; FileLock(sys.argv[1]).acquire(); print(1, flush=True)"
    script += "; time.sleep(60)"
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(server.home / "server.lock")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()
    holder.communicate()
    server.start()
    assert server.running() is not None
