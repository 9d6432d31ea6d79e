"""Builds on DuckDB against PostgreSQL's, on a league with every kind of input and mess."""

import sys
from pathlib import Path

import pytest

from benchsight.builds import BuildOptions, build, claims
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.engine import EngineFailed
from benchsight.builds.known import read_known
from benchsight.builds.lock import hold_build_lock
from benchsight.builds.plan import Request, make_plan
from benchsight.db.settings import load_settings
from benchsight.engines.bulk import Bulk
from benchsight.engines.choice import EngineName, choose_engine
from benchsight.engines.duckdb_engine import DuckDb
from tests.benchsight.builds.league import LeagueSite, league

from .both import MESSY, assert_equal, built_by_both

__all__ = ["league"]  # a fixture

DUCKDB = Bulk(DuckDb(memory_gb=1.0), together=2)
STATE = """
    select game_id, input_version, code_version from ops.game_builds order by game_id
"""
PROCESSED = "select count(*) from staging_events where not processed"


@pytest.mark.slow
def test_duckdb_publishes_what_postgresql_publishes(league: LeagueSite, tmp_path: Path, server_url: str) -> None:
    with built_by_both(league, MESSY, tmp_path, server_url, DUCKDB) as (one, other):
        assert_equal(one, other, 10_000)
        for query in (STATE, PROCESSED):
            assert one.execute(query).fetchall() == other.execute(query).fetchall()


@pytest.mark.slow
def test_what_the_tables_refuse_leaves_everything_as_it_was(league: LeagueSite) -> None:
    league.execute("alter table fact_plays add constraint none check (game_id < 900003) not valid")
    _assert_refused(league, "fact_plays")


@pytest.mark.slow
def test_a_row_whose_key_of_a_user_has_no_parent_leaves_everything_as_it_was(league: LeagueSite) -> None:
    league.execute("create table known_games as select game_id from dim_schedule")
    league.execute("alter table known_games add primary key (game_id)")
    league.execute("alter table fact_plays add constraint to_known foreign key (game_id) references known_games")
    league.execute("set session_replication_role = replica; delete from known_games where game_id > 900002")
    _assert_refused(league, "fact_plays.*to_known")


def _assert_refused(league: LeagueSite, match: str) -> None:
    before = league.rows("select xmin, game_id from fact_events") + league.rows(
        "select xmin, game_id from dim_schedule"
    )
    settings = load_settings()
    code = code_version(settings.project_root)
    with hold_build_lock(True, print) as session:
        with session.connection.transaction():
            plan = make_plan(Request(all_games=True), read_known(session.connection, code), code)
            claim = claims.claim(session.connection, plan, code, None)
        with pytest.raises(EngineFailed, match=match):
            DUCKDB.write(session.connection, dbt_project(settings), claim, lambda total, node: None)
    assert (
        league.rows("select xmin, game_id from fact_events") + league.rows("select xmin, game_id from dim_schedule")
        == before
    )


@pytest.mark.slow
def test_a_table_without_stamp_is_written_for_games_with_other_rows_alone(league: LeagueSite) -> None:
    tampered, *others = (game.game_id for game in league.league.games)
    tables = ("int_player_shifts", "int_shots", "int_events")
    rows = {table: f"select cast(t as text) from transform.{table} as t order by 1" for table in tables}
    written = {table: f"select distinct game_id, cast(xmin as text) from transform.{table}" for table in tables}
    expected = {table: league.rows(query) for table, query in rows.items()}
    league.execute(f"update transform.int_player_shifts set stint_number = -stint_number where game_id = {tampered}")
    league.execute(f"delete from transform.int_shots where game_id = {tampered}")
    before = {table: set(league.rows(query)) for table, query in written.items()}
    summary = build(BuildOptions(Request(all_games=True), tests=False, engine=DUCKDB))
    assert (summary.status, summary.engine) == ("completed", "duckdb")
    assert {table: league.rows(query) for table, query in rows.items()} == expected
    for table in ("int_player_shifts", "int_shots"):
        kept = before[table] & set(league.rows(written[table]))
        assert {game for game, _ in kept} == set(others), table
    assert set(league.rows(written["int_events"])) == before["int_events"]


@pytest.mark.slow
def test_a_bad_game_is_set_aside_by_postgresql_and_takes_no_other_with_it(league: LeagueSite) -> None:
    first, bad, last = (game.game_id for game in league.league.games)
    ((earlier,),) = league.rows("select max(built_at) from fact_plays")
    league.execute(f"alter table fact_plays add constraint none check (game_id <> {bad} or built_at <= '{earlier}')")
    built = "select game_id, built_at from ops.game_builds order by game_id"
    before = {str(game): at for game, at in league.rows(built)}
    summary = build(BuildOptions(Request(all_games=True), tests=False, engine=DUCKDB))
    assert summary.engine.startswith("postgres, since duckdb failed: model fact_plays")
    assert [failure.game_id for failure in summary.games_failed] == [bad]
    assert [game for game, at in league.rows(built) if at != before[str(game)]] == [first, last]
    kept = league.rows(f"select max(built_at), count(*) > 0 from fact_plays where game_id = {bad}")
    assert kept == [(earlier, True)]


def test_auto_takes_duckdb_from_a_number_of_games_on() -> None:
    few, many = (choose_engine(EngineName.AUTO, {"BENCHSIGHT_BULK_GAMES": number}) for number in ("4", "3"))
    assert isinstance(few, Bulk) and isinstance(many, Bulk)
    assert (few.at_least, many.at_least) == (4, 3)
    assert choose_engine(EngineName.POSTGRES, {}) is None


def test_auto_without_the_extra_is_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert choose_engine(EngineName.AUTO, {}) is None
