"""Runs translated models on DuckDB, for a batch of games at a time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchsight.builds.dbt.compiled import CompiledModel
from benchsight.engines.columns import Column
from benchsight.engines.input import Input
from benchsight.engines.runs import Run, Work
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
class DuckDbRun(Run):
    """A database of DuckDB. Views become tables too: each is planned once then, and not for every reader."""

    connection: "DuckDBPyConnection"
    _types: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._last_reader = {parent: model.full_name for model in self.work.models.here for parent in model.parents}

    def take(self, relation: Input, file: Path) -> None:
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
        self.connection.execute("create or replace table ops.build_scope (game_id integer, input_version bigint)")
        self.connection.execute(
            "insert into ops.build_scope select unnest(?), unnest(?)", [list(versions), list(versions.values())]
        )
        self.connection.execute("create or replace table ops.build_time (built_at timestamptz)")
        self.connection.execute("insert into ops.build_time values (?)", [built_at])

    def make(self, model: CompiledModel) -> None:
        yielded = self.work.queries[model.full_name]
        if model.full_name not in self._types:
            described = self.connection.execute(f"describe {yielded}").fetchall()
            self._types[model.full_name] = {name: type_ for name, type_, *_ in described}
        types = self._types[model.full_name]
        columns = ", ".join(_cast(column, types[column.name]) for column in self.work.columns[model.full_name])
        self.connection.execute(
            f"create or replace table {_relation(model.full_name)} as select {columns} from ({yielded}) as yielded"  # nosec B608 # compiled by dbt from the project's own files
        )

    def write(self, model: CompiledModel, file: Path) -> None:
        columns = ", ".join(_as_text(column) for column in self.work.columns[model.full_name])
        self.connection.execute(
            f"copy (select {columns} from {_relation(model.full_name)}) "  # nosec B608 # names are quoted
            f"to {_text(str(file))} (format csv, header false)"
        )

    def release(self, model: CompiledModel) -> None:
        for name in [*model.parents, model.full_name]:
            if self._last_reader.get(name, model.full_name) == model.full_name:
                self.connection.execute(f"drop table if exists {_relation(name)}")


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
    def opened(self, folder: Path, work: Work) -> Iterator[DuckDbRun]:
        """Open a DuckDB in memory, with files in a folder for what does not fit."""
        import duckdb

        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{int(self.memory_gb * 1000)}MB",
            "temp_directory": str(folder),
        }
        with duckdb.connect(config=config) as connection:
            for statement in PREPARE:
                connection.execute(statement)
            yield DuckDbRun(work, connection)
