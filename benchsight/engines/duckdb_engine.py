"""Runs translated models on DuckDB, for a batch of games at a time."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.columns import Column
from benchsight.engines.input import Input
from benchsight.engines.runs import Earlier, Run, Work
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
    """A database of DuckDB.

    A view that several models read becomes a table too, and is planned and run once, not for every reader. One with a
    single reader stays a view: DuckDB then leaves out the columns that its reader does not read.
    """

    connection: "DuckDBPyConnection"
    _types: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._views = views_with_one_reader(self.work.models.here)
        self._released = last_reads(self.work.models.here, self._views)

    def take(self, relation: Input, file: Path) -> None:
        self.connection.execute(f"create or replace table {_relation(relation.name)} as {_rows(relation, file)}")

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
        kind = "view" if model.full_name in self._views else "table"
        self.connection.execute(
            f"create {kind} {_relation(model.full_name)} as select {columns} from ({yielded}) as yielded"  # nosec B608 # compiled by dbt from the project's own files
        )

    def changed_games(self, model: CompiledModel, earlier: Earlier) -> list[int]:
        """Compare the number of rows of each game, and the sum of their hashes.

        Hashes of columns are combined bit by bit, so that an exchange of cells between rows could keep their sum: they
        are hashed once more.
        """
        file = earlier.file.result()
        cells = ", ".join(_comparable(column) for column in earlier.table.columns)
        by_game = "select game_id, count(*) as n, sum(hash(hash({}))) as hashes from {} group by game_id"
        new, old = (
            by_game.format(cells, rows) for rows in (_relation(model.full_name), f"({_rows(earlier.table, file)})")
        )
        changed = self.connection.execute(
            f"select coalesce(new.game_id, old.game_id) from ({new}) as new full join ({old}) as old "  # nosec B608 # names are quoted
            "on new.game_id = old.game_id where (new.n, new.hashes) is distinct from (old.n, old.hashes)"
        ).fetchall()
        file.unlink()
        return [game for (game,) in changed]

    def write(self, model: CompiledModel, file: Path, games: Collection[int] | None) -> None:
        columns = ", ".join(_as_text(column) for column in self.work.columns[model.full_name])
        order = ", ".join(map(_name, self.work.orders.get(model.full_name, ())))
        of_games = "" if games is None else f"where game_id in (select unnest({list(games)}::integer[]))"
        self.connection.execute(
            f"copy (select {columns} from {_relation(model.full_name)} {of_games} {order and 'order by ' + order}) "  # nosec B608 # names are quoted
            f"to {_text(str(file))} (format csv, header false)"
        )

    def release(self, model: CompiledModel) -> None:
        for name in self._released.get(model.full_name, ()):
            self.connection.execute(f"drop {'view' if name in self._views else 'table'} {_relation(name)}")


def views_with_one_reader(models: Sequence[CompiledModel]) -> set[str]:
    """Return the views by full name that one model alone reads."""
    readers = Counter(parent for model in models for parent in set(model.parents))
    return {model.full_name for model in models if model.strategy == VIEW and readers[model.full_name] == 1}


def last_reads(models: Sequence[CompiledModel], views: Collection[str]) -> dict[str, list[str]]:
    """Return, by the full name of a model, what no model reads any more when it has been made.

    Of what one of ``views`` reads, rows are read only when the table is made that reads the view, be it through others.
    """
    last: dict[str, int] = {}  # place among the models
    for place, model in reversed(list(enumerate(models))):  # readers before what they read
        made = last[model.full_name] if model.full_name in views else place
        for name in (model.full_name, *model.parents):
            last[name] = max(last.get(name, made), made)
    found: dict[str, list[str]] = {}
    for name, place in last.items():
        found.setdefault(models[place].full_name, []).append(name)
    return found


def _rows(relation: Input, file: Path) -> str:
    """Return the query of the rows of a relation in its CSV file."""
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
    return (
        f"select {names} from read_csv({_text(str(file))}, "  # nosec B608 # names are quoted
        f"columns = {{{types}}}, header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        "nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216)"
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


def _comparable(column: Column) -> str:
    """Return a column as it is compared: a numeric without digits by its value, whatever zeros it shows."""
    name = _name(column.name)
    return f"cast({name} as double)" if column.is_open else name


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
    compares: bool = True

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """Exceptions after which PostgreSQL has to build."""
        import duckdb

        return (duckdb.Error,)

    def says(self, error: Exception) -> str:
        """Say what one of its errors means to whoever built."""
        return str(error)

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
