"""Queries of a warehouse by DuckDB: they read the files of the manifest, and nothing else."""

from dataclasses import dataclass
from typing import Any

from benchsight.warehouse.duckdb_file import create_views
from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.manifest import read_manifest
from benchsight.warehouse.store import Store

# After the views are created: no other file, no settings, no extensions, no Python variables as tables.
CLOSED = (
    "set TimeZone = 'UTC'",
    "set temp_directory = ''",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set python_enable_replacements = false",
    "set allowed_paths = [{files}]",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


class QueryError(WarehouseError):
    """The query is wrong, or does more than read."""


@dataclass(frozen=True)
class QueryResult:
    """Rows of a query, with the names of their columns."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def run_query(store: Store, query: str) -> QueryResult:
    """Run one SELECT over the tables of a warehouse. Raises QueryError, WarehouseError if there is no warehouse."""
    import duckdb

    manifest = read_manifest(store)
    if manifest is None:
        raise WarehouseError(f"there is no warehouse at {store.url}: `benchsight warehouse push` fills it")
    with duckdb.connect(":memory:") as connection:
        create_views(connection, store, manifest)
        files = ", ".join("'" + store.address(path).replace("'", "''") + "'" for path in manifest.files)
        for statement in CLOSED:
            connection.execute(statement.format(files=files))
        try:
            statements = connection.extract_statements(query)
            if len(statements) != 1 or statements[0].type not in (
                duckdb.StatementType.SELECT,
                duckdb.StatementType.EXPLAIN,
            ):
                raise QueryError("a query of the warehouse is one SELECT: it is read-only")
            found = connection.execute(statements[0])
            return QueryResult([column[0] for column in found.description or []], found.fetchall())
        except duckdb.Error as error:
            raise QueryError(f"the query failed: {' '.join(str(error).split())}") from error
