"""The contracts of published tables, as the yml of the dbt project has them: columns, types, descriptions, keys."""

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
    """A column of a published table; ``data_type`` is PostgreSQL's."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Contract:
    """A published table; the values of ``key`` identify a row."""

    table: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    schema: str = "public"

    @property
    def full_name(self) -> str:
        """Its name with its schema; of a contract, so that it needs no quotes."""
        return f"{self.schema}.{self.table}"

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}


def read_contracts(root: Path) -> dict[str, Contract]:
    """The contracts of a project by table, of those with columns and a key; parts (``__``) are left out."""
    blocks = _doc_blocks(root / DOC_BLOCKS)
    models = (model for path in sorted((root / MARTS).rglob("*.yml")) for model in _models(path))
    contracts = (_contract(model, blocks) for model in models if "__" not in model["name"])
    return {contract.table: contract for contract in contracts if contract.columns and contract.key}


def _models(path: Path) -> Iterator[dict[str, Any]]:
    # the C loader reads all of them in a third of a second, the other takes ten times as long
    yield from yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)).get(
        "models", []
    )


def _contract(model: dict[str, Any], blocks: Mapping[str, str]) -> Contract:
    columns = tuple(
        Column(column["name"], column["data_type"], _text(column.get("description", ""), blocks))
        for column in model.get("columns", [])
        if "data_type" in column
    )
    key = _key(model, {column.name for column in columns})
    return Contract(model["name"], _text(model.get("description", ""), blocks), columns, key)


def _key(model: dict[str, Any], columns: set[str]) -> tuple[str, ...]:
    """What the contract says is unique: the primary key, a column, a combination; () if nothing is."""
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
