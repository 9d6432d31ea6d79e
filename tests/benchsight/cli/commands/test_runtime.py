"""The commands that run the database, as a user meets them: up, status, url, migrate, doctor, down."""

import io
import json
import os
import subprocess

import psycopg
import pytest

from benchsight.cli.main import run
from benchsight.db.server import EmbeddedServer


@pytest.fixture
def server_of_commands(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> EmbeddedServer:
    """The server that the commands mean while the test runs."""
    monkeypatch.setenv("BENCHSIGHT_HOME", str(server.home))
    return server


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints on stdout."""
    assert run(arguments) == 0
    return capsys.readouterr().out


def test_from_up_to_down(server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str]) -> None:
    server = server_of_commands
    assert "not running" in printed(capsys, "status")
    up = printed(capsys, "up")
    assert up.startswith("PostgreSQL ") and up.splitlines()[0].endswith("/benchsight")
    url = printed(capsys, "url").strip()
    assert url == server.url("benchsight")
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from staging_events").fetchone() == (0,)
    status = printed(capsys, "status")
    assert "embedded, running" in status and "0 pending" in status
    password = server.place.password_file.read_text()
    assert password in url and password not in up + status
    assert printed(capsys, "migrate").startswith("nothing is pending\n")
    assert printed(capsys, "down").startswith("stopped\n")
    assert printed(capsys, "down").startswith("it was not running\n")


def test_a_database_is_removed_once_it_is_said_what_it_holds(
    server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = server_of_commands.place
    assert printed(capsys, "remove-database") == f"there is no database in {place.folder}\n"
    printed(capsys, "up")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(["remove-database"]) == 1
    refused = capsys.readouterr().err
    assert f"database in {place.folder}, made 20" in refused
    assert "benchsight: 0 games, 0 built, " in refused
    assert "nothing was removed: `benchsight remove-database --yes` removes it" in refused
    assert place.data.exists()
    (place.folder / "mine.txt").touch()
    removed = printed(capsys, "remove-database", "--yes")
    assert removed.startswith(f"removed {place.folder}\nnot ours, and stays: {place.folder / 'mine.txt'}\n")
    assert [path.name for path in place.folder.iterdir()] == ["mine.txt"]
    assert server_of_commands.running() is None
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", "postgresql://nowhere/mine")
    assert run(["remove-database", "--yes"]) == 1
    assert "not ours to remove" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's database lies outside the checkout")
def test_a_database_that_an_earlier_checkout_left_is_announced_once_with_its_age_and_content(
    server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    home = server_of_commands.home
    home.chmod(0o700)
    assert run(["up"]) == 0
    assert server_of_commands.place.moved
    assert "found a database" not in capsys.readouterr().err
    for left in home.iterdir():  # the checkout goes, and another comes to the same path
        left.unlink()
    assert run(["games"]) == 0
    said = capsys.readouterr().err
    assert f"an earlier checkout at this path left in {server_of_commands.place.folder} (made 20" in said
    assert "benchsight: 0 games, 0 built, " in said
    assert "`benchsight remove-database` removes it" in said
    assert run(["games"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["remove-database", "--yes"]) == 0
    assert not server_of_commands.place.folder.exists()


def test_status_tells_of_a_demo_where_there_is_nothing_else(
    server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server_of_commands.start()
    with psycopg.connect(server_of_commands.url("postgres"), autocommit=True) as connection:
        connection.execute("create database benchsight_demo")
    shown = printed(capsys, "status")
    assert "embedded, running, with no data of yours yet" in shown
    assert "benchsight_demo: " in shown
    assert 'next: export BENCHSIGHT_DATABASE_URL="$(benchsight demo --url)"' in shown


def test_url_starts_the_server(server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str]) -> None:
    url = json.loads(printed(capsys, "url", "--json"))["url"]
    with psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_url_for_dbt_is_what_the_shell_exports(
    server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    exports = printed(capsys, "url", "--dbt")
    variables = json.loads(printed(capsys, "url", "--dbt", "--json"))
    script = f'{exports}\nprintf %s "$BENCHSIGHT_PG_PASSWORD"'
    shown = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert shown == variables["BENCHSIGHT_PG_PASSWORD"] == server_of_commands.place.password_file.read_text()


def test_json_is_one_document_on_stdout(server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str]) -> None:
    up = json.loads(printed(capsys, "up", "--json"))
    assert up["done"][0] == "database benchsight created"
    status = json.loads(printed(capsys, "status", "--json"))
    assert (status["running"], status["url"], status["schema"]["pending"]) == (True, up["url"], [])
    assert json.loads(printed(capsys, "migrate", "--json")) == {"done": []}
    assert json.loads(printed(capsys, "down", "--json")) == {"stopped": True}


def test_doctor_ends_with_1_only_if_something_is_in_the_way(
    server_of_commands: EmbeddedServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = json.loads(printed(capsys, "doctor", "--json"))
    assert {finding["state"] for finding in findings} == {"ok"}
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", "postgresql://u:s3cret@127.0.0.1:6543/db")
    assert run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "FAULT   url" in said and "-> correct BENCHSIGHT_DATABASE_URL" in said
    assert "s3cret" not in said


def test_the_commands_work_on_an_external_server(
    empty_database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", empty_database_url)
    assert "pending: " in printed(capsys, "status")
    assert run(["url"]) == 1
    assert "run `benchsight migrate`" in capsys.readouterr().err
    assert "applied" in printed(capsys, "migrate")
    assert printed(capsys, "url") == f"{empty_database_url}\n"
    assert printed(capsys, "up").splitlines()[0].endswith(f"/{empty_database_url.rpartition('/')[2]}")
    assert run(["down"]) == 1
    assert "not ours to stop" in capsys.readouterr().err


def test_no_connection_is_one_line_without_the_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", "postgresql://someone:s3cret@127.0.0.1:1/db")
    assert run(["status"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: connection failed: ") and said.count("\n") == 1
    assert "s3cret" not in said
