"""The warehouse as a tier, from its manifest; benchsight.warehouse writes and reads that."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec

from benchsight.errors import BenchSightError
from benchsight.warehouse.manifest import Manifest, read_manifest
from benchsight.warehouse.store import VARIABLE, configured_store


@dataclass(frozen=True)
class Tier:
    """A tier in numbers; NULL is unknown. ``newest``: sum of the versions of its input, or generation of a warehouse.

    ``state``: reached, offline, not configured, not asked or empty; ``age_seconds``: since the last change in it.
    """

    name: str
    place: str | None
    state: str
    rows: int | None = None
    games: int | None = None
    tables: int | None = None
    columns: int | None = None
    newest: str | None = None
    changed_at: datetime | None = None
    age_seconds: float | None = None
    problem: str | None = None


@dataclass(frozen=True)
class WarehouseColumns:
    """Columns of the tables of a warehouse, and those of them without any value."""

    columns: Mapping[str, list[str]]
    empty: Mapping[str, list[str]]


def warehouse_tier() -> Tier:
    """Return the configured warehouse by its manifest."""
    place = os.environ.get(VARIABLE)
    if find_spec("fsspec") is None:
        return Tier("warehouse", place, "not configured", problem="pip install 'benchsight[warehouse]'")
    try:
        manifest = _manifest()
    except BenchSightError as error:
        return Tier("warehouse", place, "offline", problem=str(error))
    if manifest is None:
        return Tier("warehouse", place, "empty", problem="`benchsight warehouse push` fills it")
    created_at = datetime.fromisoformat(manifest.created_at)
    created_at = created_at if created_at.tzinfo else created_at.replace(tzinfo=UTC)
    return Tier(
        "warehouse", place, "reached", rows=sum(table.rows for table in manifest.tables), games=len(manifest.games),
        tables=len(manifest.tables), columns=sum(len(table.columns) for table in manifest.tables),
        newest=str(manifest.generation), changed_at=created_at,
        age_seconds=(datetime.now(UTC) - created_at).total_seconds(),
    )  # fmt: skip


def warehouse_columns() -> WarehouseColumns | None:
    """Return the columns of the warehouse; None if there is none. Raises BenchSightError if it cannot be read."""
    manifest = None if find_spec("fsspec") is None else _manifest()
    if manifest is None:
        return None
    return WarehouseColumns(
        {table.name: [column.name for column in table.columns] for table in manifest.tables},
        {table.name: table.empty_columns for table in manifest.tables if table.rows},
    )


def fill_warehouse() -> None:
    """Push what is published to the warehouse, as `benchsight warehouse push` does."""
    from benchsight.warehouse.push import push

    push(configured_store())


def _manifest() -> Manifest | None:
    return read_manifest(configured_store())
