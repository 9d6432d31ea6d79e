"""The real project: a game rebuilt in part, and one deleted."""

import pytest

from benchsight.builds.delete_game import DeleteOptions, delete_game
from benchsight.builds.plan import Request
from benchsight.builds.rebuild import RebuildOptions, rebuild
from tests.benchsight.builds.league import LeagueSite, league

__all__ = ["league"]  # a fixture

PUBLISHED = """
    select table_name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name ~ '^(dim_|fact_|qa_|metrics$)'
    order by table_name
"""
STAGED = """
    select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'game_id' and table_name like 'staging\\_%'
"""
WHEN = "array['built_at', 'payload_version']"


def contents(league: LeagueSite) -> dict[object, object]:
    """A hash of the rows of each published table, but for when they were built."""
    query = f"""
        select md5(string_agg(cast(to_jsonb(t) - {WHEN} as text), '' order by cast(to_jsonb(t) - {WHEN} as text)))
        from {{}} as t
    """
    return {table: league.rows(query.format(table))[0][0] for (table,) in league.rows(PUBLISHED)}


@pytest.mark.slow
def test_a_part_of_a_game_rebuilt_leaves_every_row_as_it_is(league: LeagueSite) -> None:
    before = contents(league)
    game_id = league.league.games[0].game_id
    league.execute(f"delete from fact_h2h where game_id = {game_id}")
    league.execute(f"update fact_player_game_stats set goals = 99 where game_id = {game_id}")
    league.execute("update metrics set value = 99")
    summary = rebuild(["fact_h2h", "stats_facts", "metrics"], [game_id], "replace", RebuildOptions(tests=False))
    assert summary.status == "completed"
    rebuild(["metrics"], operation="replace", options=RebuildOptions(tests=False))
    assert contents(league) == before


@pytest.mark.slow
def test_a_deleted_game_was_never_there(league: LeagueSite) -> None:
    deleted = league.league.games[0].game_id
    summary = delete_game(deleted, DeleteOptions(with_inputs=True))
    assert summary.recomputed is not None
    assert "metrics" in summary.recomputed
    after = contents(league)
    league.build(Request(full_refresh=True))
    assert contents(league) == after
    staged = [table for (table,) in league.rows(STAGED)]
    assert len(staged) > 8
    assert [table for table in staged if league.rows(f"select from {table} where game_id = {deleted}")] == []
