"""Runs translated models on Spark: tables become Parquet files by season and bucket of games, and are read again."""

import logging
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.columns import DIGITS, NUMERIC_IN_SPARK, Column
from benchsight.engines.input import Input
from benchsight.engines.parquet_input import write_parquet
from benchsight.engines.runs import Earlier, Run, Work, Written

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import DataType

GAMES = "transform.int_games"  # which season a game is of
SEASON, BUCKET = "game_season", "game_bucket"  # as in a warehouse
BUCKETS = 16
JAVA_ENDED = "Java has ended, as it does without memory: take fewer games together, BENCHSIGHT_SPARK_BATCH"
MOST_LINES = 50_000  # of a table that come to the driver of a cluster at once; some hundred bytes each
TYPES = {
    "smallint": "int",
    "integer": "int",
    "bigint": "bigint",
    "boolean": "boolean",
    "date": "date",
    "real": "float",
    "double precision": "double",
    "timestamp with time zone": "timestamp",
    "numeric": f"decimal{NUMERIC_IN_SPARK}".replace(" ", ""),
}
WHOLE = ("int", "bigint")


@dataclass
class SparkRun(Run):
    """A session of Spark. Each model is a job: to plan views inside of views takes longer than to write and read them.

    ``folder``: where Parquet files are kept, a folder for each batch; driver and executors reach it by the same name.
    ``is_here``: it computes on this machine, whose disk it writes to.
    """

    session: "SparkSession"
    folder: str
    is_here: bool
    _batch: int = 0

    def take(self, relation: Input, file: Path) -> None:
        place = f"{self._place}/input/{relation.name}"
        write_parquet(relation, file, place)
        # `select *` names every column; those that no model reads are not in the files, and are NULL
        columns = self.work.columns[relation.name]
        schema = ", ".join(f"{_name(column.name)} {spark_type(column.type)}" for column in columns)
        self.session.read.schema(schema).parquet(place).createOrReplaceTempView(_view(relation.name))

    def set_scope(self, versions: Mapping[int, int], built_at: datetime) -> None:
        import pyarrow as pa

        # Rows as Python's lists would be read by a process of Python in every job, which executors would need as well.
        scope = pa.table(
            {"game_id": pa.array(versions.keys(), pa.int32()), "input_version": pa.array(versions.values(), pa.int64())}
        )
        time_of_build = pa.table({"built_at": pa.array([built_at], pa.timestamp("us", "UTC"))})
        self.session.createDataFrame(scope).createOrReplaceTempView("ops__build_scope")
        self.session.createDataFrame(time_of_build).createOrReplaceTempView("ops__build_time")

    def run(self, folder: Path, earlier: Mapping[str, Earlier], written: Callable[[Written], None]) -> None:
        super().run(folder, earlier, written)
        self._batch += 1

    @property
    def _place(self) -> str:
        return f"{self.folder}/batch_{self._batch}"

    def write(self, model: CompiledModel, file: Path, games: Collection[int] | None) -> None:
        fields = ", ".join(f"coalesce({_as_text(column)}, '')" for column in self.work.columns[model.full_name])
        lines = self.session.table(_view(model.full_name)).selectExpr(f"concat_ws(',', {fields}) as line")
        if self.is_here:
            parts = file.with_suffix(".parts")
            lines.write.text(str(parts))
            _put_together(parts, file)
            return
        # A part at a time comes to the driver, whole.
        in_parts = lines.repartition(1 + lines.count() // MOST_LINES)
        with file.open("w", encoding="utf-8", newline="") as written:
            written.writelines(f"{line}\n" for (line,) in in_parts.toLocalIterator())

    def release(self, model: CompiledModel) -> None:
        """Do nothing: the files of a batch stay until the build ends."""

    def make(self, model: CompiledModel) -> None:
        name = model.full_name
        yielded = self.session.sql(self.work.queries[name])
        types = {column.name: column.dataType for column in yielded.schema.fields}
        rows = yielded.selectExpr(*(_cast(column, types[column.name]) for column in self.work.columns[name]))
        if model.strategy == VIEW:
            kept = self._kept(rows, f"{self._place}/views/{name}", [])
        else:
            kept = self._kept(self._placed(rows), f"{self._place}/tables/{name}", [SEASON, BUCKET])
        kept.createOrReplaceTempView(_view(name))

    def _placed(self, rows: "DataFrame") -> "DataFrame":
        """Add the season and bucket of the game of each row."""
        games = self.session.table(_view(GAMES)).selectExpr("game_id as of_game", f"season_id as {SEASON}")
        with_season = rows.join(games.hint("broadcast"), rows["game_id"] == games["of_game"], "left").drop("of_game")
        return with_season.selectExpr("*", f"pmod(game_id, {BUCKETS}) as {BUCKET}")

    def _kept(self, rows: "DataFrame", place: str, partitions: list[str]) -> "DataFrame":
        rows.write.mode("overwrite").partitionBy(*partitions).parquet(place)
        return self.session.read.schema(rows.schema).parquet(place).drop(*partitions)


def session_of(master: str, games: int) -> "SparkSession":
    """Return a session of Spark for so many games at a time.

    ``master`` is ``local[N]``, ``spark://…``, ``yarn``; or ``sc://…``, Spark Connect.
    """
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    # It writes two hundred lines of Java below each error, which is said once, by whoever catches it.
    PySparkLogger.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    builder = SparkSession.builder.appName("benchsight")
    builder = builder.remote(master) if master.startswith("sc://") else builder.master(master)
    settings = SETTINGS
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # else it looks for a name of the machine, and warns
        settings = settings | ON_ONE_MACHINE | (FOR_FEW_GAMES if games <= FEW_GAMES else FOR_MANY_GAMES)
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@dataclass(frozen=True)
class Spark:
    """Spark at ``master``; files are kept below ``shared``, which executors reach too, or in the build's own folder."""

    master: str
    shared: str | None = None
    name: str = "spark"
    compares: bool = False

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """Exceptions after which PostgreSQL has to build."""
        from py4j.protocol import Py4JError
        from pyarrow import ArrowException
        from pyspark.errors import PySparkException

        return (PySparkException, Py4JError, ArrowException, ConnectionError)

    def says(self, error: Exception) -> str:
        """Say what one of its errors means to whoever built; of a call that had no answer py4j names the call alone."""
        return f"{JAVA_ENDED} ({error})" if _is_unanswered(error) else str(error)

    @contextmanager
    def opened(self, folder: Path, work: Work) -> Iterator[SparkRun]:
        """Start a session, or take the one that this process has."""
        from pyspark.sql import SparkSession

        had = SparkSession.getActiveSession()
        session = had or session_of(self.master, work.games)
        place = f"{self.shared.rstrip('/')}/build_{uuid4().hex[:12]}" if self.shared else str(folder)
        try:
            yield SparkRun(work, session, place, _computes_here(session))
        finally:
            if had is None:
                _stop(session)


# As PostgreSQL: errors of casts and divisions are errors, and times are in UTC.
SETTINGS = {
    "spark.sql.constraintPropagation.enabled": "false",  # of hundreds of columns it takes minutes, and finds no filter
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.requireAllClusterKeysForCoPartition": "false",  # rows that lie by game join without being moved
}
ON_ONE_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
# A small league is many small jobs: to compile their plans to Java, and that for speed, costs more than the rows do.
FEW_GAMES = 50
LOG = Path(__file__).with_name("spark_log.properties")
# A thread of Java that found no memory has ended; Python would wait for it for ever if Java did not end as a whole.
JAVA = f"-XX:+ExitOnOutOfMemoryError -Dlog4j2.configurationFile={LOG.as_uri()}"
FOR_FEW_GAMES = {
    "spark.driver.extraJavaOptions": f"{JAVA} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
FOR_MANY_GAMES = {
    "spark.driver.extraJavaOptions": JAVA,
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": f"{BUCKETS}",
}


def _is_unanswered(error: Exception) -> bool:
    """Return whether a call to Java failed since nobody answered."""
    from py4j.protocol import Py4JError, Py4JJavaError

    return isinstance(error, ConnectionError) or (isinstance(error, Py4JError) and not isinstance(error, Py4JJavaError))


def _stop(session: "SparkSession") -> None:
    """Stop a session; one whose Java has ended is stopped already."""
    try:
        session.stop()
    except Exception as error:
        if not _is_unanswered(error):
            raise


def _computes_here(session: "SparkSession") -> bool:
    """Return whether Spark runs in this machine's Java alone, and so writes to its disk."""
    from pyspark.sql.utils import is_remote

    return not is_remote() and str(session.conf.get("spark.master")).startswith("local")


def _put_together(parts: Path, file: Path) -> None:
    """Put the text files that Spark wrote into one, and remove them."""
    with file.open("wb") as whole:
        for part in sorted(parts.glob("part-*")):
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, whole)
    shutil.rmtree(parts)


def spark_type(type_: str) -> str:
    """Return Spark's type for one of PostgreSQL; text for what only PostgreSQL has, such as json, uuid and time."""
    if type_.endswith("[]"):
        return f"array<{spark_type(type_[:-2])}>"
    if type_.startswith("numeric("):
        return type_.replace("numeric", "decimal")
    return TYPES.get(type_, "string")


def _cast(column: Column, type_: "DataType") -> str:
    """Return a column in the type that PostgreSQL has for it, rounded as PostgreSQL rounds."""
    name, wanted, had = _name(column.name), spark_type(column.type), type_.typeName()
    if column.is_open and had == "decimal":
        return name  # with as many digits as its rounding has
    value = name
    if had in ("double", "float") and wanted.startswith("decimal"):
        value = f"nullif(format_string('{DIGITS}', {name}), 'null')"
    elif had in ("double", "float") and wanted in WHOLE:
        value = f"rint({name})"
    elif had == "decimal" and wanted in WHOLE:
        value = f"round({name})"
    return f"cast({value} as {wanted}) as {name}"


def _as_text(column: Column) -> str:
    """Return a column as a field of PostgreSQL's CSV; a list in braces."""
    name = _name(column.name)
    if column.type.endswith("[]"):
        quoted = r"""concat('"', replace(replace(x, '\\', '\\\\'), '"', '\\"'), '"')"""
        name = f"concat('{{', array_join(transform({name}, x -> coalesce({quoted}, 'NULL')), ','), '}}')"
    elif column.type == "timestamp with time zone":
        return f"concat(cast({name} as string), '+00')"
    elif spark_type(column.type) != "string":
        return f"cast({name} as string)"
    return f"""concat('"', replace({name}, '"', '""'), '"')"""


def _view(full_name: str) -> str:
    return full_name.replace(".", "__")


def _name(text: str) -> str:
    return "`" + text.replace("`", "``") + "`"
