"""Builds on Spark against PostgreSQL's, on a league with every kind of input and mess."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchsight.engines.bulk import Bulk
from benchsight.engines.choice import EngineName, choose_engine
from benchsight.engines.spark_engine import Spark
from benchsight.errors import ConfigurationError, MissingExtra
from tests.benchsight.builds.league import LeagueSite, league

from .both import MESSY, assert_equal, built_by_both
from .spark_session import needs_spark, spark

__all__ = ["league", "spark"]  # fixtures

pytestmark = needs_spark

SHORT = replace(MESSY, period_minutes=((6, 6, 6),))


@pytest.mark.slow
@pytest.mark.usefixtures("spark")
def test_spark_publishes_what_postgresql_publishes(league: LeagueSite, tmp_path: Path, server_url: str) -> None:
    engine = Bulk(Spark("local[2]", str(tmp_path / "spark")), together=100)
    with built_by_both(league, SHORT, tmp_path, server_url, engine) as (one, other):
        assert_equal(one, other, 5_000)
        games = [game for (game,) in one.execute("select distinct game_id from fact_events")]
    files = (tmp_path / "spark").glob("build_*/batch_0/tables/public.fact_events/game_season=*/game_bucket=*/*.parquet")
    assert {file.parent.name for file in files} == {f"game_bucket={game % 16}" for game in games}


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
