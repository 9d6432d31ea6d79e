"""Every counting column of the real games is what the second computation finds in their exports, cell by cell."""

import pytest

from ..independent.compare import TABLES, Table, differences
from ..independent.world import World, read_world
from .conftest import Built

pytestmark = [pytest.mark.realdata, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(packs: Built) -> World:
    """All tracked games of both packs."""
    tracked = packs.rows("select distinct game_id from staging_events order by game_id")
    return read_world(packs.url, [row["game_id"] for row in tracked])


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_published_counts_are_those_of_the_exports(packs: Built, world: World, table: Table) -> None:
    assert differences(world, packs.url, table) == []
