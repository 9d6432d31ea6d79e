"""A league that the real project built: out, and back into a database that never saw a build."""

from collections.abc import Callable
from pathlib import Path

import psycopg

from benchsight.build.code_version import code_version
from benchsight.build.plan import Part, Request, make_plan
from benchsight.build.state import read_known

from ..build.league import LeagueSite
from .conftest import Database

VIEWS = """
    select n.nspname, c.relname, pg_get_viewdef(c.oid) from pg_class as c
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


def test_a_game_that_is_rolled_back_builds_to_what_it_was(league: LeagueSite, tmp_path: Path) -> None:
    database = Database(league.url)
    database.export(tmp_path / "out")
    published = {
        name: digest for name, digest in database.digests().items() if name.split(".")[1][:5] in ("fact_", "dim_p")
    }
    first = league.league.games[0].game_id
    database.execute(f"delete from staging_events where game_id = {first} and event_index % 2 = 0")
    league.build()
    assert database.restore(tmp_path / "out", games=(first,)).due_games == [first]
    assert league.build().games_built == [first]
    after = database.digests()
    assert {name: after[name] for name in published} == published
