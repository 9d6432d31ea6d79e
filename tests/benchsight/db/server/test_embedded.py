"""The embedded server in good days: it starts, is private, keeps its port, and leaves others alone."""

import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock

from benchsight.db.server import EmbeddedServer
from benchsight.errors import Busy, ServerError
from tests.benchsight.conftest import MakeServer


def show(url: str, setting: str) -> str:
    """The value of a setting of the server."""
    with psycopg.connect(url) as connection:
        row = connection.execute("select current_setting(%s)", (setting,)).fetchone()
    assert row is not None
    return str(row[0])


def test_a_started_server_takes_connections_with_its_url(running_server: EmbeddedServer) -> None:
    with psycopg.connect(running_server.url("postgres")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_it_listens_on_the_loopback_alone_and_wants_the_password(running_server: EmbeddedServer) -> None:
    url = running_server.url("postgres")
    assert show(url, "listen_addresses") == "127.0.0.1"
    assert show(url, "unix_socket_directories") == ""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url, password="another")


def test_text_is_utf8_sorted_by_code_point_and_times_are_utc(running_server: EmbeddedServer) -> None:
    url = running_server.url("postgres")
    assert (show(url, "server_encoding"), show(url, "TimeZone")) == ("UTF8", "UTC")
    with psycopg.connect(url) as connection:
        rows = connection.execute("select n from unnest(array['a', 'Z', 'é']) as t (n) order by n").fetchall()
        assert rows == [("Z",), ("a",), ("é",)]
        assert connection.execute("select upper('é')").fetchone() == ("É",)


def test_starting_a_running_server_changes_nothing(running_server: EmbeddedServer) -> None:
    before = (running_server.running(), running_server.url("postgres"))
    assert running_server.start() == []
    assert (running_server.running(), running_server.url("postgres")) == before


def test_port_password_and_rows_outlive_a_stop_and_writes_are_safe(server: EmbeddedServer) -> None:
    server.start()
    url = server.url("postgres")
    assert [show(url, setting) for setting in ("fsync", "full_page_writes", "synchronous_commit")] == ["on"] * 3
    with psycopg.connect(url) as connection:
        connection.execute("create table kept ()")
    assert (server.stop(), server.stop()) == (True, False)
    server.start()
    assert server.url("postgres") == url
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_a_port_that_another_program_took_is_given_up(server: EmbeddedServer) -> None:
    server.start()
    first = server.running()
    server.stop()
    assert first is not None
    with socket.create_server(("127.0.0.1", first.port)):
        server.start()
    second = server.running()
    assert second is not None
    assert second.port != first.port


def test_homes_side_by_side_have_servers_of_their_own(make_server: MakeServer) -> None:
    one, other = make_server(), make_server()
    one.start()
    other.start()
    assert one.url("postgres") != other.url("postgres")
    with psycopg.connect(one.url("postgres")) as connection:
        connection.execute("create table only_here ()")
    with psycopg.connect(other.url("postgres")) as connection:
        assert connection.execute("select to_regclass('only_here')").fetchone() == (None,)
    one.stop()
    assert other.running() is not None


def test_two_starts_at_once_both_succeed_with_one_server(server: EmbeddedServer) -> None:
    script = (
        "import sys; from pathlib import Path; from benchsight.db.server import EmbeddedServer\n"
        "programs = Path(sys.argv[2]) if sys.argv[2] else None\n"
        "server = EmbeddedServer(Path(sys.argv[1]), programs); server.start(); print(server.running().pid)"
    )
    programs = str(server.programs.folder)
    starts = [
        subprocess.Popen([sys.executable, "-c", script, server.home, programs], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [start.communicate()[0] for start in starts]
    running = server.running()
    assert running is not None
    assert said == [f"{running.pid}\n"] * 3


def test_a_start_that_waits_too_long_for_another_says_so(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchsight.db.server.embedded.START_SECONDS", 0.1)
    with FileLock(server.home / "server.lock"), pytest.raises(Busy, match=r"another process holds .*server\.lock"):
        server.start()


def test_the_password_stands_in_one_private_file_and_in_no_log(running_server: EmbeddedServer) -> None:
    place = running_server.place
    password_file = place.password_file
    assert password_file.stat().st_mode & 0o777 == 0o600
    assert place.data.stat().st_mode & 0o777 == 0o700
    assert password_file.read_text() not in place.log.read_text()
    processes = Path("/proc").glob("[0-9]*/cmdline")
    assert not any(password_file.read_bytes() in read_quietly(path) for path in processes)


def read_quietly(path: Path) -> bytes:
    """The bytes of a file, or none if it is gone."""
    try:
        return path.read_bytes()
    except OSError:  # the process has ended since
        return b""


def test_the_url_of_a_server_that_does_not_run_is_an_error(server: EmbeddedServer) -> None:
    with pytest.raises(ServerError, match="does not run: start it with `benchsight up`"):
        server.url("postgres")


def test_a_database_of_another_major_version_is_left_alone(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (server.place.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerError, match=r"was made by PostgreSQL 9, but .* has \d\d: move the folder away"):
        server.start()


def test_a_server_that_does_not_start_says_why(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    with (server.place.data / "pg_hba.conf").open("w") as file:
        file.write("nonsense\n")
    with pytest.raises(ServerError, match=r"the server does not start: .*FATAL: .*pg_hba\.conf.*see .*server\.log"):
        server.start()


def test_programs_that_are_not_there_are_named(server: EmbeddedServer, tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=f"{tmp_path} lacks the program initdb: correct BENCHSIGHT_PG_BIN"):
        EmbeddedServer(server.home, tmp_path).start()


def test_a_log_that_grew_large_is_put_aside(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.start()
    server.stop()
    monkeypatch.setattr("benchsight.db.server.launch.LOG_BYTES", 10)
    server.start()
    assert server.place.log.with_suffix(".log.1").stat().st_size > 10
