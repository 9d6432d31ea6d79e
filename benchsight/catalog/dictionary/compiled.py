"""The dbt project compiled without a database: models with their SQL, columns and unique keys, and seeds."""

import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchsight.builds.dbt.process import DbtProject, run_step

# A model that queries the database while it compiles is read as written.
ASKS = re.compile(r"\b(is_incremental|run_query|adapter\.\w+)\s*\(")
JINJA = re.compile(r"\{\{\s*ref\(\s*[\"'](\w+)[\"']\s*\)\s*\}\}|\{[%#].*?[%#]\}|\{\{\s*(\w+).*?\}\}", re.DOTALL)


@dataclass(frozen=True)
class DescribedColumn:
    """A column as the yml describes it."""

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Node:
    """A model or seed; ``folder`` is its path below models or seeds, ``key`` the columns that are unique together."""

    name: str
    path: Path
    folder: tuple[str, ...]
    materialized: str
    description: str
    sql: str
    columns: tuple[DescribedColumn, ...]
    key: tuple[str, ...]
    seed_columns: tuple[str, ...] = ()

    @property
    def is_seed(self) -> bool:
        """Whether it is a seed, not a query."""
        return self.materialized == "seed"

    @property
    def is_published(self) -> bool:
        """Whether it is published: a mart that is not part of another (``__``)."""
        return self.folder[:1] == ("marts",) and "__" not in self.name


@dataclass(frozen=True)
class Project:
    """The models and seeds of a checkout."""

    root: Path
    nodes: tuple[Node, ...]


def compile_project(root: Path) -> Project:
    """Compile the project in ``root``. Raises BuildError with dbt's message if that fails."""
    with tempfile.TemporaryDirectory(prefix="benchsight-dictionary-") as folder:
        work = Path(folder)
        shutil.copyfile(root / "profiles.example.yml", work / "profiles.yml")
        project = DbtProject(root, work, {}, artifacts=True)
        compiling = ["compile", "--no-introspect", "--no-populate-cache", "--select", "resource_type:model"]
        asking = [path.stem for path in (root / "models").rglob("*.sql") if ASKS.search(path.read_text("utf-8"))]
        run_step(project, [*compiling, *(["--exclude", *asking] if asking else [])], "compile the project")
        manifest = json.loads((work / project.target / "manifest.json").read_text("utf-8"))
    return Project(root, tuple(_nodes(root, manifest)))


def _nodes(root: Path, manifest: dict[str, Any]) -> list[Node]:
    keys = _keys(manifest)
    return [
        _node(root, entry, keys.get(unique_id, ()))
        for unique_id, entry in manifest["nodes"].items()
        if entry["resource_type"] in ("model", "seed")
    ]


def _node(root: Path, entry: dict[str, Any], key: tuple[str, ...]) -> Node:
    path = Path(entry["original_file_path"])
    is_seed = entry["resource_type"] == "seed"
    header = (root / path).read_text("utf-8").partition("\n")[0] if is_seed else ""
    return Node(
        name=entry["name"],
        path=path,
        folder=tuple(path.parts[1:-1]),
        materialized=entry["config"]["materialized"],
        description=_line(entry["description"]),
        sql=entry.get("compiled_code") or JINJA.sub(_written, entry.get("raw_code") or ""),
        columns=tuple(
            DescribedColumn(column["name"], column["data_type"] or "", _line(column["description"]))
            for column in entry["columns"].values()
        ),
        key=key,
        seed_columns=tuple(header.strip().split(",")) if is_seed else (),
    )


def _written(jinja: re.Match[str]) -> str:
    """Return SQL in the place of Jinja that is not compiled: the relation of a ref, NULL for another expression."""
    relation, called = jinja.groups()
    return f"dbt.{relation}" if relation else "null" if called not in (None, "config") else ""


def _keys(manifest: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the key of each model: the columns that a test holds to be unique together, else a unique column."""
    keys: dict[str, tuple[str, ...]] = {}
    for entry in manifest["nodes"].values():
        test = entry.get("test_metadata") or {}
        node = entry.get("attached_node")
        if test.get("name") == "unique_combination":
            keys[node] = tuple(test["kwargs"]["columns"])
        elif test.get("name") == "unique":
            keys.setdefault(node, (entry["column_name"],))
    return keys


def _line(text: str) -> str:
    return " ".join(text.split())
