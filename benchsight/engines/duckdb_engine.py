"""Runs translated models on DuckDB, for a batch of games at a time."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.columns import Column
from benchsight.engines.input import Input
from benchsight.engines.models import EngineModels
from benchsight.engines.translate.duckdb import DIVIDE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMAS = ("public", "transform", "ops")
WHOLE = "('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT')"
PREPARE = (
    *(f"create schema {schema}" for schema in SCHEMAS if schema != "public"),
    "create schema if not exists public",
    f"create macro {DIVIDE}(a, b) as "
    f"case when typeof(a) in {WHOLE} and typeof(b) in {WHOLE} then trunc(a / b) else a / b end",
    "set preserve_insertion_order = false",
    "set TimeZone = 'UTC'",
)


@dataclass
class DuckDbRun:
    """DuckDB with the models of a project; ``seconds`` are those of each model, over all batches."""

    connection: "DuckDBPyConnection"
    models: EngineModels
    translated: Mapping[str, str]
    columns: Mapping[str, Sequence[Column]]
    seconds: dict[str, float] = field(default_factory=dict)

    def take(self, relation: Input, file: Path) -> None:
        """Make a table of the CSV file of an input."""
        types = ", ".join(
            f"{_text(column.name)}: {_text('varchar' if column.stored_as.endswith('[]') else column.stored_as)}"
            for column in relation.columns
        )
        names = ", ".join(
            f"cast(from_json({_name(column.name)}, '[\"varchar\"]') as varchar[]) as {_name(column.name)}"
            if column.stored_as.endswith("[]")
            else _name(column.name)
            for column in relation.columns
        )
        self.connection.execute(
            f"create or replace table {_relation(relation.name)} as "
            f"select {names} from read_csv({_text(str(file))}, "  # nosec B608 # names are quoted
            f"columns = {{{types}}}, header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
            "nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216)"
        )

    def run(self) -> None:
        """Make every model of the inputs that were taken."""
        readers = Counter(parent for model in self.models.here for parent in model.parents)
        for model in self.models.here:
            started = time.perf_counter()
            self._make(model, model.strategy != VIEW or readers[model.full_name] > 1)
            self.seconds[model.name] = self.seconds.get(model.name, 0.0) + time.perf_counter() - started

    def _make(self, model: CompiledModel, keep: bool) -> None:
        yielded = self.translated[model.full_name]
        types = {name: type_ for name, type_, *_ in self.connection.execute(f"describe {yielded}").fetchall()}
        columns = ", ".join(_cast(column, types[column.name]) for column in self.columns[model.full_name])
        self.connection.execute(
            f"create or replace {'table' if keep else 'view'} {_relation(model.full_name)} as "
            f"select {columns} from ({yielded}) as yielded"  # nosec B608 # compiled by dbt from the project's own files
        )


def _cast(column: Column, type_: str) -> str:
    """Return a column in the type that PostgreSQL has for it."""
    name = _name(column.name)
    if column.is_open and not type_.startswith('"NULL"'):
        return name
    if column.stored_as.startswith("decimal") and type_ == "DOUBLE":
        return f"cast(cast({name} as decimal(38, 10)) as {column.stored_as}) as {name}"
    if type_.lower() == column.stored_as:
        return name
    return f"cast({name} as {column.stored_as}) as {name}"


def _relation(full_name: str) -> str:
    return ".".join(map(_name, full_name.split(".")))


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def opened(folder: Path, memory: str, threads: int) -> Iterator["DuckDBPyConnection"]:
    """Open a DuckDB of memory and, for what does not fit, of files in a folder."""
    import duckdb

    with duckdb.connect(
        config={"memory_limit": memory, "threads": threads, "temp_directory": str(folder)}
    ) as connection:
        for statement in PREPARE:
            connection.execute(statement)
        yield connection
