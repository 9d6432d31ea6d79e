"""The doctor finds planted faults, names a remedy for each, and is content with a sound set-up."""

import os
import socket
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from benchsight.db.connections import start_embedded
from benchsight.db.doctor import Diagnosis, diagnose
from benchsight.db.doctor.database import check_builds, check_database, check_properties, check_schema
from benchsight.db.doctor.machine import check_packages
from benchsight.db.doctor.server import check_disk, check_home, check_server
from benchsight.db.server import EmbeddedServer
from benchsight.db.settings import Settings, load_settings

REPOSITORY = Path(__file__).resolve().parents[4]
SETTINGS = load_settings({}, REPOSITORY)


def settings_of(server: EmbeddedServer) -> Settings:
    """Settings of an embedded server."""
    return replace(SETTINGS, home=server.home, postgres_programs=server.programs.folder)


def external(url: str) -> Settings:
    """Settings of an external database."""
    return load_settings({"BENCHSIGHT_DATABASE_URL": url}, REPOSITORY)


def only(findings: Iterable[Diagnosis], state: str) -> Diagnosis:
    """The one finding that is not in order; it has the state, and a remedy."""
    (found,) = [finding for finding in findings if finding.state != "ok"]
    assert found.state == state
    assert found.remedy
    return found


def test_a_sound_set_up_is_called_so(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHSIGHT_HOME", str(server.home))
    start_embedded(settings_of(server))
    findings = list(diagnose())
    assert [finding for finding in findings if finding.state != "ok"] == []
    assert {
        "python",
        "packages",
        "dbt",
        "project",
        "home",
        "disk",
        "programs",
        "server",
        "connection",
        "migrations",
    } == {finding.check for finding in findings}


def test_nothing_is_started_or_made(server: EmbeddedServer) -> None:
    settings = settings_of(server)
    assert [f for f in [*check_server(settings), *check_database(settings)] if f.state != "ok"] == []
    assert list(server.home.iterdir()) == []


@pytest.mark.parametrize(
    ("requirement", "message"),
    [("click<1", "is installed, <1 is needed"), ("no-such-package-anywhere>=1", "is not installed")],
)
def test_a_package_that_is_missing_or_of_another_version(requirement: str, message: str) -> None:
    assert message in only(check_packages(["click", requirement]), "fault").message


def test_a_package_of_an_extra_or_another_system_is_not_asked_for() -> None:
    lines = ['no-such-package-anywhere; extra == "dev"', 'no-such-package-anywhere; sys_platform == "win32"']
    assert [finding.state for finding in check_packages(lines)] == ["ok"]


def test_outside_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "benchsight.db.settings.__file__", str(tmp_path / "site-packages" / "benchsight" / "settings.py")
    )
    monkeypatch.chdir(tmp_path)
    assert only(diagnose(), "fault").check == "project"


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert check_home(tmp_path / "file" / "home").state == "fault"
    assert check_home(tmp_path / "not" / "there").state == "ok"


@pytest.mark.parametrize(("free", "state"), [(100_000_000, "fault"), (1_000_000_000, "warning"), (10**10, "ok")])
def test_a_full_disk(free: int, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr("benchsight.db.doctor.server.disk_usage", lambda folder: usage)
    assert check_disk(tmp_path / "not-there").state == state


def test_programs_that_are_not_there(server: EmbeddedServer, tmp_path: Path) -> None:
    found = only(check_server(replace(settings_of(server), postgres_programs=tmp_path)), "fault")
    assert f"{tmp_path} lacks the program initdb" in found.message


def test_a_crash_left_its_pid_file(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (server.place.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    found = only(check_server(settings_of(server)), "warning")
    assert "a crash left postmaster.pid" in found.message


def test_faults_of_a_stopped_servers_files(server: EmbeddedServer) -> None:
    server.start()
    running = server.running()
    assert running is not None
    server.stop()
    settings, place = settings_of(server), server.place
    with socket.create_server(("127.0.0.1", running.port)):
        assert "has been taken by another program" in only(check_server(settings), "warning").message
    place.password_file.chmod(0o644)
    assert "can be read by others" in only(check_server(settings), "warning").message
    place.password_file.unlink()
    assert "is missing" in only(check_server(settings), "warning").message
    place.password_file.write_text("again")
    place.password_file.chmod(0o600)
    (place.data / "PG_VERSION").write_text("9\n")
    assert "was made by PostgreSQL 9" in only(check_server(settings), "fault").message
    (place.data / "PG_VERSION").unlink()
    assert "holds no whole database" in only(check_server(settings), "warning").message


def test_a_password_that_does_not_fit(server: EmbeddedServer) -> None:
    settings = settings_of(server)
    start_embedded(settings)
    server.place.password_file.write_text("of another time")
    found = only(check_database(settings), "fault")
    assert "password authentication failed" in found.message


@pytest.mark.parametrize(
    ("url", "check"),
    [
        ("postgresql://u:s3cret@127.0.0.1:6543/db", "url"),
        ("postgres//u:s3cret@127.0.0.1/db", "url"),
        ("postgresql://u:s3cret@127.0.0.1:1/db", "connection"),
    ],
)
def test_a_url_that_leads_nowhere(url: str, check: str) -> None:
    found = only(check_database(external(url)), "fault")
    assert found.check == check
    assert "s3cret" not in found.message


def test_migrations_that_are_pending_or_unknown_or_changed(
    empty_database_url: str, connection: psycopg.Connection
) -> None:
    assert only(check_database(external(empty_database_url)), "fault").remedy == "run `benchsight migrate`"
    connection.execute(
        "update supabase_migrations.schema_migrations set statements = '{}'"
        " where version = (select min(version) from supabase_migrations.schema_migrations)"
    )
    assert "was changed after it was applied" in only(check_schema(connection, SETTINGS), "warning").message
    connection.rollback()
    connection.execute("insert into supabase_migrations.schema_migrations (version) values ('999901010000')")
    assert "not in this checkout" in only(check_schema(connection, SETTINGS), "fault").message


def test_a_database_in_another_encoding(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute("create database in_ascii encoding 'SQL_ASCII' locale 'C' template template0")
        with psycopg.connect(server_url, dbname="in_ascii") as connection:
            assert only(check_properties(connection), "fault").check == "encoding"
        admin.execute("drop database in_ascii with (force)")


def test_a_login_that_may_only_read_or_make_nothing(connection: psycopg.Connection) -> None:
    connection.execute("set transaction read only")
    assert "read-only" in only(check_properties(connection), "fault").message
    connection.rollback()
    connection.execute("create role benchsight_reader")
    connection.execute("set local role benchsight_reader")
    found = only(check_properties(connection), "fault")
    assert "may make no schema" in found.message
    connection.rollback()


def test_a_build_that_died_without_saying_so(database_url: str, connection: psycopg.Connection) -> None:
    assert list(check_builds(connection)) == []
    connection.execute(
        "insert into ops.build_runs (code_version, input_snapshot, game_count) values ('1', pg_current_snapshot(), 1)"
    )
    assert "no process is at it" in only(check_builds(connection), "warning").message
    connection.commit()
    with psycopg.connect(database_url, application_name="benchsight build"):
        assert [finding.state for finding in check_builds(connection)] == ["ok"]


def test_a_database_without_our_schema_has_no_builds_to_check(empty_database_url: str) -> None:
    with psycopg.connect(empty_database_url) as connection:
        assert list(check_builds(connection)) == []
