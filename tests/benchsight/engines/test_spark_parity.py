"""Spark and PostgreSQL yield the same rows of the same league."""

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from benchsight.builds.dbt.compiled import VIEW, CompiledModel, compiled_models
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.write import set_scope
from benchsight.db.settings import load_settings
from benchsight.engines.columns import Column, read_columns
from benchsight.engines.input import plan_input, write_input
from benchsight.engines.models import split_models
from benchsight.engines.spark_engine import SparkRun
from benchsight.engines.translate.typed import schema_of
from benchsight.engines.translated import translated_models
from tests.benchsight.builds.league import LeagueSite, league

from .spark_session import needs_spark, spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["league", "spark"]  # fixtures

pytestmark = needs_spark

STAMPS = {"built_at"}
# Of these PostgreSQL makes the rows, since Spark cannot: what they use is in translate.common and spark_queries.
BY_POSTGRESQL = {
    "int_metric_entities",
    "int_unknown_codes",
    "metrics",
    "qa_data_completeness",
    "qa_player_identity",
    "qa_scorer_comparison",
}


def test_every_cell_is_the_same(league: LeagueSite, spark: "SparkSession", tmp_path: Path) -> None:
    settings = load_settings()
    code = code_version(settings.project_root)
    project = dbt_project(settings)
    compiled = compiled_models(project, code)
    with psycopg.connect(league.url) as connection:
        schema = schema_of(read_columns(connection, _relations(compiled)))
        translated = translated_models(project, code, compiled, "spark", schema)
        models = split_models(compiled, lambda model: model.full_name in translated)
        assert {model.name for model in models.last} == BY_POSTGRESQL
        columns = read_columns(connection, [*models.inputs, *(model.full_name for model in models.here)])
        versions: dict[int, int] = dict(
            connection.execute("select game_id, input_version from ops.game_inputs").fetchall()
        )
        row = connection.execute("select current_timestamp").fetchone()
        assert row is not None and len(versions) == 3
        set_scope(connection, versions)
        run = SparkRun(spark, models, translated, columns, str(tmp_path / "spark"))
        for relation in plan_input(connection, models):
            file = tmp_path / f"{relation.name}.csv"
            write_input(connection, relation, list(versions), file)
            run.take(relation, file)
        run.set_scope(versions, row[0])
        ended: list[str] = []
        files = run.run(tmp_path / "out", ended.append)
        assert ended == [model.name for model in models.published] == list(files)
        for model in models.published:
            _compare(connection, model, columns[model.full_name], files[model.name])
    kept = tmp_path / "spark" / "tables" / "public.fact_events"
    buckets = {path.parent.name for path in kept.glob("game_season=*/game_bucket=*/*.parquet")}
    assert buckets == {f"game_bucket={game % 16}" for game in versions}


def _relations(compiled: list[CompiledModel]) -> set[str]:
    return {name for model in compiled for name in (*model.parents, model.full_name)}


def _compare(connection: psycopg.Connection, model: CompiledModel, columns: list[Column], file: Path) -> None:
    """Compare a CSV file with the table; numbers by value, rows without the time of the build."""
    assert model.strategy != VIEW
    table = sql.Identifier(*model.full_name.split("."))
    connection.execute(sql.SQL("create temporary table made on commit drop as select * from {} limit 0").format(table))
    with connection.cursor() as cursor, cursor.copy("copy made from stdin (format csv)") as copied:
        copied.write(file.read_bytes())
    names = [column.name for column in columns if column.name not in STAMPS]
    selected = sql.SQL(", ").join(map(sql.Identifier, names))
    one, other = (sql.SQL("select {} from {}").format(selected, each) for each in (table, sql.Identifier("made")))
    for before, after in ((one, other), (other, one)):
        query = sql.SQL("select to_jsonb(lost) from ({} except all {}) as lost limit 3").format(before, after)
        assert connection.execute(query).fetchall() == [], model.name
    connection.execute("drop table made")
