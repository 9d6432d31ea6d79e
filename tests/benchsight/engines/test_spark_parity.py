"""Builds on Spark against PostgreSQL's, on a league with every kind of input and mess."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from bench.parity import compare, relations
from benchsight.builds import BuildOptions, build
from benchsight.builds.plan import Request
from benchsight.engines.bulk import Bulk
from benchsight.engines.choice import EngineName, choose_engine
from benchsight.engines.spark_engine import Spark
from benchsight.errors import ConfigurationError, MissingExtra
from benchsight.simulator import write_league
from ingest.runs.load import load_paths
from tests.benchsight.builds.league import LeagueSite, copy_of, league

from .spark_session import needs_spark, spark
from .test_build import MESSY

if TYPE_CHECKING:
    pass

__all__ = ["league", "spark"]  # fixtures

pytestmark = needs_spark

SHORT = replace(MESSY, period_minutes=((6, 6, 6),))


@pytest.mark.slow
@pytest.mark.usefixtures("spark")
def test_spark_publishes_what_postgresql_publishes(
    league: LeagueSite, tmp_path: Path, server_url: str, worker_id: str
) -> None:
    write_league(SHORT, tmp_path)
    with psycopg.connect(league.url) as loader:
        assert load_paths(loader, [tmp_path / "league", tmp_path / "games"]).ok
    league.build()
    expected = copy_of(server_url, f"expected_{worker_id}", league.url.rsplit("/", 1)[1])
    engine = Bulk(Spark("local[2]", str(tmp_path / "spark")), together=100)
    summary = build(BuildOptions(Request(all_games=True), tests=False, engine=engine))
    assert (summary.status, summary.engine) == ("completed", "spark"), summary
    with psycopg.connect(expected) as one, psycopg.connect(league.url) as other:
        compared = {name: compare(one, other, name) for name in relations(one)}
        games = [game for (game,) in one.execute("select distinct game_id from fact_events")]
    assert {name: (missing, added) for name, (_, missing, added) in compared.items() if missing or added} == {}
    assert sum(rows for rows, _, _ in compared.values()) > 5_000
    files = (tmp_path / "spark").glob("build_*/batch_0/tables/public.fact_events/game_season=*/game_bucket=*/*.parquet")
    assert {file.parent.name for file in files} == {f"game_bucket={game % 16}" for game in games}
    assert build(BuildOptions(tests=False)).status == "nothing"


@pytest.mark.parametrize(
    ("environ", "missing"),
    [({"JAVA_HOME": "/nowhere"}, "Java 17"), ({"BENCHSIGHT_SPARK_MASTER": "spark://host"}, "BENCHSIGHT_SPARK_FOLDER")],
)
def test_what_spark_lacks_is_one_error(environ: dict[str, str], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        choose_engine(EngineName.SPARK, environ)


def test_spark_without_the_extra_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(MissingExtra, match=r"benchsight\[spark\]"):
        choose_engine(EngineName.SPARK, {})
