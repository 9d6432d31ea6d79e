"""DuckDB views over the files of a warehouse: in a connection, or in a file that needs no server."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchsight.warehouse.manifest import Manifest, WarehouseTable
from benchsight.warehouse.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAME = "warehouse.duckdb"
GENERATION = f"{NAME}.generation"  # of the manifest that its views are of


def create_views(connection: "DuckDBPyConnection", store: Store, manifest: Manifest) -> None:
    """Create a view for each table, with descriptions; it names the files of this manifest."""
    if not store.is_local:
        connection.register_filesystem(store.filesystem)
    for table in manifest.tables:
        connection.execute(_view(store, table))
        connection.execute(f"comment on view {_quoted(table.name)} is {_text(table.description)}")


def write_duckdb_file(store: Store, manifest: Manifest) -> None:
    """Write the file of views beside the manifest, in one step, unless it is there for this generation."""
    generation = str(manifest.generation).encode()
    if store.read(GENERATION) == generation and store.exists(NAME):
        return
    import duckdb

    with TemporaryDirectory(prefix="benchsight-warehouse-") as folder:
        path = Path(folder) / NAME
        with duckdb.connect(str(path)) as connection:
            create_views(connection, store, manifest)
        store.put(path, NAME)
    store.swap(GENERATION, generation)


def _view(store: Store, table: WarehouseTable) -> str:
    columns = ", ".join(_quoted(column.name) for column in table.columns)
    files = ", ".join(_text(store.address(file.path)) for file in table.files)
    # names of folders are no columns; names are quoted
    return (
        f"create view {_quoted(table.name)} as select {columns} from read_parquet([{files}], hive_partitioning = false)"  # nosec B608
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
