"""A database with migrations of before they were replaced: it is left alone, and moves by export and restore."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from benchsight.backup.errors import BackupError
from benchsight.cli.main import run
from benchsight.db.connections import start_embedded
from benchsight.db.migrations import REPLACES, read_migrations
from benchsight.db.server import EmbeddedServer
from benchsight.db.settings import load_settings

from .conftest import Database

REPOSITORY = Path(__file__).resolve().parents[3]
FIRST, LAST = next(
    REPLACES.findall(each.text)[0]
    for each in read_migrations(REPOSITORY / "supabase" / "migrations")
    if REPLACES.search(each.text)
)
AGE = "truncate supabase_migrations.schema_migrations;" + "".join(
    f"insert into supabase_migrations.schema_migrations (version, name, statements)"
    f" values ('{version}', '_of_old', array['select 1']);"
    for version in (FIRST, LAST)
)
HISTORY = "select version, name, statements from supabase_migrations.schema_migrations order by 1"
REFUSAL = (
    f"error: the database has migration {LAST} of an earlier history, which this version replaced; nothing was changed."
    " Move it: `benchsight export --to FOLDER`, then `benchsight restore FOLDER` into a new database"
)


@pytest.fixture
def old(database: Database) -> Database:
    """Two games, staged and built, in a database whose migrations this project no longer has."""
    database.execute(AGE)
    return database


@pytest.mark.parametrize(
    "command",
    [
        ["migrate"],
        ["up"],
        ["build"],
        ["load", str(REPOSITORY / "README.md")],
        ["worker", "--pending-only"],
        ["queue"],
        ["verify"],
        ["games"],
    ],
    ids=lambda command: command[0],
)
def test_a_command_ends_with_what_to_do_and_changes_nothing(
    old: Database, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (old.digests(), old.rows(HISTORY))
    with old.meant():
        assert run(command) == 1
    assert capsys.readouterr().err.startswith(REFUSAL)
    assert (old.digests(), old.rows(HISTORY)) == before


def test_status_and_doctor_say_it(old: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with old.meant():
        assert run(["status", "--json"]) == 0
        status = json.loads(capsys.readouterr().out)
        run(["doctor", "--json"])
        findings = json.loads(capsys.readouterr().out)
    assert status["schema"]["problem"] in REFUSAL + " (docs/how-to/move-to-a-new-database.md)"
    assert [each["state"] for each in findings if each["check"] == "migrations"] == ["fault"]


def test_it_moves_to_a_new_database_with_all_it_holds(
    old: Database, new_database: Callable[[], Database], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, target = old.digests(), new_database()
    with old.meant():
        assert run(["export", "--to", str(tmp_path / "out")]) == 0
    with target.meant():
        assert run(["restore", str(tmp_path / "out"), "--yes", "--json"]) == 0
    load_id = json.loads(capsys.readouterr().out.partition("\n{")[2].join(["{", ""]))["load_id"]
    assert target.digests(load_id) == before == old.digests()
    assert target.rows("select event_type, puck_x from staging_events where game_id = 1 order by event_index") == [
        ("Shot", 12.5),
        ("Goal", None),
    ]
    with target.meant():
        assert run(["migrate"]) == 0  # nothing is pending, and nothing is of the old history


def test_an_export_of_a_part_of_the_old_schema_is_refused(
    old: Database, new_database: Callable[[], Database], tmp_path: Path
) -> None:
    old.execute(f"delete from supabase_migrations.schema_migrations where version = '{LAST}'")
    old.export(tmp_path / "out")
    target = new_database()
    before = target.digests()
    with pytest.raises(BackupError, match=f"the export was made before migration {LAST}, up to which its history was"):
        target.restore(tmp_path / "out")
    assert target.digests() == before


def test_a_history_that_is_in_part_of_today_is_not_taken_for_an_old_one(
    old: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    old.execute("insert into supabase_migrations.schema_migrations (version) values ('999901010000')")
    with old.meant():
        assert run(["migrate"]) == 1
    assert "has migration 999901010000, which is not in this checkout" in capsys.readouterr().err


def test_the_embedded_database_is_exported_too(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = replace(load_settings({}, REPOSITORY), home=server.home, postgres_programs=server.programs.folder)
    url, _ = start_embedded(settings)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("insert into staging_players (player_id, player_name) values ('P1', 'Alma')")
        connection.execute(AGE.encode())
    monkeypatch.setenv("BENCHSIGHT_HOME", str(server.home))
    assert run(["migrate"]) == 1
    assert run(["export", "staging_players", "--format", "csv", "--to", str(tmp_path / "out")]) == 0
    assert "Alma" in (tmp_path / "out" / "public" / "staging_players.csv").read_text()
    assert capsys.readouterr().err.startswith(REFUSAL)
