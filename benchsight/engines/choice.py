"""Which engine builds: the one that was asked for, or by the number of games."""

import os
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec

from benchsight.builds.engine import Engine
from benchsight.db.settings import number_of
from benchsight.engines.bulk import Bulk
from benchsight.engines.duckdb_engine import DuckDb
from benchsight.errors import require_extra

PACKAGES = ("duckdb", "sqlglot")
NEED = "--engine duckdb needs duckdb and sqlglot"
MANY_GAMES = 300
BATCH = 300
MEMORY_GB = 2.5


class EngineName(StrEnum):
    """The engines that a build can be asked for."""

    AUTO = "auto"
    POSTGRES = "postgres"
    DUCKDB = "duckdb"


def choose_engine(name: EngineName, environ: Mapping[str, str] | None = None) -> Engine | None:
    """Return the engine of a build; None for PostgreSQL, which `auto` means without the extra ``bulk``.

    Raises MissingExtra if the packages of an engine that was named are missing, ConfigurationError for a setting that
    cannot be.
    """
    environ = os.environ if environ is None else environ
    many_games = int(number_of(environ, "BENCHSIGHT_BULK_GAMES", MANY_GAMES, at_least=1))
    together = int(number_of(environ, "BENCHSIGHT_BULK_BATCH", BATCH, at_least=1))
    duckdb = DuckDb(number_of(environ, "BENCHSIGHT_BULK_MEMORY_GB", MEMORY_GB, at_least=0.5))
    if name == EngineName.DUCKDB:
        for package in PACKAGES:
            require_extra("bulk", package, NEED)
        return Bulk(duckdb, together)
    if name == EngineName.AUTO and all(find_spec(package) for package in PACKAGES):
        return Bulk(duckdb, together, many_games)
    return None
