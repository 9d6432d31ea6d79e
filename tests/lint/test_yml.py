"""The yml of models, seeds and sources: sorted by name, and its columns are those of the SQL, both ways.

Names of models, seeds, sources and tables are in alphabetical order, columns in the order of the built relation.
Staging models and marts name and describe each of their columns. Intermediate models may leave out columns that pass
through unchanged; one they name exists. Older names of tables (marts/compat) have the columns of the table they mean.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from .conftest import EmptyBuild

REPOSITORY = Path(__file__).resolve().parents[2]
YML_FILES = sorted(path for folder in ("models", "seeds") for path in (REPOSITORY / folder).rglob("*.yml"))
SORTED_SECTIONS = ("models", "seeds", "sources", "exposures")
COMPLETE_LAYERS = ("staging", "marts")


@dataclass
class Relation:
    """A model or seed: what its yml says, and what its relation in the database has."""

    name: str
    layer: str
    node: dict[str, Any]
    built: list[str]

    @property
    def sql(self) -> Path:
        """File of the model or seed, inside the project."""
        return Path(self.node["original_file_path"])

    @property
    def documented(self) -> list[str]:
        """Columns in the order of the yml."""
        return list(self.node["columns"])


@pytest.fixture(scope="module")
def relations(empty_build: EmptyBuild) -> list[Relation]:
    """Every model and seed that has a relation."""
    with psycopg.connect(empty_build.url) as connection:
        return [
            Relation(node["name"], node["fqn"][1], node, columns_of(connection, node["schema"], node["alias"]))
            for node in empty_build.manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "ephemeral"
        ]


def columns_of(connection: psycopg.Connection, schema: str, name: str) -> list[str]:
    query = "select column_name from information_schema.columns where (table_schema, table_name) = (%s, %s)"
    return [row[0] for row in connection.execute(f"{query} order by ordinal_position", (schema, name)).fetchall()]


@pytest.mark.parametrize("path", YML_FILES, ids=lambda path: path.name)
def test_names_are_sorted(path: Path) -> None:
    content = yaml.safe_load(path.read_text())
    lists = [content.get(section, []) for section in SORTED_SECTIONS]
    lists += [source.get("tables", []) for source in content.get("sources", [])]
    for entries in lists:
        names = [entry["name"] for entry in entries]
        assert names == sorted(names)


def test_every_model_and_seed_is_described_in_its_own_folder(relations: list[Relation]) -> None:
    assert relations != []
    assert [relation.name for relation in relations if not relation.node["description"].strip()] == []
    folders = {
        relation.name: (Path(relation.node["patch_path"].rpartition("://")[2]).parent, relation.sql.parent)
        for relation in relations
        if relation.node["patch_path"]
    }
    assert {name: pair for name, pair in folders.items() if pair[0] != pair[1]} == {}


def test_documented_columns_exist(relations: list[Relation]) -> None:
    unknown = {r.name: sorted(set(r.documented) - set(r.built)) for r in relations}
    assert {name: columns for name, columns in unknown.items() if columns} == {}


def test_columns_of_staging_models_and_marts_are_documented_in_the_order_of_the_relation(
    relations: list[Relation],
) -> None:
    complete = [r for r in relations if r.layer in COMPLETE_LAYERS and r.sql.parent.name != "compat"]
    missing = {r.name: sorted(set(r.built) - set(r.documented)) for r in complete}
    assert {name: columns for name, columns in missing.items() if columns} == {}
    assert [r.name for r in complete if r.documented != r.built] == []


def test_every_column_of_a_mart_has_a_type_and_a_description(relations: list[Relation]) -> None:
    bare = [
        f"{relation.name}.{name}"
        for relation in relations
        if relation.layer == "marts"
        for name, column in relation.node["columns"].items()
        if not column["data_type"] or not column["description"].strip()
    ]
    assert bare == []
