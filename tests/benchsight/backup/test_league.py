"""A league that the real project built: out, and back into a database that never saw a build."""

from collections.abc import Callable
from pathlib import Path

import psycopg

from benchsight.builds.dbt.project import code_version
from benchsight.builds.known import read_known
from benchsight.builds.plan import Part, Request, make_plan

from ..builds.league import LeagueSite
from .conftest import Database

# Without brackets and space: the server writes `a in (b, c)` of columns as nested pairs, and reads those as one list.
VIEWS = r"""
    select n.nspname, c.relname, regexp_replace(pg_get_viewdef(c.oid), '[()\s]', '', 'g') from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'transform') and c.relkind = 'v' order by 1, 2
"""
INDEXES = "select indexdef from pg_indexes where schemaname in ('public', 'transform') order by 1"


def due(database: Database) -> Part:
    """What a build here would do."""
    with psycopg.connect(database.url) as connection:
        code = code_version(Path.cwd())
        return make_plan(Request(), read_known(connection, code), code).part


def test_a_built_league_comes_back_whole_into_a_new_database(
    league: LeagueSite, new_database: Callable[[], Database], tmp_path: Path, file_format: str
) -> None:
    source, target = Database(league.url), new_database()
    source.export(tmp_path / "out", file_format=file_format)
    summary = target.restore(tmp_path / "out")
    assert target.digests(summary.load_id) == source.digests()
    assert (target.rows(VIEWS), target.rows(INDEXES)) == (source.rows(VIEWS), source.rows(INDEXES))
    assert due(target) == Part.NOTHING


def test_a_rolled_back_league_is_as_it_was(league: LeagueSite, tmp_path: Path) -> None:
    database = Database(league.url)
    database.export(tmp_path / "out")
    before = database.digests()
    first = league.league.games[0].game_id
    database.execute(f"delete from staging_events where game_id = {first} and event_index % 2 = 0")
    league.build()
    assert database.digests() != before
    summary = database.restore(tmp_path / "out")
    assert database.digests(summary.load_id) == before
    assert due(database) == Part.NOTHING


def published(database: Database) -> dict[str, list[str]]:
    """Rows of some published tables, without what says by which build they were made."""
    query = "select cast(to_jsonb(t) - '{{built_at,payload_version}}'::text[] as text) from {} as t"
    tables = ("fact_events", "fact_player_game_stats", "fact_h2h", "metrics", "dim_schedule")
    return {table: sorted(str(row) for (row,) in database.rows(query.format(table))) for table in tables}


def test_a_game_that_is_rolled_back_is_published_as_before_at_once_and_after_a_build(
    league: LeagueSite, tmp_path: Path
) -> None:
    database = Database(league.url)
    database.export(tmp_path / "out")
    before = published(database)
    first = league.league.games[0].game_id
    database.execute(f"delete from staging_events where game_id = {first} and event_index % 2 = 0")
    league.build()
    assert database.restore(tmp_path / "out", games=(first,)).due_games == [first]
    restored = published(database)
    assert {name for name, rows in restored.items() if rows != before[name]} == {"metrics"}  # over many games
    assert league.build().games_built == [first]
    assert published(database) == before
