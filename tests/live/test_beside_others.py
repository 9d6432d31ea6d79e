"""A database that holds more than ours: a migration leaves what others created, granted or set as it was."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from benchsight.db.migrations import apply_migrations, read_migrations

from .test_access import RIGHTS, ROLES, TABLES

MIGRATIONS = Path(__file__).resolve().parents[2] / "supabase" / "migrations"

# As a new Supabase project has it: whatever is made in public is its API's.
AS_ON_SUPABASE = "; ".join(
    f"alter default privileges in schema public grant all on {kind} to anon, authenticated, service_role"
    for kind in ("tables", "sequences", "functions")
)
A_STRANGERS_OWN = """
    create table public.memberships (id bigint generated always as identity primary key, member text);
    alter table public.memberships enable row level security;
    create policy own_row on public.memberships for select to authenticated using (member = current_user);
    create sequence public.invoice_numbers;
    create view public.members as select member from public.memberships;
    create function public.count_members() returns bigint language sql as 'select count(*) from public.memberships';
    grant select, insert on public.memberships to anon;
    revoke delete on public.memberships from service_role;
    alter default privileges revoke execute on functions from public;
"""
# Everything that says who may do what, of whatever is there before the migrations.
WHO_MAY_WHAT = """
    select 'relation ' || c.oid::regclass, cast(c.relacl as text) || c.relrowsecurity
    from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relname <> all(%(ours)s) and c.relkind <> 'i'
    union all
    select 'function ' || p.oid::regprocedure, cast(p.proacl as text)
    from pg_proc as p where p.pronamespace = 'public'::regnamespace and p.proname <> all(%(ours)s)
    union all
    select concat('defaults ', d.defaclrole::regrole, d.defaclnamespace, d.defaclobjtype), cast(d.defaclacl as text)
    from pg_default_acl as d
    union all
    select 'policy ' || p.polname, concat(p.polrelid::regclass, p.polcmd, pg_get_expr(p.polqual, p.polrelid))
    from pg_policy as p where p.polrelid = 'public.memberships'::regclass
    order by 1
"""
FUNCTIONS_OF_OURS = ["load_table", "load_category", "delete_game", "exclude_game", "include_game"]
FUNCTIONS_OF_OURS += ["sync_look", "sync_read", "sync_changes", "sync_write"]


@pytest.fixture
def shared(empty_database_url: str) -> Iterator[psycopg.Connection]:
    """A connection to a database like a Supabase project's, in which a stranger has tables and grants."""
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute(AS_ON_SUPABASE.encode())
        connection.execute(A_STRANGERS_OWN.encode())
        yield connection


def ours(connection: psycopg.Connection) -> list[str]:
    """Names of the relations and functions that are ours."""
    names = connection.execute(
        "select c.relname from pg_class as c where c.relnamespace = 'public'::regnamespace"
        " and (c.relname = any(%s) or exists (select from pg_depend as d join pg_class as t on d.refobjid = t.oid"
        " where d.objid = c.oid and t.relname = any(%s) and c.relkind in ('S', 't')))",
        (list(TABLES), list(TABLES)),
    )
    return [name for (name,) in names] + FUNCTIONS_OF_OURS


def test_a_migration_touches_nothing_that_a_stranger_made_granted_or_set(shared: psycopg.Connection) -> None:
    before = shared.execute(WHO_MAY_WHAT, {"ours": []}).fetchall()
    assert len(before) > 8
    apply_migrations(shared, read_migrations(MIGRATIONS))
    assert shared.execute(WHO_MAY_WHAT, {"ours": ours(shared)}).fetchall() == before


def test_what_is_ours_has_the_same_rights_whatever_the_defaults_of_the_database(shared: psycopg.Connection) -> None:
    apply_migrations(shared, read_migrations(MIGRATIONS))
    rights = {right for right in shared.execute(RIGHTS, (list(ROLES),)) if right[0].removeprefix("public.") in TABLES}
    expected = {
        (f"public.{name}", role, verb)
        for name, roles in TABLES.items()
        for role, verbs in roles.items()
        for verb in verbs
    }
    assert rights == expected
    sequences = shared.execute(
        "select s.oid::regclass::text, role from pg_class as s cross join unnest(%s::text[]) as role"
        " where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace and s.relname not in"
        " ('invoice_numbers', 'memberships_id_seq') and has_sequence_privilege(role, s.oid, 'usage')",
        (list(ROLES),),
    ).fetchall()
    assert sequences == []
