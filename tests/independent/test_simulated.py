"""Every counting column of simulated leagues is what the second computation finds in their exports, cell by cell."""

from dataclasses import replace

import pytest

from benchsight.catalog.statistics import GAME_TABLES as PUBLISHED

from ..property.conftest import KINDS, Leagues
from .compare import NOT_COMPUTED, TABLES, Table, counted, counting_columns, differences
from .world import World, read_world

TABLE_NAMES = [table.name for table in TABLES]


@pytest.fixture(scope="module")
def worlds(leagues: Leagues) -> dict[str, World]:
    """The second computation's view of each kind of league."""
    return {kind: read_world(leagues.url, [game.game_id for game in leagues.played[kind].games]) for kind in KINDS}


@pytest.mark.parametrize("table", TABLES, ids=TABLE_NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_published_counts_are_those_of_the_exports(
    leagues: Leagues, worlds: dict[str, World], kind: str, table: Table
) -> None:
    assert differences(worlds[kind], leagues.url, table) == []


def test_a_goal_more_or_less_is_a_difference_of_every_table(leagues: Leagues, worlds: dict[str, World]) -> None:
    world = worlds["clean"]
    without_first = replace(world, goals=world.goals.iloc[1:])
    for table in TABLES:
        found = differences(without_first, leagues.url, table)
        assert any("goals" in sentence for sentence in found), table.name


@pytest.mark.parametrize("table", TABLES, ids=TABLE_NAMES)
def test_no_counting_column_of_the_catalogue_is_left_out(worlds: dict[str, World], table: Table) -> None:
    own = counted(worlds["clean"], table)
    assert counting_columns(table.name).keys() - own.keys() - NOT_COMPUTED.keys() == set()


def test_every_published_table_of_statistics_is_compared() -> None:
    assert set(TABLE_NAMES) == set(PUBLISHED)


def test_reasons_stand_only_for_columns_that_exist_and_are_not_computed(worlds: dict[str, World]) -> None:
    columns = {column for table in TABLES for column in counting_columns(table.name)}
    computed = {column for table in TABLES for column in counted(worlds["clean"], table)}
    assert NOT_COMPUTED.keys() <= columns - computed
