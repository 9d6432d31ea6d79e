"""Which engine builds: the one that was asked for, or by the number of games."""

import os
import shutil
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from benchsight.builds.engine import Engine
from benchsight.db.settings import number_of
from benchsight.engines.bulk import Bulk
from benchsight.engines.duckdb_engine import DuckDb
from benchsight.engines.spark_engine import Spark
from benchsight.errors import ConfigurationError, require_extra

PACKAGES = ("duckdb", "sqlglot")
NEED = "--engine duckdb needs duckdb and sqlglot"
SPARK_PACKAGES = ("pyspark", "sqlglot", "pyarrow", "fsspec")
SPARK_NEED = "--engine spark needs pyspark, sqlglot, pyarrow and fsspec"
NO_JAVA = "--engine spark needs Java 17 or newer: install it, or set JAVA_HOME to where it is"
NO_FOLDER = (
    "Spark on a cluster needs BENCHSIGHT_SPARK_FOLDER: a path, such as s3a://…, that this machine and executors reach"
)
MASTER = "local[*]"
MANY_GAMES = 300
BATCH = 450
SPARK_BATCH = 10_000
MEMORY_GB = 2.5


class EngineName(StrEnum):
    """The engines that a build can be asked for."""

    AUTO = "auto"
    POSTGRES = "postgres"
    DUCKDB = "duckdb"
    SPARK = "spark"


def choose_engine(name: EngineName, environ: Mapping[str, str] | None = None) -> Engine | None:
    """Return the engine of a build; None for PostgreSQL, which `auto` means without the extra ``bulk``.

    Raises MissingExtra if the packages of an engine that was named are missing, ConfigurationError for a setting that
    cannot be, and for Spark without Java.
    """
    environ = os.environ if environ is None else environ
    many_games = int(number_of(environ, "BENCHSIGHT_BULK_GAMES", MANY_GAMES, at_least=1))
    together = int(number_of(environ, "BENCHSIGHT_BULK_BATCH", BATCH, at_least=1))
    duckdb = DuckDb(number_of(environ, "BENCHSIGHT_BULK_MEMORY_GB", MEMORY_GB, at_least=0.5))
    if name == EngineName.DUCKDB:
        for package in PACKAGES:
            require_extra("bulk", package, NEED)
        return Bulk(duckdb, together)
    if name == EngineName.SPARK:
        return Bulk(_spark(environ), int(number_of(environ, "BENCHSIGHT_SPARK_BATCH", SPARK_BATCH, at_least=1)))
    if name == EngineName.AUTO and all(find_spec(package) for package in PACKAGES):
        return Bulk(duckdb, together, many_games)
    return None


def has_java(environ: Mapping[str, str]) -> bool:
    """Return whether Spark finds Java: where JAVA_HOME says, else on the path."""
    home = environ.get("JAVA_HOME")
    return Path(home, "bin", "java").is_file() if home else shutil.which("java") is not None


def _spark(environ: Mapping[str, str]) -> Spark:
    for package in SPARK_PACKAGES:
        require_extra("spark", package, SPARK_NEED)
    master = environ.get("BENCHSIGHT_SPARK_MASTER", MASTER)
    if not master.startswith("sc://") and not has_java(environ):
        raise ConfigurationError(NO_JAVA)
    folder = environ.get("BENCHSIGHT_SPARK_FOLDER")
    if folder is None and not master.startswith("local"):
        raise ConfigurationError(NO_FOLDER)
    return Spark(master, folder)
