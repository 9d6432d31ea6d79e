"""What Supabase's advisors ask of a database, asked of the catalogue: of the schema by itself and of a built league."""

import psycopg
import pytest

from tests.benchsight.builds.league import LeagueSite

# By the advisor's name: the objects that it would list.
ADVISORS = {
    "rls_disabled_in_public": """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
    """,
    "policy_exists_rls_disabled": """
        select c.oid::regclass::text from pg_class as c
        where not c.relrowsecurity and exists (select from pg_policy as p where p.polrelid = c.oid)
    """,
    "rls_enabled_no_policy": """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
            and not exists (select from pg_policy as p where p.polrelid = c.oid)
    """,
    "multiple_permissive_policies": """
        select concat_ws(' ', p.polrelid::regclass, p.polcmd, role::regrole)
        from pg_policy as p, unnest(p.polroles) as role
        where p.polpermissive group by p.polrelid, p.polcmd, role having count(*) > 1
    """,
    "function_search_path_mutable": """
        select p.oid::regprocedure::text from pg_proc as p
        where p.pronamespace in ('public'::regnamespace, 'ops'::regnamespace)
            and not exists (select from unnest(p.proconfig) as setting where setting like 'search_path=%')
    """,
    "materialized_view_in_api": """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('m', 'f')
    """,
    "extension_in_public": """
        select extname from pg_extension where extnamespace = 'public'::regnamespace
    """,
    # a row of a season has a unique index instead: a game's season may be unknown, and no column of a primary key may
    "no_primary_key": """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and not exists (
                select from pg_index as i where i.indrelid = c.oid
                    and (i.indisprimary or i.indisunique and c.relname like '%season_stats')
            )
    """,
    "duplicate_index": """
        select i.indrelid::regclass || ': ' || string_agg(i.indexrelid::regclass::text, ', ')
        from pg_index as i join pg_class as c on i.indrelid = c.oid
        where c.relnamespace = 'public'::regnamespace
        group by i.indrelid, i.indkey, i.indpred::text, i.indexprs::text, i.indclass having count(*) > 1
    """,
}
# security_definer_view: a view lends its owner's rights only where its readers need them, since it shows a part of what
# they may not read: what is staged (live_*), what builds note (built_at), steps of the models.
LENDS_FOR_NOTHING = """
    select c.oid::regclass::text from pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
        and not array_to_string(coalesce(c.reloptions, '{}'), ',') ~ 'security_invoker=(on|t|true)'
        and not exists (
            select from pg_rewrite as rule join pg_depend as d on d.objid = rule.oid
            join pg_class as t on d.refobjid = t.oid and d.refclassid = 'pg_class'::regclass and t.oid <> c.oid
            where rule.ev_class = c.oid and not (
                has_schema_privilege('anon', t.relnamespace, 'usage') and has_table_privilege('anon', t.oid, 'select')
            )
        )
"""


@pytest.mark.parametrize("advisor", ADVISORS)
def test_an_advisor_finds_nothing_in_the_schema(connection: psycopg.Connection, advisor: str) -> None:
    assert connection.execute(ADVISORS[advisor].encode()).fetchall() == []


def test_no_advisor_finds_anything_in_a_built_league(league: LeagueSite) -> None:
    assert {name: found for name, query in ADVISORS.items() if (found := league.rows(query))} == {}
    assert league.rows("select count(*) > 50 from pg_policy") == [(True,)]


def test_a_view_lends_its_owners_rights_only_where_its_readers_need_them(league: LeagueSite) -> None:
    assert league.rows(LENDS_FOR_NOTHING) == []
    invoking = league.rows(
        "select count(*) from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
        " and array_to_string(reloptions, ',') like '%security_invoker=t%'"
    )
    assert int(str(invoking[0][0])) > 20


def test_everybody_reads_every_view_and_table_that_is_published(league: LeagueSite) -> None:
    """With rights of his own and row level security: what is there, not an empty answer."""
    names = [name for (name,) in league.rows("select table_name from ops.published_tables order by 1")]
    filled = {name: league.rows(f"select count(*) from {name}")[0][0] for name in names}
    with psycopg.connect(league.url) as connection:
        connection.execute("set role anon")
        seen = {name: connection.execute(f"select count(*) from {name}".encode()).fetchone() for name in names}
    assert seen == {name: (rows,) for name, rows in filled.items()}


def test_the_owner_who_builds_is_above_row_level_security(league: LeagueSite) -> None:
    forced = "select relname from pg_class where relforcerowsecurity"
    assert league.rows(forced) == []
    plan = "\n".join(str(row[0]) for row in league.rows("explain select * from fact_events where game_id = 1"))
    with psycopg.connect(league.url) as connection:
        connection.execute("set role anon")
        seen = connection.execute("explain select * from fact_events where game_id = 1").fetchall()
    assert "\n".join(str(row[0]) for row in seen) == plan
