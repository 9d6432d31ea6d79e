"""The list of what a warehouse holds: tables, columns, files with checksums, versions of games.

A file that the manifest does not name is no part of the warehouse. The manifest is swapped in one step, after all of
its files are there.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.store import Store

NAME = "manifest.json"
FORMAT = "benchsight warehouse"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class WarehouseColumn:
    """A column: its type in PostgreSQL and in the files."""

    name: str
    type: str
    stored_as: str
    description: str = ""


@dataclass(frozen=True)
class DataFile:
    """A file of a table, named after its content. ``season`` and ``bucket`` are None if the table has no partitions.

    ``empty`` are columns without a value in any of its rows; ``fingerprint`` tells whether the rows it was made of
    have changed, in the database that it was made from.
    """

    path: str
    rows: int
    bytes: int
    sha256: str
    fingerprint: str
    season: str | None = None
    bucket: int | None = None
    games: list[int] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class WarehouseTable:
    """A published table; ``key`` is that of its contract. Without rows it has one file without rows."""

    name: str
    kind: str
    description: str
    key: list[str]
    columns: list[WarehouseColumn]
    files: list[DataFile]

    @property
    def rows(self) -> int:
        """Rows in all files."""
        return sum(file.rows for file in self.files)

    @property
    def is_by_game(self) -> bool:
        """Whether its rows name a game."""
        return any(column.name == "game_id" for column in self.columns)

    @property
    def empty_columns(self) -> list[str]:
        """Columns without a value, of a table that has rows."""
        filled = [file for file in self.files if file.rows]
        return [column.name for column in self.columns if filled and all(column.name in file.empty for file in filled)]


@dataclass(frozen=True)
class GameVersion:
    """A built game: the version of its input, and the build and code that its rows come from."""

    game_id: int
    season: str | None
    input_version: int
    build_id: int
    code_version: str
    built_at: str


@dataclass(frozen=True)
class RetiredFile:
    """A file that an earlier manifest named; readers of that one may still have it open."""

    path: str
    since: str


@dataclass(frozen=True)
class Manifest:
    """A warehouse. ``generation`` counts pushes that changed it; ``source`` is the database it was filled from.

    ``sources`` are fingerprints of the tables that views read.
    """

    generation: int
    created_at: str
    source: str
    code_version: str
    benchsight_version: str
    buckets: int
    tables: list[WarehouseTable]
    games: list[GameVersion] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    retired: list[RetiredFile] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, WarehouseTable]:
        """Tables by name."""
        return {table.name: table for table in self.tables}

    @property
    def files(self) -> dict[str, DataFile]:
        """Files by path."""
        return {file.path: file for table in self.tables for file in table.files}


def read_manifest(store: Store) -> Manifest | None:
    """Return the manifest of a warehouse, None where there is none. Raises WarehouseError for one that is damaged."""
    content = store.read(NAME)
    if content is None:
        return None
    try:
        document = json.loads(content)
        if (document.pop("format"), document.pop("format_version")) != (FORMAT, FORMAT_VERSION):
            raise ValueError("another format, or a later version of it")
        return Manifest(
            **{
                **document,
                "tables": [_table(table) for table in document["tables"]],
                "games": [GameVersion(**game) for game in document["games"]],
                "retired": [RetiredFile(**file) for file in document["retired"]],
            }
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WarehouseError(
            f"{store.url}/{NAME} cannot be read ({error}): it was damaged, or this is no warehouse; "
            "move it away, then run `benchsight warehouse push --full`"
        ) from error


def write_manifest(store: Store, manifest: Manifest) -> None:
    """Swap the manifest in one step."""
    document = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    store.swap(NAME, json.dumps(document, indent=1).encode())


def _table(document: dict[str, Any]) -> WarehouseTable:
    return WarehouseTable(
        **{
            **document,
            "columns": [WarehouseColumn(**column) for column in document["columns"]],
            "files": [DataFile(**file) for file in document["files"]],
        }
    )
