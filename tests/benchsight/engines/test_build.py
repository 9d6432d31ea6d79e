"""Builds on DuckDB against PostgreSQL's, on a league with every kind of input and mess."""

import sys
from pathlib import Path

import psycopg
import pytest

from bench.parity import compare, relations
from benchsight.builds import BuildOptions, build, state
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.engine import EngineFailed
from benchsight.builds.lock import hold_build_lock
from benchsight.builds.plan import Request, make_plan
from benchsight.db.settings import load_settings
from benchsight.engines.bulk import Bulk
from benchsight.engines.choice import EngineName, choose_engine
from benchsight.engines.duckdb_engine import DuckDb
from benchsight.simulator import Mess, Rare, SimulationConfig, write_league
from ingest.runs.load import load_paths
from tests.benchsight.builds.league import LeagueSite, copy_of
from tests.benchsight.builds.league import league as league

MESSY = SimulationConfig(
    seed=23, teams=2, games=3, first_game_id=910001, full=True, mess=Mess.everything(), rare=Rare.everything()
)
DUCKDB = Bulk(DuckDb(memory_gb=1.0), together=2)
STATE = """
    select game_id, input_version, code_version from ops.game_builds order by game_id
"""
PROCESSED = "select count(*) from staging_events where not processed"


@pytest.mark.slow
def test_duckdb_publishes_what_postgresql_publishes(
    league: LeagueSite, tmp_path: Path, server_url: str, worker_id: str
) -> None:
    write_league(MESSY, tmp_path)
    with psycopg.connect(league.url) as loader:
        assert load_paths(loader, [tmp_path / "league", tmp_path / "games"]).ok
    league.build()
    expected = copy_of(server_url, f"expected_{worker_id}", league.url.rsplit("/", 1)[1])
    summary = build(BuildOptions(Request(all_games=True), tests=False, engine=DUCKDB))
    assert (summary.status, summary.engine) == ("completed", "duckdb"), summary
    with psycopg.connect(expected) as one, psycopg.connect(league.url) as other:
        compared = {name: compare(one, other, name) for name in relations(one)}
        differing = {name: (missing, added) for name, (_, missing, added) in compared.items() if missing or added}
        assert differing == {}
        assert sum(rows for rows, _, _ in compared.values()) > 10_000
        for query in (STATE, PROCESSED):
            assert one.execute(query).fetchall() == other.execute(query).fetchall()
    assert build(BuildOptions(tests=False)).status == "nothing"


@pytest.mark.slow
def test_what_the_tables_refuse_leaves_everything_as_it_was(league: LeagueSite) -> None:
    league.execute("alter table fact_plays add constraint none check (game_id < 900003) not valid")
    before = league.rows("select xmin, game_id from fact_events") + league.rows(
        "select xmin, game_id from dim_schedule"
    )
    settings = load_settings()
    code = code_version(settings.project_root)
    with hold_build_lock(True, print) as session:
        with session.connection.transaction():
            plan = make_plan(Request(all_games=True), state.read_known(session.connection, code), code)
            claim = state.claim(session.connection, plan, code, None)
        with pytest.raises(EngineFailed, match="fact_plays"):
            DUCKDB.write(session.connection, dbt_project(settings), claim, lambda total, node: None)
    assert (
        league.rows("select xmin, game_id from fact_events") + league.rows("select xmin, game_id from dim_schedule")
        == before
    )


def test_auto_takes_duckdb_from_a_number_of_games_on() -> None:
    few, many = (choose_engine(EngineName.AUTO, {"BENCHSIGHT_BULK_GAMES": number}) for number in ("4", "3"))
    assert isinstance(few, Bulk) and isinstance(many, Bulk)
    assert (few.at_least, many.at_least) == (4, 3)
    assert choose_engine(EngineName.POSTGRES, {}) is None


def test_auto_without_the_extra_is_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert choose_engine(EngineName.AUTO, {}) is None
