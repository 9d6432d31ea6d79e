"""Objects of users on our relations survive a build that recreates these, or are named."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchsight.builds import BuildOptions, build
from benchsight.builds.errors import BuildError
from benchsight.builds.plan import Request
from benchsight.cli.screens.build import show_build
from benchsight.terminal.text import Terminal

from .conftest import Site, copy_project, facts

EVERYTHING = Request(full_refresh=True)
MADE = """
    create role {role};
    create schema own;
    create view own.goals with (security_invoker = true) as select * from fact_events where event_type = 'Goal';
    create view own."Goals again" as select event_key as "Key" from own.goals;
    create materialized view own.by_type as select event_type, count(*) as events from transform.stg_events group by 1;
    create unique index on own.by_type (event_type);
    comment on view own.goals is 'an analyst''s';
    comment on column own.goals.event_key is 'which';
    grant select on own.goals to {role} with grant option;
    grant update (event_type) on own.goals to {role};
    alter view own."Goals again" owner to {role};
    create index own_index on fact_events (event_type);
    grant select on fact_events to {role};
    create table own.notes (event_key text constraint of_an_event references fact_events (event_key));
    insert into own.notes values ('E100002');
    create policy own_policy on fact_events as restrictive for select to {role} using (game_id > 1);
    alter table fact_events add constraint own_check check (game_id > 0);
    create function own.told() returns trigger language plpgsql as 'begin return new; end';
    create trigger own_trigger before insert on fact_events for each row execute function own.told();
    create publication own_publication for table fact_events with (publish = 'insert');
"""
# What of it stands on a table of ours.
ON_OURS = """
    select conname::text, pg_get_constraintdef(oid) from pg_constraint where conname = 'own_check'
    union all
    select tgname::text, pg_get_triggerdef(oid) from pg_trigger where tgname = 'own_trigger'
    union all
    select pubname::text, tablename::text from pg_publication_tables where pubname = 'own_publication'
    union all
    select policyname::text, (permissive, roles, cmd, qual, with_check)::text from pg_policies
    where policyname = 'own_policy'
"""
# Everything that the catalogue says of it, without the numbers of its objects.
TOLD = """
    select
        classes.oid::regclass::text, classes.relkind::text, classes.reloptions, roles.rolname, classes.relacl::text,
        case when relkind in ('v', 'm') then pg_get_viewdef(classes.oid) end, obj_description(classes.oid),
        (select string_agg(attname || attacl::text, ',') from pg_attribute where attrelid = classes.oid),
        (select string_agg(col_description(attrelid, attnum), ',') from pg_attribute where attrelid = classes.oid),
        (select string_agg(pg_get_indexdef(indexrelid), ',') from pg_index where indrelid = classes.oid),
        (
            select string_agg(conname || pg_get_constraintdef(oid), ',') from pg_constraint
            where conrelid = classes.oid and contype = 'f'
        )
    from pg_class as classes join pg_roles as roles on classes.relowner = roles.oid
    where relnamespace = 'own'::regnamespace and relkind in ('v', 'm', 'r') order by 1
"""


@pytest.fixture
def copied(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout, to change models in."""
    site.root = copy_project(Path(__file__).parent / "project", tmp_path / "checkout")
    monkeypatch.chdir(site.root)
    return site.root


@pytest.fixture
def role(site: Site, worker_id: str) -> Iterator[str]:
    """An analyst, who has built something of her own in the database."""
    name = f"analyst_{worker_id}"
    site.execute(MADE.format(role=name))
    yield name
    site.execute(f"drop owned by {name} cascade")
    site.execute(f"drop role {name}")


def test_own_views_indexes_keys_and_rights_are_as_they_were_when_all_is_recreated(site: Site, role: str) -> None:
    before, on_ours = site.rows(TOLD), site.rows(ON_OURS)
    assert (len(before), len(on_ours)) == (4, 4)
    summary = site.build(EVERYTHING)
    assert summary.status == "completed", summary.problem
    assert (site.rows(TOLD), site.rows(ON_OURS)) == (before, on_ours)
    assert site.rows('select "Key" from own."Goals again"') == [("E100002",)]
    assert site.rows("select events from own.by_type order by 1") == [(1,), (2,)]
    assert site.rows(f"select has_table_privilege('{role}', 'fact_events', 'select')") == [(True,)]
    assert site.rows("select to_regclass('own_index') is not null") == [(True,)]
    assert site.rows("select * from ops.kept_objects") == []


