"""Files of rows that Spark computed, as PostgreSQL copies them."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pytest

from benchsight.builds.dbt.compiled import PER_GAME, CompiledModel
from benchsight.engines import spark_engine
from benchsight.engines.columns import Column
from benchsight.engines.models import EngineModels
from benchsight.engines.runs import Work
from benchsight.engines.spark_engine import Spark, SparkRun

from .spark_session import needs_spark, spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["spark"]  # a fixture

pytestmark = needs_spark

MODEL = CompiledModel("said", "public", "said", PER_GAME, "", True, [])
COLUMNS = [
    Column("place", "integer"),
    Column("word", "text"),
    Column("ratio", "numeric(4,2)"),
    Column("names", "text[]"),
]
ROWS: list[tuple[Any, ...]] = [
    (1, 'a "quoted", word', Decimal("0.50"), ["x", None]),
    (2, None, None, None),
    (3, "", Decimal("1.25"), []),
    (4, "two\nlines", Decimal("2.00"), ['"', "\\"]),
    (5, "Zoë", Decimal("3.00"), ["{}"]),
]


@pytest.mark.parametrize("is_here", [True, False])
def test_rows_come_back_whatever_they_hold(
    is_here: bool,
    spark: "SparkSession",
    connection: psycopg.Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spark_engine, "MOST_LINES", 2)  # several parts
    types = (pa.int32(), pa.string(), pa.decimal128(4, 2), pa.list_(pa.string()))
    values = zip(COLUMNS, types, zip(*ROWS, strict=True), strict=True)
    table = pa.table({column.name: pa.array(of_rows, type_) for column, type_, of_rows in values})
    spark.createDataFrame(table).createOrReplaceTempView("public__said")
    work = Work(EngineModels([], [], set(), [MODEL], []), {}, {MODEL.full_name: COLUMNS}, {}, 3)
    SparkRun(work, spark, str(tmp_path), is_here).write(MODEL, tmp_path / "said.csv", None)
    connection.execute("create temporary table said (place integer, word text, ratio numeric(4,2), names text[])")
    with connection.cursor().copy("copy said from stdin (format csv)") as copied:
        copied.write((tmp_path / "said.csv").read_bytes())
    assert connection.execute("select * from said order by place").fetchall() == ROWS
    assert [path.name for path in tmp_path.iterdir()] == ["said.csv"]


ENDED = """
import os, signal, sys
from pathlib import Path
import psutil
from benchsight.engines.models import EngineModels
from benchsight.engines.runs import Work
from benchsight.engines.spark_engine import Spark
engine = Spark("local[1]")
try:
    with engine.opened(Path(sys.argv[1]), Work(EngineModels([], [], set(), [], []), {}, {}, {}, 3)) as run:
        java = [each for each in psutil.Process().children(recursive=True) if each.name() == "java"]
        for each in java:
            each.kill()
        psutil.wait_procs(java)
        run.session.sql("select 1").collect()
except engine.errors as error:
    print(engine.says(error), flush=True)
os._exit(0)  # what belongs to Java is left as it is
"""


def test_java_that_has_ended_is_an_error_of_the_engine_and_is_said(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ENDED, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Java has ended"), done.stderr


def test_an_answer_of_java_is_said_as_it_is() -> None:
    from pyspark.errors import PySparkException

    said = "[DIVIDE_BY_ZERO] Division by zero."
    assert Spark("local[2]").says(PySparkException(said)) == said
