"""The yml of models, seeds and sources: a file for each model, and its columns are those of the SQL, both ways.

A model has a yml of its name. Names of models, seeds, sources and tables are in alphabetical order, columns in the
order of the relation. Every column is described in one place: in the yml of its model, in a block of docs/dbt where
several models have it, or in the catalogue, which the models of a family of statistics need not repeat. Older names of
tables (marts/compat) have the columns of the table they mean.
"""

import csv
from collections import defaultdict
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
CATALOG = REPOSITORY / "seeds" / "catalog" / "stat_catalog.csv"
GENERATED = "# Generated"


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
    """Every model and seed."""
    with psycopg.connect(empty_build.url) as connection:
        return [
            Relation(node["name"], node["fqn"][1], node, columns_of(connection, node))
            for node in empty_build.manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        ]


def columns_of(connection: psycopg.Connection, node: dict[str, Any]) -> list[str]:
    """Columns of a relation, or of the query of a model that has none."""
    if node["config"]["materialized"] == "ephemeral":
        query = f"select * from (\n{node['compiled_code']}\n) as yielded limit 0"
        return [column.name for column in connection.execute(query.encode()).description or ()]
    query = "select column_name from information_schema.columns where (table_schema, table_name) = (%s, %s)"
    rows = connection.execute(f"{query} order by ordinal_position", (node["schema"], node["alias"])).fetchall()
    return [row[0] for row in rows]


@pytest.fixture(scope="module")
def statistics() -> dict[str, set[str]]:
    """Columns of the catalogue by the beginning of the names of their family's models."""
    found = defaultdict(set)
    with CATALOG.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["table_name"].replace("fact_", "int_").removesuffix("stats") + "_"].add(row["column_name"])
    return found


def test_names_are_sorted() -> None:
    for path in YML_FILES:
        content = yaml.safe_load(path.read_text())
        lists = [content.get(section, []) for section in SORTED_SECTIONS]
        lists += [source.get("tables", []) for source in content.get("sources", [])]
        for entries in lists:
            names = [entry["name"] for entry in entries]
            assert names == sorted(names), path


def test_every_model_and_seed_is_described_and_a_model_in_a_yml_of_its_name(relations: list[Relation]) -> None:
    assert relations != []
    assert [relation.name for relation in relations if not relation.node["description"].strip()] == []
    files = {relation.name: relation.node["patch_path"].rpartition("://")[2] for relation in relations}
    models = [relation for relation in relations if relation.node["resource_type"] == "model"]
    assert [model.name for model in models if files[model.name] != str(model.sql.with_suffix(".yml"))] == []
    seeds = [relation for relation in relations if relation.node["resource_type"] == "seed"]
    assert [seed.name for seed in seeds if Path(files[seed.name]).parent != seed.sql.parent] == []


def test_documented_columns_exist_and_stand_in_the_order_of_the_relation(relations: list[Relation]) -> None:
    unknown = {r.name: sorted(set(r.documented) - set(r.built)) for r in relations}
    assert {name: columns for name, columns in unknown.items() if columns} == {}
    models = [r for r in relations if r.node["resource_type"] == "model"]
    assert [r.name for r in models if r.documented != [name for name in r.built if name in r.documented]] == []


def test_every_column_of_a_model_is_documented(relations: list[Relation], statistics: dict[str, set[str]]) -> None:
    models = [r for r in relations if r.node["resource_type"] == "model" and r.sql.parent.name != "compat"]
    assert len(models) > 200
    missing = {}
    for model in models:
        elsewhere = {name for family, names in statistics.items() if model.name.startswith(family) for name in names}
        missing[model.name] = [name for name in model.built if name not in model.documented and name not in elsewhere]
    assert {name: columns for name, columns in missing.items() if columns} == {}


def test_every_documented_column_has_a_description_and_one_of_a_mart_a_type(relations: list[Relation]) -> None:
    bare = [
        f"{relation.name}.{name}"
        for relation in relations
        for name, column in relation.node["columns"].items()
        if not column["description"].strip() or (relation.layer == "marts" and not column["data_type"])
    ]
    assert bare == []


def test_what_a_column_is_stands_in_one_place() -> None:
    places = defaultdict(set)
    for path in YML_FILES:
        text = path.read_text(encoding="utf-8")
        if not text.startswith(GENERATED):
            for model in yaml.safe_load(text).get("models", []):
                for column in model.get("columns", []):
                    if "{{" not in column["description"]:
                        places[column["name"], column["description"].strip()].add(model["name"])
    assert len(places) > 500
    assert {place: sorted(names) for place, names in places.items() if len(names) > 1} == {}, (
        "make it a block of docs/dbt"
    )
