"""The published tables of the dbt project: category, order of loading, and how each is kept."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from benchsight.errors import BenchSightError

MARTS = Path("models/marts")
CATEGORY_OF_FOLDER = "category_of_folder"  # a var of the dbt project, which its hook reads too
FACTS = ("core_facts", "stats_facts", "analytics_facts")
CATEGORIES = {
    "dims": ("dims",),
    **{category: (category,) for category in FACTS},
    "all_facts": FACTS,
    "all": ("dims", *FACTS),
}
SETTING = r"""{name}\s*=\s*["'](\w+)["']"""


class TableKind(StrEnum):
    """The way a table is kept: rows belong to games, to players and teams over many games, or to neither; or a view."""

    GAME = "game"
    ENTITY = "entity"
    WHOLE = "whole"
    VIEW = "view"


KIND_OF_STRATEGY = {
    "replace_games": TableKind.GAME,
    "replace_entities": TableKind.ENTITY,
    "replace_all": TableKind.WHOLE,
}


@dataclass(frozen=True)
class PublishedTable:
    """A published table or view; categories are loaded in ``load_order``; ``folder`` is one of models/marts."""

    name: str
    category: str
    load_order: int
    kind: TableKind
    folder: str


class UnknownTable(BenchSightError):
    """A name is neither a published table nor a category."""


def published_tables(root: Path) -> dict[str, PublishedTable]:
    """Return every model below models/marts by name, in the order of loading; parts of models (``__``) are left out."""
    project = yaml.safe_load((root / "dbt_project.yml").read_text(encoding="utf-8"))
    settings = project["models"][project["name"]]
    paths = [path for path in (root / MARTS).rglob("*.sql") if "__" not in path.stem]
    categories = project.get("vars", {}).get(CATEGORY_OF_FOLDER, {})
    tables = [
        _table(path.relative_to(root / MARTS), path.read_text(encoding="utf-8"), settings, categories) for path in paths
    ]
    return {table.name: table for table in sorted(tables, key=lambda table: (table.load_order, table.name))}


def members(names: Iterable[str], tables: Mapping[str, PublishedTable]) -> list[PublishedTable]:
    """Return the tables that names of tables and categories stand for, each once, in the order of loading.

    Raises UnknownTable for any other name.
    """
    found: set[str] = set()
    for name in names:
        if name in CATEGORIES:
            found |= {table.name for table in tables.values() if table.category in CATEGORIES[name]}
        elif name in tables:
            found.add(name)
        else:
            raise UnknownTable(_unknown(name, tables))
    return [table for table in tables.values() if table.name in found]


def _table(path: Path, text: str, settings: Mapping[str, Any], categories: Mapping[str, str]) -> PublishedTable:
    folder = path.parts[0]
    if folder not in categories:
        raise UnknownTable(f"{MARTS / path}: add folder {folder} to the var {CATEGORY_OF_FOLDER} of dbt_project.yml")
    category = categories[folder]
    kind = TableKind.VIEW
    if _setting("materialized", path, text, settings) == "incremental":
        kind = KIND_OF_STRATEGY[_setting("incremental_strategy", path, text, settings)]
    return PublishedTable(path.stem, category, CATEGORIES["all"].index(category) + 1, kind, folder)


def _setting(name: str, path: Path, text: str, settings: Mapping[str, Any]) -> str:
    """Return the setting that dbt applies: the model's own, else that of its nearest folder."""
    own = re.search(SETTING.format(name=name), text)
    return own.group(1) if own else list(_of_folders(name, path, settings))[-1]


def _of_folders(name: str, path: Path, settings: Mapping[str, Any]) -> Iterator[str]:
    for folder in ("", MARTS.name, *path.parts[:-1]):
        settings = settings.get(folder, {}) if folder else settings
        if f"+{name}" in settings:
            yield settings[f"+{name}"]


def _unknown(name: str, tables: Mapping[str, PublishedTable]) -> str:
    if name.startswith("staging_"):
        return f"{name} is an input, which is loaded from a file: benchsight load PATH"
    near = difflib.get_close_matches(name, [*tables, *CATEGORIES], 1)
    meant = f"did you mean {near[0]}?" if near else f"a category is one of {', '.join(CATEGORIES)}"
    return f"no published table or category is named {name!r}: {meant}"
