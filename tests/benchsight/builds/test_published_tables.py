"""ops.published_tables, the names that the functions of the API take: a dbt run lists the tables of the project."""

from benchsight.builds.rebuild.tables import published_tables

from .league import REPOSITORY, LeagueSite

LISTED = "select table_name, category, load_order, kind from ops.published_tables order by load_order, table_name"


def test_a_build_lists_every_published_table_as_the_project_has_it(league: LeagueSite) -> None:
    tables = published_tables(REPOSITORY).values()
    assert league.rows(LISTED) == [(t.name, t.category, t.load_order, t.kind) for t in tables]
    existing = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
    assert {table.name for table in tables} <= {name for (name,) in league.rows(existing)}


def test_what_tracker_keys_may_read_is_named_so_that_a_restore_knows_it_too(league: LeagueSite) -> None:
    """ops.publish goes by the names."""
    dimensions = {name for name, category, _, _ in league.rows(LISTED) if category == "dims"}
    assert dimensions == {name for name, *_ in league.rows(LISTED) if str(name).startswith("dim_")}
