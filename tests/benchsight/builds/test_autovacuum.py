"""Autovacuum leaves what plans of a build read alone until many rows have changed; what somebody has set is left."""

from pathlib import Path

import psycopg

from benchsight.db.migrations import apply_migrations, read_migrations

from .league import LeagueSite

MIGRATIONS = Path(__file__).resolve().parents[3] / "supabase" / "migrations"
VERSION = "202611300310"  # for tables that are there already
# The lowest of the three thresholds of a table; NULL where one is the server's own.
THRESHOLDS = """
    select c.relname, (
        select case when count(*) = 3 then min(cast(option_value as integer)) end
        from pg_options_to_table(c.reloptions)
        where option_name like 'autovacuum%%\\_threshold'
    )
    from pg_class as c
    where c.relkind = 'r' and c.oid = any(cast(%s as regclass[]))
"""
STAGED = "select 'public.' || relname from pg_class where relkind = 'r' and relname ~ '^staging_(?!rejects|history)'"
BUILT = """
    select schema_name || '.' || relation_name from ops.project_relations
    where is_table and relation_name ~ '^(int|dim|fact|qa)_|^metrics$'  -- and not a seed
"""


def test_tables_of_builds_and_staged_rows_have_high_thresholds(league: LeagueSite) -> None:
    with psycopg.connect(league.url) as connection:
        names = [name for query in (STAGED, BUILT) for (name,) in connection.execute(query)]
        found = connection.execute(THRESHOLDS, ([*names, "ops.game_inputs", "ops.game_builds"],)).fetchall()
        scope = connection.execute(THRESHOLDS, (["ops.build_scope"],)).fetchall()
    assert len(found) > 70
    assert [name for name, lowest in found if lowest != 50_000] == []
    assert scope == [("build_scope", 2**31 - 1)]  # every plan reads it


def test_a_migration_leaves_what_somebody_has_set(empty_database_url: str) -> None:
    migrations = read_migrations(MIGRATIONS)
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        apply_migrations(connection, [each for each in migrations if each.version < VERSION])
        connection.execute("alter table staging_events set (autovacuum_analyze_threshold = 7)")
        connection.execute("create table public.staging_of_somebody (id integer)")
        connection.execute("create table public.fact_shots (id integer)")
        connection.execute("insert into ops.project_relations values ('public', 'fact_shots', true)")
        apply_migrations(connection, migrations)
        names = ["staging_events", "staging_of_somebody", "fact_shots", "staging_shifts"]
        assert dict(
            connection.execute("select relname, reloptions[1] from pg_class where relname = any(%s)", (names,))
        ) == {
            "staging_events": "autovacuum_analyze_threshold=7",
            "staging_of_somebody": None,
            "fact_shots": "autovacuum_vacuum_threshold=50000",
            "staging_shifts": "autovacuum_vacuum_threshold=50000",
        }
