"""docs/reference/tables.md: every published table is in it, and every name of a table in its map exists."""

import re
from pathlib import Path

import pytest

from benchsight.catalog.table_list import BEGIN, PAGE, ListedTable, published_tables, render

REPOSITORY = Path(__file__).resolve().parents[2]
NAME = re.compile(r"`((?:dim|fact|qa|league|lookup)_\w+|metrics)`")


@pytest.fixture(scope="module")
def tables() -> list[ListedTable]:
    """Every published table of the project."""
    return published_tables(REPOSITORY)


@pytest.fixture(scope="module")
def page() -> str:
    """The text of docs/reference/tables.md."""
    return (REPOSITORY / PAGE).read_text(encoding="utf-8")


def test_every_mart_is_listed(tables: list[ListedTable]) -> None:
    models = {path.stem for path in (REPOSITORY / "models/marts").rglob("*.sql") if "__" not in path.stem}
    assert {table.name for table in tables} == models


def test_the_list_is_what_the_models_yield(tables: list[ListedTable], page: str) -> None:
    assert BEGIN + page.partition(BEGIN)[2] == render(tables), "run `python -m benchsight.catalog.table_list`"


def test_a_name_on_our_side_of_the_map_is_published(tables: list[ListedTable], page: str) -> None:
    published = {table.name for table in tables}
    rows = [line.split(" | ") for line in page.partition(BEGIN)[0].splitlines() if line.startswith("| ")]
    named = {name for row in rows if len(row) > 1 for name in NAME.findall(row[1])}
    assert named - published == set()
    assert len(named) > 50


def test_a_view_by_its_own_setting_or_its_folders_is_called_one(tables: list[ListedTable]) -> None:
    kinds = {table.name: table.kind for table in tables}
    assert (kinds["fact_shots"], kinds["league_standings"], kinds["fact_events"]) == ("view", "view", "table")
