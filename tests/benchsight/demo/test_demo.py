"""The demonstration: everything at once, in a database of its own."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from benchsight.cli.main import run
from benchsight.db.connections import DEMO_DATABASE as DATABASE
from benchsight.db.settings import load_settings
from benchsight.demo.database import _beside, demo_database_url, make_demo_database
from benchsight.errors import ConfigurationError
from tests.benchsight.builds.league import project_copy


@pytest.fixture
def demo_server(
    server_url: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[psycopg.Connection]:
    """A connection to the server on which the demo will make its database; the user's own is another one there."""
    monkeypatch.chdir(project_copy(Path(os.environ["BENCHSIGHT_TEST_HOME"])))
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    monkeypatch.setenv("BENCHSIGHT_HOME", str(tmp_path))
    drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(DATABASE))
    lock = FileLock(Path(os.environ["BENCHSIGHT_TEST_HOME"]) / "demo.lock")
    with lock, psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(drop)
        yield connection
        connection.execute(drop)


@pytest.mark.slow
def test_the_demo_shows_a_league_whose_numbers_agree_and_leaves_the_users_database_alone(
    demo_server: psycopg.Connection, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--teams", "2", "--games", "2", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["ok"], shown["built"]["tests_failed"], shown["verified"]["disagreements"]) == (True, [], [])
    assert [team["gp"] for team in shown["standings"]] == [2, 2]
    assert {leader["stat"] for leader in shown["leaders"]} == {"points", "goals", "game_score", "save_pct"}
    assert shown["box_score"]["header"]["is_complete"]
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select count(*) from staging_events").fetchone()
        assert row == (0,)

    # afterwards the other commands can be pointed at it
    os.environ["BENCHSIGHT_DATABASE_URL"] = database_url
    assert run(["demo", "--url"]) == 0
    url = capsys.readouterr().out.strip()
    assert url.endswith(f"/{DATABASE}")
    os.environ["BENCHSIGHT_DATABASE_URL"] = url
    assert run(["verify", "--strict"]) == 0


@pytest.mark.parametrize(
    ("url", "demo"),
    [
        (
            "postgresql://u:p%40x@h:5433/mine?sslmode=require",
            "postgresql://u:p%40x@h:5433/benchsight_demo?sslmode=require",
        ),
        ("postgresql://h/?dbname=mine&user=u", "postgresql://h/benchsight_demo?user=u"),
        ("postgresql:///mine?host=%2Frun", "postgresql:///benchsight_demo?host=%2Frun"),
        ("host=h dbname=mine user=u", "host=h dbname=benchsight_demo user=u"),
    ],
)
def test_the_demos_database_stands_beside_the_users(url: str, demo: str) -> None:
    assert conninfo_to_dict(_beside(url)) == conninfo_to_dict(demo)


def test_a_database_of_that_name_which_the_demo_did_not_make_is_left_alone(demo_server: psycopg.Connection) -> None:
    settings = load_settings()
    with pytest.raises(ConfigurationError, match="run `benchsight demo` first"):
        demo_database_url(settings)
    demo_server.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
    with pytest.raises(ConfigurationError, match="that `benchsight demo` did not make"):
        make_demo_database(settings)


def test_the_demo_recreates_its_database_even_from_inside(
    demo_server: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_demo_database(load_settings())
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table leftover ()")
        assert make_demo_database(load_settings()) == demo_database_url(load_settings()) == url
    with psycopg.connect(url) as connection:
        assert connection.execute("select to_regclass('leftover')").fetchone() == (None,)
