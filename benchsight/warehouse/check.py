"""Checks a warehouse: its files against the checksums, its columns against the contracts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchsight.reads.published.contract import Contract
from benchsight.warehouse.manifest import DataFile, Manifest
from benchsight.warehouse.store import Store

CHUNK = 1 << 20


@dataclass(frozen=True)
class Drift:
    """Differences of a table from its contract: columns that the warehouse lacks, and that have no value there."""

    table: str
    missing: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def drift(manifest: Manifest, contracts: Mapping[str, Contract]) -> list[Drift]:
    """Return the tables whose columns are not those of their contract, or are empty; live tables are in no warehouse.

    A column that is empty here may be empty in the database too: a push fills what has a value there.
    """
    found = []
    for name, contract in sorted(contracts.items()):
        table = manifest.by_name.get(name)
        if not contract.changes_with_builds:
            continue
        if table is None:
            found.append(Drift(name, [column.name for column in contract.columns]))
            continue
        there, empty = {column.name for column in table.columns}, set(table.empty_columns)
        missing = [column.name for column in contract.columns if column.name not in there]
        hollow = [column.name for column in contract.columns if column.name in empty]
        if missing or hollow:
            found.append(Drift(name, missing, hollow))
    return found


def damaged_files(store: Store, manifest: Manifest) -> list[str]:
    """Return a line for each file that is missing, or does not have the checksum of the manifest."""
    return [f"{path}: {problem}" for path, file in manifest.files.items() if (problem := _problem(store, file))]


def _problem(store: Store, file: DataFile) -> str | None:
    digest = hashlib.sha256()
    try:
        with store.open(file.path) as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return "missing"
    return None if digest.hexdigest() == file.sha256 else "its content is not what was written"
