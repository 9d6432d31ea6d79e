"""Migrations: in order, once, whole or not at all, one runner at a time, in the Supabase CLI's history."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from benchsight.db import migrations
from benchsight.db.migrations import (
    applied_versions,
    apply_migrations,
    changed_migrations,
    pending_migrations,
    read_migrations,
    split_statements,
)
from benchsight.errors import Busy, MigrationError

OURS = Path(__file__).resolve().parents[3] / "supabase" / "migrations"


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[psycopg.Connection]:
    """A connection in autocommit to a database without any schema."""
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        yield connection


def write(folder: Path, **files: str) -> Path:
    """Write migrations, by version and name, into a folder."""
    for name, text in files.items():
        (folder / f"{name.removeprefix('v')}.sql").write_text(text)
    return folder


def apply(connection: psycopg.Connection, folder: Path) -> list[str]:
    """Apply the folder's migrations and return the versions of those that were pending."""
    return [migration.version for migration in apply_migrations(connection, read_migrations(folder))]


def count_tables(connection: psycopg.Connection) -> int:
    """Tables of schema public."""
    row = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    assert row is not None
    return int(row[0])


def test_files_apply_in_the_order_of_their_versions_and_once(empty: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path, v20__second="alter table first add column n integer", v10__first="create table first ()")
    assert apply(empty, tmp_path) == ["10", "20"]
    assert apply(empty, tmp_path) == []
    assert applied_versions(empty) == ["10", "20"]


def test_a_file_that_fails_rolls_back_whole_and_those_before_it_stay(empty: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path, v1__good="create table good ()", v2__bad="create table half ();\n\ncreate table good ();")
    with pytest.raises(MigrationError, match=r"^2__bad.sql.*relation \"good\" already exists; nothing of this file"):
        apply(empty, tmp_path)
    assert (applied_versions(empty), count_tables(empty)) == (["1"], 1)
    write(tmp_path, v2__bad="create table mended ()")
    assert apply(empty, tmp_path) == ["2"]


def test_an_error_in_a_file_names_its_line(empty: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path, v1__typo="create table a ();\n\ncreate tabel b ();\n")
    with pytest.raises(MigrationError, match=r"^1__typo.sql line 3: syntax error"):
        apply(empty, tmp_path)


def test_two_runners_at_once_apply_each_file_once(empty_database_url: str, tmp_path: Path) -> None:
    write(tmp_path, v1__slow="select pg_sleep(0.3); create table slow ()", v2__fast="create table fast ()")

    def run(_: int) -> list[str]:
        with psycopg.connect(empty_database_url, autocommit=True) as connection:
            return apply(connection, tmp_path)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, range(2))) == [[], ["1", "2"]]


def test_a_runner_that_waits_too_long_says_so(
    empty: psycopg.Connection, empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 0.1)
    write(tmp_path, v1__table="create table a ()")
    with psycopg.connect(empty_database_url) as other:
        other.execute("select pg_advisory_lock(%s)", (migrations.LOCK_KEY,))
        with pytest.raises(Busy, match="another process"):
            apply(empty, tmp_path)
    assert apply(empty, tmp_path) == ["1"]


def test_a_setting_that_a_file_changes_does_not_reach_the_next(empty: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path, v1__dump="set search_path = ''; create table public.a ()", v2__plain="create table b ()")
    assert apply(empty, tmp_path) == ["1", "2"]


def test_history_is_the_table_of_the_supabase_cli(empty: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path, v202611200900__first_tables="-- says why\ncreate table a ();\ncreate table b ();\n")
    apply(empty, tmp_path)
    columns = empty.execute(
        "select column_name, data_type, is_nullable from information_schema.columns"
        " where table_schema = 'supabase_migrations' and table_name = 'schema_migrations' order by column_name"
    ).fetchall()
    assert columns == [("name", "text", "YES"), ("statements", "ARRAY", "YES"), ("version", "text", "NO")]
    rows = empty.execute("select version, name, statements from supabase_migrations.schema_migrations").fetchall()
    assert rows == [("202611200900", "_first_tables", ["-- says why\ncreate table a ()", "create table b ()"])]


def test_a_history_that_the_supabase_cli_began_is_continued(empty: psycopg.Connection, tmp_path: Path) -> None:
    empty.execute("create schema supabase_migrations")
    empty.execute("create table supabase_migrations.schema_migrations (version text not null primary key)")
    empty.execute("insert into supabase_migrations.schema_migrations values ('1')")
    write(tmp_path, v1__before="create table a ()", v2__after="create table b ()")
    assert apply(empty, tmp_path) == ["2"]
    assert changed_migrations(empty, read_migrations(tmp_path)) == []


def test_a_database_that_is_ahead_of_the_checkout_is_refused(empty: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path, v1__a="create table a ()", v2__b="create table b ()")
    apply(empty, tmp_path)
    (tmp_path / "2__b.sql").unlink()
    with pytest.raises(MigrationError, match="the database has migration 2, which is not in this checkout"):
        pending_migrations(empty, read_migrations(tmp_path))


def test_a_file_older_than_what_is_applied_is_refused(empty: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path, v20__late="create table a ()")
    apply(empty, tmp_path)
    write(tmp_path, v10__early="create table b ()")
    with pytest.raises(MigrationError, match=r"10__early.sql is older than 20"):
        apply(empty, tmp_path)


def test_an_applied_file_that_changed_is_found_but_space_is_no_change(
    empty: psycopg.Connection, tmp_path: Path
) -> None:
    write(tmp_path, v1__a="create table a ();\n", v2__b="create table b ();\n")
    apply(empty, tmp_path)
    write(tmp_path, v1__a="create table a ();\n\n\n", v2__b="create table b (n integer);\n")
    assert [migration.version for migration in changed_migrations(empty, read_migrations(tmp_path))] == ["2"]


@pytest.mark.parametrize("name", ["first", "2024-01-01__first", "v1__first"])
def test_a_file_name_without_a_version_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.sql").touch()
    with pytest.raises(MigrationError, match=r"is not named <version>_<name>\.sql"):
        read_migrations(tmp_path)


def test_two_files_of_one_version_are_refused(tmp_path: Path) -> None:
    write(tmp_path, v1__a="", v1__b="")
    with pytest.raises(MigrationError, match="the same version 1"):
        read_migrations(tmp_path)


def test_statements_are_split_outside_of_strings_bodies_and_comments() -> None:
    body = "create function f() returns void language plpgsql as $$ begin perform 1; perform 2; end; $$"
    text = f"{body};\n-- one; two\nselect 'a;b' ;;\n"
    assert split_statements(text) == [body, "-- one; two\nselect 'a;b'"]


def test_our_own_versions_are_times_of_one_length() -> None:
    """The Supabase CLI takes any digits, but sorts versions of different lengths in two ways."""
    for migration in read_migrations(OURS):
        assert len(migration.version) == 12
        datetime.strptime(f"{migration.version}Z", "%Y%m%d%H%M%z")


def test_our_own_migrations_give_a_complete_history(connection: psycopg.Connection) -> None:
    ours = read_migrations(OURS)
    assert len(ours) > 0
    assert pending_migrations(connection, ours) == []
    assert changed_migrations(connection, ours) == []
