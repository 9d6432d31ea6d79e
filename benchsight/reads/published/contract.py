"""Contracts of published tables, from the dbt project's yml: columns, types, descriptions, keys."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

MARTS = Path("models/marts")
DOC_BLOCKS = Path("docs/dbt")
BLOCK = re.compile(r"{%\s*docs\s+(\w+)\s*%}\s*(.*?)\s*{%\s*enddocs\s*%}", re.DOTALL)
REFERENCE = re.compile(r"{{\s*doc\('(\w+)'\)\s*}}")


@dataclass(frozen=True)
class Column:
    """Column of a published table; ``data_type`` is a PostgreSQL type."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True, eq=False)
class Contract:
    """Published table; the values of ``key`` identify a row. Compared by identity: each is read once."""

    table: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    schema: str = "public"

    @property
    def full_name(self) -> str:
        """Qualified name; contracts use names that need no quoting."""
        return f"{self.schema}.{self.table}"

    @property
    def changes_with_builds(self) -> bool:
        """Whether only builds, loads and deletions change its rows; live views change with each event of a tracker."""
        return not self.table.startswith("live_")

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}


def read_contracts(root: Path) -> dict[str, Contract]:
    """Return contracts with columns and a key by table, without partial models (``__`` in the name)."""
    blocks = _doc_blocks(root / DOC_BLOCKS)
    models = (model for path in sorted((root / MARTS).rglob("*.yml")) for model in _models(path))
    contracts = (_contract(model, blocks) for model in models if "__" not in model["name"])
    return {contract.table: contract for contract in contracts if contract.columns and contract.key}


def _models(path: Path) -> Iterator[dict[str, Any]]:
    # the C loader is ten times as fast
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(path.read_text(encoding="utf-8"), loader)  # nosec B506 # both loaders are safe
    yield from content.get("models", [])


def _contract(model: dict[str, Any], blocks: Mapping[str, str]) -> Contract:
    columns = tuple(
        Column(column["name"], column["data_type"], _text(column.get("description", ""), blocks))
        for column in model.get("columns", [])
        if "data_type" in column
    )
    key = _key(model, {column.name for column in columns})
    return Contract(model["name"], _text(model.get("description", ""), blocks), columns, key)


def _key(model: dict[str, Any], columns: set[str]) -> tuple[str, ...]:
    """Return the first unique key: primary key, unique column, unique combination; () if none."""
    found = [each["columns"] for each in model.get("constraints", []) if each["type"] == "primary_key"]
    found += [[each["name"]] for each in model.get("columns", []) if "unique" in each.get("data_tests", [])]
    found += [
        test["unique_combination"]["arguments"]["columns"]
        for test in model.get("data_tests", [])
        if isinstance(test, dict) and "unique_combination" in test
    ]
    return next((tuple(key) for key in found if columns.issuperset(key)), ())


def _doc_blocks(folder: Path) -> dict[str, str]:
    pages = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md")))
    return {name: text for page in pages for name, text in BLOCK.findall(page)}


def _text(description: str, blocks: Mapping[str, str]) -> str:
    return " ".join(REFERENCE.sub(lambda found: blocks.get(found[1], ""), description).split())