def test_what_is_recreated_takes_the_place_of_the_old_and_leaves_nothing_behind(site: Site) -> None:
    relations = """
        select relname::text, relkind::text, oid from pg_class
        where relnamespace in ('public'::regnamespace, 'transform'::regnamespace) and relkind in ('r', 'v')
        order by relname
    """
    listed = [name for name, *_ in site.rows("select relation_name from ops.project_relations")]
    before = site.rows(relations)
    assert site.build(EVERYTHING).status == "completed"
    after = site.rows(relations)
    assert [each[:2] for each in after] == [each[:2] for each in before]
    assert {each[0] for each in before if each not in after} == set(listed)


def test_a_view_of_ours_gets_another_name_below_views_that_stay(site: Site, copied: Path) -> None:
    config = '{{ config(materialized="view", schema="transform") }}'
    lower, upper = copied / "models" / "first_name.sql", copied / "models" / "upper_events.sql"
    lower.write_text(f"{config} select * from {{{{ ref('stg_events') }}}}")
    upper.write_text(f"{config} select * from {{{{ ref('first_name') }}}}")
    assert site.build().status == "completed"
    lower.rename(copied / "models" / "second_name.sql")
    upper.write_text(upper.read_text().replace("first_name", "second_name"))
    summary = site.build()
    assert summary.status == "completed", summary.problem
    assert site.rows(
        "select to_regclass('transform.first_name'), to_regclass('transform.second_name') is not null"
    ) == [(None, True)]
    assert site.rows("select count(*) from transform.upper_events") == site.rows("select count(*) from fact_events")


def test_a_view_whose_column_is_gone_is_named_and_kept_and_comes_back_with_the_column(
    site: Site, role: str, copied: Path
) -> None:
    model = copied / "models" / "fact_events.sql"
    text = model.read_text()
    model.write_text(text.replace("event_type\n", "event_type as kind_of_event\n"))
    other = copied / "models" / "qa_data_completeness.sql"
    other.write_text(other.read_text().replace("event_type", "kind_of_event"))
    summary = site.build()
    assert summary.status == "completed"
    assert [lost.split(":")[0] for lost in summary.not_restored] == [
        "view own.goals",
        'view own."Goals again"',
        "index public.own_index of public.fact_events",
    ]
    assert "event_type" in summary.not_restored[0]
    printed = io.StringIO()
    show_build(summary, Terminal(width=200, file=printed))
    assert "NOT made again: view own.goals" in printed.getvalue()
    assert site.rows("select to_regclass('own.goals') is null") == [(True,)]
    model.write_text(text)
    other.write_text(other.read_text().replace("kind_of_event", "event_type"))
    assert site.build().not_restored == []
    assert site.rows('select "Key" from own."Goals again"') == [("E100002",)]
    assert site.rows("select * from ops.kept_objects") == []


def test_what_cannot_be_made_again_stops_a_build_before_anything_is_dropped_unless_it_may(site: Site) -> None:
    site.execute("create function of_a_game(fact_events) returns integer language sql return $1.game_id")
    with pytest.raises(
        BuildError, match=r"would drop [^\n]*:\n  function public.of_a_game\([^\n]*\n.*--drop-dependents"
    ):
        site.build(EVERYTHING)
    assert site.rows("select count(*) from fact_events") == [(3,)]
    site.add_event(2, 2, "Goal")
    assert site.build().status == "completed"  # a build of games drops nothing
    assert build(BuildOptions(EVERYTHING, tests=False, drop_dependents=True)).status == "completed"
    assert site.rows("select to_regproc('of_a_game') is null") == [(True,)]


def test_a_missing_view_or_table_makes_a_build_due_which_says_what_it_makes(site: Site) -> None:
    assert site.build().status == "nothing"
    site.execute("drop view transform.stg_events cascade")
    summary = site.build()
    assert (summary.missing, summary.full_refresh, summary.games_built) == (["stg_events"], False, [])
    before = facts(site)
    site.execute("drop table fact_events")
    summary = site.build(Request(games=[1]))
    assert (summary.missing, summary.full_refresh, summary.games_built) == (["fact_events"], True, [1, 2])
    assert facts(site) == before
    site.execute("drop table fact_events")
    assert site.build(Request(games=[1], select="fact_events")).status == "completed"
    assert len(facts(site)) < len(before)
    summary = site.build()  # a table that was made of one game is not whole
    assert (summary.missing, facts(site)) == (["fact_events"], before)
    assert site.build().status == "nothing"
