"""No edge of the dbt graph skips a layer: sources, staging, intermediate, marts; exceptions are rows with a reason."""

import csv
from pathlib import Path

import pytest

from .conftest import EmptyBuild

REPOSITORY = Path(__file__).resolve().parents[2]
EXCEPTIONS = REPOSITORY / "seeds" / "catalog" / "layer_exceptions.csv"
MAY_READ = {
    "staging": {"source", "seed"},
    "intermediate": {"staging", "intermediate", "seed"},
    "marts": {"intermediate", "marts", "seed"},
}
"""What models of a layer may read."""


@pytest.fixture(scope="module")
def edges(empty_build: EmptyBuild) -> dict[tuple[str, str], tuple[str, str]]:
    """The layers of model and parent, by their names."""
    manifest = empty_build.manifest
    nodes = manifest["nodes"] | manifest["sources"]
    layers = {
        key: node["fqn"][1] if node["resource_type"] == "model" else node["resource_type"]
        for key, node in nodes.items()
    }
    return {
        (node["name"], nodes[parent]["name"]): (layers[key], layers[parent])
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        for parent in node["depends_on"]["nodes"]
    }


@pytest.fixture(scope="module")
def exceptions() -> list[dict[str, str]]:
    """The rows of the seed of exceptions."""
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_edge_skips_a_layer_but_the_exceptions(
    edges: dict[tuple[str, str], tuple[str, str]], exceptions: list[dict[str, str]]
) -> None:
    skipping = {edge for edge, (layer, parent) in edges.items() if parent not in MAY_READ[layer]}
    excepted = {(row["model"], row["parent"]) for row in exceptions}
    assert skipping - excepted == set(), f"read the next layer, or give the reason in {EXCEPTIONS.name}"
    assert excepted - skipping == set(), f"no such edge any more: remove the row from {EXCEPTIONS.name}"
    assert {layer for layer, _ in edges.values()} == set(MAY_READ)


def test_every_exception_has_a_reason_and_they_are_sorted(exceptions: list[dict[str, str]]) -> None:
    assert [row for row in exceptions if not row["reason"].endswith(".")] == []
    names = [(row["model"], row["parent"]) for row in exceptions]
    assert names == sorted(set(names))
