"""Who may do what: every table, view and function of a built database, for every role of the API.

A new table of the migrations must be decided here, and so must a new folder of models/marts.
"""

from pathlib import Path

import psycopg
import pytest

from benchsight.builds.rebuild.tables import published_tables
from tests.benchsight.builds.league import LeagueSite

REPOSITORY = Path(__file__).resolve().parents[2]
PUBLIC_ROLES = ("anon", "authenticated", "service_role")
TRACKER = "benchsight_tracker"
ROLES = (*PUBLIC_ROLES, TRACKER)
WRITES = frozenset({"select", "insert", "update", "delete"})
READS = frozenset({"select"})

# What dbt publishes is for everybody; a tracker gets what it needs to show a game that is on.
TRACKERS_FOLDERS = ("dimensions", "live")

# What the migrations make in public: what a role may do beyond nothing.
TABLES: dict[str, dict[str, frozenset[str]]] = {
    "alerts": {"service_role": READS},
    "etl_queue": {"service_role": frozenset({"select", "insert", "update"}), TRACKER: frozenset({"select", "insert"})},
    "fitted_metrics": {"service_role": READS},
    "game_notes": {"authenticated": WRITES, "service_role": WRITES},
    "game_status": dict.fromkeys(ROLES, READS),
    "ingestion_health": {"authenticated": READS, "service_role": READS},
    "ingest_logs": {"service_role": READS},
    "load_history": {"service_role": READS},
    "staging_event_players": {"service_role": WRITES},
    "staging_events": {"service_role": WRITES, TRACKER: WRITES},
    "staging_game_rosters": {"service_role": WRITES},
    "staging_games": {"service_role": WRITES},
    "staging_league_settings": {"service_role": WRITES},
    "staging_official_player_games": {"service_role": WRITES},
    "staging_player_positions": {"service_role": WRITES},
    "staging_players": {"service_role": WRITES},
    "staging_puck_positions": {"service_role": WRITES},
    "staging_rejects": {"service_role": READS},
    "staging_schedule": {"service_role": WRITES},
    "staging_seasons": {"service_role": WRITES},
    "staging_shifts": {"service_role": WRITES, TRACKER: WRITES},
    "staging_teams": {"service_role": WRITES},
    "staging_video_times": {"service_role": WRITES},
    "user_preferences": {"authenticated": WRITES, "service_role": WRITES},
}
FUNCTIONS = {
    "public.delete_game": {"service_role"},
    "public.exclude_game": {"service_role"},
    "public.include_game": {"service_role"},
    "public.load_category": {"service_role"},
    "public.sync_look": {"service_role"},
    "public.sync_read": {"service_role"},
    "public.sync_changes": {"service_role"},
    "public.sync_write": {"service_role"},
    "public.load_table": {"service_role"},
}
BOOKKEEPING = {"created_at", "processed", "updated_at", "written_xid", "load_id", "content_hash", "source_file", "raw"}

RIGHTS = """
    select space.nspname || '.' || relation.relname, role, verb
    from pg_class as relation
    join pg_namespace as space on relation.relnamespace = space.oid
    cross join unnest(%s::text[]) as role
    cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as verb
    where space.nspname in ('public', 'ops', 'transform') and relation.relkind in ('r', 'v', 'm', 'p')
        and has_schema_privilege(role, space.oid, 'usage')
        and case
            when verb in ('delete', 'truncate', 'trigger') then has_table_privilege(role, relation.oid, verb)
            else has_any_column_privilege(role, relation.oid, verb)
        end
"""
CALLS = """
    select space.nspname || '.' || routine.proname, role
    from pg_proc as routine
    join pg_namespace as space on routine.pronamespace = space.oid
    cross join unnest(%s::text[]) as role
    where space.nspname in ('public', 'ops', 'transform')
        and has_schema_privilege(role, space.oid, 'usage') and has_function_privilege(role, routine.oid, 'execute')
"""


def test_every_role_has_the_rights_that_were_decided_and_no_others(league: LeagueSite) -> None:
    expected = {
        (f"public.{name}", role, verb)
        for name, roles in TABLES.items()
        for role, verbs in roles.items()
        for verb in verbs
    }
    for table in published_tables(REPOSITORY).values():
        readers = ROLES if table.folder in TRACKERS_FOLDERS else PUBLIC_ROLES
        expected |= {(f"public.{table.name}", role, "select") for role in readers}
    with psycopg.connect(league.url) as connection:
        rights = set(connection.execute(RIGHTS, (list(ROLES),)).fetchall())
    assert sorted(rights - expected) == []
    assert sorted(expected - rights) == []


def test_every_relation_of_public_is_decided(league: LeagueSite) -> None:
    relations = "from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p')"
    names = {name for (name,) in league.rows(f"select relname {relations}")}
    assert names == set(TABLES) | set(published_tables(REPOSITORY))


def test_every_role_may_call_the_functions_that_were_decided_and_no_others(league: LeagueSite) -> None:
    with psycopg.connect(league.url) as connection:
        calls = set(connection.execute(CALLS, (list(ROLES),)).fetchall())
    assert calls == {(name, role) for name, roles in FUNCTIONS.items() for role in roles}


@pytest.mark.parametrize("table", ["staging_events", "staging_shifts"])
@pytest.mark.parametrize(("verb", "own"), [("insert", {"created_at", "processed"}), ("update", {"created_at"})])
def test_a_tracker_writes_what_it_tracks_and_none_of_the_bookkeeping(
    connection: psycopg.Connection, table: str, verb: str, own: set[str]
) -> None:
    columns = connection.execute(
        "select attname, has_column_privilege(%s, attrelid, attnum, %s) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
        (TRACKER, verb, table),
    ).fetchall()
    granted = {name for name, is_granted in columns if is_granted}
    # event_order is the place in an export; video_seconds is computed
    assert granted == {name for name, _ in columns} - (BOOKKEEPING - own) - {"event_order", "video_seconds"}


def test_a_view_of_what_is_staged_shows_a_dashboard_what_the_table_does_not(league: LeagueSite) -> None:
    with psycopg.connect(league.url) as connection:
        connection.execute("set role anon")
        assert connection.execute("select count(*) > 0 from live_events").fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from staging_events")
