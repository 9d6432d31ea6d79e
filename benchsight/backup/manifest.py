"""The list of what an export holds, with checksums; written last, so that an export without it is unfinished."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchsight.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = "benchsight export"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class ExportedColumn:
    """A column: its type in the database, and in the file."""

    name: str
    type: str
    stored_as: str
    not_null: bool = False
    generated: bool = False


@dataclass(frozen=True)
class ExportedTable:
    """A table, or the rows of a view, with its file. ``sequences``: last value given out by column."""

    name: str
    is_view: bool
    is_derived: bool
    rows: int
    file: str
    bytes: int
    sha256: str
    columns: list[ExportedColumn]
    indexes: list[str] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """schema.name, as a relation of the catalog has it."""
        return self.name

    @property
    def has_games(self) -> bool:
        """Whether its rows belong to games."""
        return any(column.name == "game_id" for column in self.columns)


@dataclass(frozen=True)
class ViewDefinition:
    """The definition of a view of dbt's, for a database that was never built."""

    name: str
    definition: str
    options: list[str]


@dataclass(frozen=True)
class Manifest:
    """An export. ``games``: those it was limited to; ``is_complete``: every table, every row."""

    created_at: str
    file_format: str
    is_complete: bool
    games: list[int] | None
    code_version: str
    benchsight_version: str
    server_version: str
    database: str
    migrations: list[str]
    tables: list[ExportedTable]
    views: list[ViewDefinition]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest as the last file of an export: it is there whole or not at all."""
    body = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    text = json.dumps({**body, "sha256": _checksum(body)}, indent=1, ensure_ascii=False) + "\n"
    unfinished = folder / f"{NAME}.unfinished"
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / NAME)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an export. Raises BackupError if it is missing, cut short, changed or of another version."""
    path = folder / NAME
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupError(_missing(folder)) from None
    except (ValueError, OSError) as error:
        raise BackupError(f"{path} cannot be read ({error}): it was cut short or changed") from None
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise BackupError(f"{path} is not the manifest of a BenchSight export")
    if body.get("format_version") != FORMAT_VERSION:
        raise BackupError(
            f"{path} has format version {body.get('format_version')}, this BenchSight reads version {FORMAT_VERSION}"
        )
    if body.pop("sha256", None) != _checksum(body):
        raise BackupError(f"{path} was changed: its checksum does not fit")
    return _parse(body)


def _missing(folder: Path) -> str:
    if not folder.is_dir():
        return f"{folder} is no folder: name the folder of an export"
    if any(folder.iterdir()):
        return f"{folder} has no {NAME}: this export was interrupted, or it is no export"
    return f"{folder} is empty: name the folder of an export"


def _parse(body: dict[str, Any]) -> Manifest:
    values = {name: value for name, value in body.items() if name not in ("format", "format_version")}
    tables = [
        ExportedTable(**{**table, "columns": [ExportedColumn(**column) for column in table["columns"]]})
        for table in values.pop("tables")
    ]
    views = [ViewDefinition(**view) for view in values.pop("views")]
    return Manifest(**values, tables=tables, views=views)


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
