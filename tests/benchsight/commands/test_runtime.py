"""The commands that run the database, as a user meets them: up, status, url, migrate, doctor, down."""

import json
import subprocess

import psycopg
import pytest

from benchsight.cli import run
from benchsight.server import EmbeddedServer


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
    assert up.startswith("PostgreSQL ") and up.endswith("/benchsight\n")
    url = printed(capsys, "url").strip()
    assert url == server.url("benchsight")
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from staging_events").fetchone() == (0,)
    status = printed(capsys, "status")
    assert "embedded, running" in status and "0 pending" in status
    password = server.place.password_file.read_text()
    assert password in url and password not in up + status
    assert printed(capsys, "migrate") == "nothing is pending\n"
    assert printed(capsys, "down") == "stopped\n"
    assert printed(capsys, "down") == "it was not running\n"


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
    assert "FAULT   url" in said and "-> mend BENCHSIGHT_DATABASE_URL" in said
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
    assert printed(capsys, "up").endswith(f"/{empty_database_url.rpartition('/')[2]}\n")
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
