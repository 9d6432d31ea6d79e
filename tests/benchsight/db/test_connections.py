"""Which database is configured, and that it is ready when a connection is opened."""

import shutil
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from benchsight.db.connections import (
    bring_up,
    check_url,
    connect,
    database_url,
    dbt_environment,
    migrate,
    start_embedded,
)
from benchsight.db.server import EmbeddedServer
from benchsight.db.settings import Settings, load_settings
from benchsight.errors import ConfigurationError, MigrationError

REPOSITORY = Path(__file__).resolve().parents[3]


def settings_of(server: EmbeddedServer) -> Settings:
    """Settings of an embedded server."""
    return replace(load_settings({}, REPOSITORY), home=server.home, postgres_programs=server.programs.folder)


def project_with(folder: Path, *files: tuple[str, str]) -> Path:
    """A checkout with our migrations and further ones."""
    shutil.copytree(REPOSITORY / "supabase", folder / "supabase")
    (folder / "dbt_project.yml").touch()
    for name, text in files:
        (folder / "supabase" / "migrations" / name).write_text(text)
    return folder


def count_migrations(url: str) -> int:
    """Migrations that are recorded in a database."""
    with psycopg.connect(url) as connection:
        row = connection.execute("select count(*) from supabase_migrations.schema_migrations").fetchone()
    assert row is not None
    return int(row[0])


def test_the_embedded_database_is_made_and_migrated_when_it_is_needed(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHSIGHT_HOME", str(server.home))
    with connect(application_name="a test") as connection:
        assert connection.autocommit is False
        assert connection.execute("select count(*) from staging_events").fetchone() == (0,)
        assert connection.execute("show application_name").fetchone() == ("a test",)
    assert database_url() == server.url("benchsight")


def test_a_later_migration_reaches_the_embedded_database_by_itself(server: EmbeddedServer, tmp_path: Path) -> None:
    settings = settings_of(server)
    url, done = start_embedded(settings)
    assert done[0] == "database benchsight created"
    before = count_migrations(url)
    newer = project_with(tmp_path / "newer", ("999901010000__later.sql", "create table later ()"))
    _, done = start_embedded(replace(settings, project_root=newer))
    assert done == ["migration 999901010000__later.sql applied"]
    assert count_migrations(url) == before + 1


def test_a_password_file_that_no_longer_fits_is_replaced(server: EmbeddedServer) -> None:
    server.start()
    server.place.password_file.write_text("of another time")
    url, done = start_embedded(settings_of(server))
    assert done[0] == "the password file did not fit the database: a new password is set"
    assert count_migrations(url) > 0


def test_an_external_database_is_used_as_it_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    with connect(autocommit=True) as connection:
        assert connection.info.dbname == database_url.rpartition("/")[2]
        assert connection.autocommit is True


def test_an_external_database_is_migrated_only_when_asked(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", empty_database_url)
    with pytest.raises(MigrationError, match=r"migrations are pending, the first is .* run `benchsight migrate`"):
        database_url()
    applied = migrate(load_settings())
    assert len(applied) == count_migrations(empty_database_url)
    assert database_url() == empty_database_url
    assert migrate(load_settings()) == []


def test_up_gives_a_new_external_database_its_schema(empty_database_url: str) -> None:
    settings = load_settings({"BENCHSIGHT_DATABASE_URL": empty_database_url}, REPOSITORY)
    assert len(bring_up(settings)) == count_migrations(empty_database_url)
    assert bring_up(settings) == []


def test_up_leaves_an_external_database_that_lacks_a_migration_alone(database_url: str, tmp_path: Path) -> None:
    newer = project_with(tmp_path / "newer", ("999901010000__later.sql", "create table later ()"))
    settings = load_settings({"BENCHSIGHT_DATABASE_URL": database_url}, newer)
    with pytest.raises(MigrationError, match=r"1 migrations are pending, the first is 999901010000__later\.sql"):
        bring_up(settings)


def test_dbt_gets_what_the_driver_settled_on(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    environment = dbt_environment()
    with psycopg.connect(
        host=environment["BENCHSIGHT_PG_HOST"],
        port=environment["BENCHSIGHT_PG_PORT"],
        user=environment["BENCHSIGHT_PG_USER"],
        password=environment["BENCHSIGHT_PG_PASSWORD"],
        dbname=environment["BENCHSIGHT_PG_DBNAME"],
        sslmode=environment["BENCHSIGHT_PG_SSLMODE"],
    ) as connection:
        assert connection.info.dbname == database_url.rpartition("/")[2]


@pytest.mark.parametrize("url", ["postgresql://u:p@pooler:6543/db", "host=pooler port=6543 dbname=db"])
def test_a_pooler_in_transaction_mode_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"port 6543.*use port 5432"):
        check_url(url)


@pytest.mark.parametrize("url", ["postgres//u:s3cret@host/db", "nonsense", "password=s3cret nonsense=1"])
def test_a_url_that_is_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a PostgreSQL URL") as caught:
        check_url(url)
    assert "s3cret" not in str(caught.value)
