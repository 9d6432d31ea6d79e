"""Every column that people know of a player's game exists, is described and typed, and varies with its input."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg import sql

from benchsight.catalog.statistics import CATALOG, Statistic, read_catalog
from benchsight.db.settings import load_settings

from ..property.conftest import Leagues

TABLE = "fact_player_game_stats"
NAMES = Path(__file__).with_name("player_game_names.txt").read_text(encoding="utf-8").split()
FULL_KINDS = ("full", "full_nhl")
ALWAYS_ALIKE: dict[str, str] = {}
"""Columns that need not vary, each with the reason."""


@pytest.fixture(scope="module")
def catalog() -> dict[str, Statistic]:
    """The catalogue's rows of the table, by column."""
    rows = read_catalog(load_settings().project_root / CATALOG)
    return {row.column_name: row for row in rows if row.table_name == TABLE}


@pytest.fixture(scope="module")
def contract() -> dict[str, dict[str, Any]]:
    """The columns of the table as dbt's contract has them."""
    text = (load_settings().project_root / f"models/marts/stats/{TABLE}.yml").read_text(encoding="utf-8")
    (model,) = yaml.safe_load(text)["models"]
    return {column["name"]: column for column in model["columns"]}


@pytest.fixture(scope="module")
def distinct(leagues: Leagues) -> dict[str, int]:
    """Different values of each column over the leagues in which everything is tracked."""
    games = [game.game_id for kind in FULL_KINDS for game in leagues.played[kind].games]
    counts = sql.SQL(", ").join(
        sql.SQL("count(distinct {0}) as {0}").format(sql.Identifier(name)) for name in NAMES
    )  # fmt: skip
    query = sql.SQL("select {} from {} where game_id = any(%s)").format(counts, sql.Identifier(TABLE))
    with psycopg.connect(leagues.url) as connection:
        row = connection.execute(query, (games,)).fetchone()
    assert row is not None
    return dict(zip(NAMES, row, strict=True))


def test_there_are_317_names_and_no_two_alike() -> None:
    assert len(NAMES) == len(set(NAMES)) == 317


@pytest.mark.parametrize("name", NAMES)
def test_a_known_column_is_described_and_has_a_type(
    catalog: dict[str, Statistic], contract: dict[str, dict[str, Any]], name: str
) -> None:
    assert catalog[name].definition
    assert catalog[name].display_name
    assert contract[name]["description"]
    assert contract[name]["data_type"] == catalog[name].data_type


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ALWAYS_ALIKE])
def test_a_known_column_varies_where_everything_is_tracked(distinct: dict[str, int], name: str) -> None:
    assert distinct[name] > 1
