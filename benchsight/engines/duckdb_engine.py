"""Runs translated models on DuckDB, for a batch of games at a time."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.columns import Column
from benchsight.engines.input import Input
from benchsight.engines.models import EngineModels
from benchsight.engines.translate import DIVIDE

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
    _types: dict[str, dict[str, str]] = field(default_factory=dict)

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

    def set_scope(self, versions: Mapping[int, int], built_at: datetime) -> None:
        """Make the models read these games, with the versions of their input and the time of the build."""
        self.connection.execute("create or replace table ops.build_scope (game_id integer, input_version bigint)")
        self.connection.execute(
            "insert into ops.build_scope select unnest(?), unnest(?)", [list(versions), list(versions.values())]
        )
        self.connection.execute("create or replace table ops.build_time (built_at timestamptz)")
        self.connection.execute("insert into ops.build_time values (?)", [built_at])

    def run(self, folder: Path, ended: Callable[[str], None]) -> dict[str, Path]:
        """Make every model of the inputs that were taken; write the tables to CSV files, by name of the model.

        What no model reads any more is dropped.
        """
        folder.mkdir()
        files = {}
        last_reader = {parent: model.full_name for model in self.models.here for parent in model.parents}
        for model in self.models.here:
            started = time.perf_counter()
            self._make(model)
            if model.strategy != VIEW:
                files[model.name] = folder / f"{model.name}.csv"
                self._write(model, files[model.name])
            for parent in [*model.parents, model.full_name]:
                if last_reader.get(parent, model.full_name) == model.full_name:
                    self.connection.execute(f"drop table if exists {_relation(parent)}")
            self.seconds[model.name] = self.seconds.get(model.name, 0.0) + time.perf_counter() - started
            if model.strategy != VIEW:
                ended(model.name)
        return files

    def _make(self, model: CompiledModel) -> None:
        """Make a table of a model: views too, since each is planned once then, and not for every reader."""
        yielded = self.translated[model.full_name]
        if model.full_name not in self._types:
            described = self.connection.execute(f"describe {yielded}").fetchall()
            self._types[model.full_name] = {name: type_ for name, type_, *_ in described}
        types = self._types[model.full_name]
        columns = ", ".join(_cast(column, types[column.name]) for column in self.columns[model.full_name])
        self.connection.execute(
            f"create or replace table {_relation(model.full_name)} as select {columns} from ({yielded}) as yielded"  # nosec B608 # compiled by dbt from the project's own files
        )

    def _write(self, model: CompiledModel, file: Path) -> None:
        columns = ", ".join(_as_text(column) for column in self.columns[model.full_name])
        self.connection.execute(
            f"copy (select {columns} from {_relation(model.full_name)}) "  # nosec B608 # names are quoted
            f"to {_text(str(file))} (format csv, header false)"
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


def _as_text(column: Column) -> str:
    """Return a column as PostgreSQL reads it: a list in braces."""
    name = _name(column.name)
    if not column.stored_as.endswith("[]"):
        return name
    quoted = r"""'"' || replace(replace(x, '\', '\\'), '"', '\"') || '"'"""
    return f"'{{' || array_to_string(list_transform({name}, x -> coalesce({quoted}, 'NULL')), ',') || '}}' as {name}"


def _relation(full_name: str) -> str:
    return ".".join(map(_name, full_name.split(".")))


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class DuckDb:
    """DuckDB in this process, on all processors; beyond ``memory_gb`` it writes to files."""

    memory_gb: float
    name: str = "duckdb"

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """Exceptions after which PostgreSQL has to build."""
        import duckdb

        return (duckdb.Error,)

    @contextmanager
    def opened(
        self,
        folder: Path,
        models: EngineModels,
        translated: Mapping[str, str],
        columns: Mapping[str, Sequence[Column]],
    ) -> Iterator[DuckDbRun]:
        """Open a DuckDB in memory, with files in a folder for what does not fit."""
        import duckdb

        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{int(self.memory_gb * 1000)}MB",
            "temp_directory": str(folder),
        }
        with duckdb.connect(config=config) as connection:
            for statement in PREPARE:
                connection.execute(statement)
            yield DuckDbRun(connection, models, translated, columns)
