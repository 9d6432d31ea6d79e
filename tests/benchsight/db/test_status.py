"""What status tells of a database, without starting or changing it."""

from dataclasses import replace
from pathlib import Path

import psycopg

from benchsight.db.connections import start_embedded
from benchsight.db.server import EmbeddedServer
from benchsight.db.settings import load_settings
from benchsight.db.status import read_health, read_schema, read_status

REPOSITORY = Path(__file__).resolve().parents[3]


def test_a_server_that_does_not_run_is_not_started(server: EmbeddedServer) -> None:
    status = read_status(replace(load_settings({}, REPOSITORY), home=server.home))
    assert (status.database, status.running, status.url, status.schema) == ("embedded", False, None, None)
    assert server.running() is None
    assert list(server.home.iterdir()) == []


def test_a_running_server_shows_its_process_and_schema_but_no_password(server: EmbeddedServer) -> None:
    settings = replace(load_settings({}, REPOSITORY), home=server.home, postgres_programs=server.programs.folder)
    start_embedded(settings)
    status, running = read_status(settings), server.running()
    assert running is not None
    assert status.pid == running.pid
    assert status.url == f"postgresql://postgres@127.0.0.1:{running.port}/benchsight"
    assert status.schema is not None
    assert (status.schema.pending, status.schema.changed, status.schema.problem) == ([], [], None)
    assert server.place.password_file.read_text() not in repr(status)


def test_an_external_database_shows_what_is_pending(empty_database_url: str) -> None:
    status = read_status(load_settings({"BENCHSIGHT_DATABASE_URL": empty_database_url}, REPOSITORY))
    assert (status.database, status.pid, status.data) == ("external", None, None)
    assert status.schema is not None
    assert status.schema.applied == 0
    assert len(status.schema.pending) == len(list((REPOSITORY / "supabase" / "migrations").glob("*.sql")))


def test_a_history_that_does_not_fit_is_told_and_not_raised(connection: psycopg.Connection) -> None:
    connection.execute("insert into supabase_migrations.schema_migrations (version) values ('999901010000')")
    schema = read_schema(connection, load_settings({}, REPOSITORY))
    assert schema.problem is not None
    assert "999901010000, which is not in this checkout" in schema.problem


def test_a_changed_migration_is_told(connection: psycopg.Connection) -> None:
    first = min((REPOSITORY / "supabase" / "migrations").glob("*.sql")).name
    connection.execute(
        "update supabase_migrations.schema_migrations set statements = array['select 1'] where version = %s",
        (first.partition("_")[0],),
    )
    assert read_schema(connection, load_settings({}, REPOSITORY)).changed == [first]


def test_the_health_of_loading_is_shown_where_the_schema_has_it(
    connection: psycopg.Connection, empty_database_url: str
) -> None:
    connection.execute(
        "insert into public.load_history"
        " (load_id, table_name, operation, status, source_file, started_at, completed_at, rows_inserted) values"
        " (gen_random_uuid(), '*', 'upsert', 'completed', 'game.json', now() - interval '2 seconds', now(), 5),"
        " (gen_random_uuid(), 'fact_h2h', 'replace', 'completed', null, now(), now(), 7)"
    )
    health = read_health(connection)
    assert health is not None
    assert (health.last_load_duration_ms, health.last_load_rows_affected) == (2000, 5)
    assert (health.due_games, health.critical_alerts, health.monitored_at) == (0, 0, None)
    with psycopg.connect(empty_database_url) as empty:
        assert read_health(empty) is None
