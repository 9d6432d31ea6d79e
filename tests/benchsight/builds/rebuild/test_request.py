"""What a rebuild asks of a build."""

from pathlib import Path

import pytest

from benchsight.builds.plan import Rebuild, Request
from benchsight.builds.rebuild.request import PER_ENTITY, PER_GAME, RebuildOperation, make_request
from benchsight.builds.rebuild.tables import members, published_tables

TABLES = published_tables(Path(__file__).parent / "project")
REPLACE, UPSERT, APPEND = RebuildOperation.REPLACE, RebuildOperation.UPSERT, RebuildOperation.APPEND
PER_GAME_TABLES = ("fact_events", "fact_player_game_stats", "fact_h2h", "qa_data_completeness")


def request(names: list[str], games: list[int], operation: RebuildOperation) -> Request:
    """The request for tables of the small project."""
    return make_request(members(names, TABLES), TABLES, games, operation)


@pytest.mark.parametrize(
    ("names", "games", "operation", "expected"),
    [
        (["all"], [], REPLACE, Request([], full_refresh=True)),
        (["all_facts"], [], REPLACE, Request([], all_games=True)),
        (["all"], [], UPSERT, Request([])),
        (["all_facts"], [], UPSERT, Request([])),
        (["all"], [7], REPLACE, Request([7])),
        (["core_facts", "stats_facts", "analytics_facts"], [7], REPLACE, Request([7])),
        (["all"], [7], UPSERT, Request([7], rebuild=Rebuild(due_only=True))),
        (["all_facts"], [7], APPEND, Request([7], rebuild=Rebuild(missing_in=PER_GAME_TABLES))),
        (["all"], [], APPEND, Request([], rebuild=Rebuild(missing_in=PER_GAME_TABLES))),
        (["dims"], [], REPLACE, Request(dimensions=True, rebuild=Rebuild(whole=True))),
        (["dims"], [], UPSERT, Request(dimensions=True, rebuild=Rebuild(due_only=True, whole=True))),
    ],
)
def test_all_tables_of_games_and_all_dimensions_are_parts_that_a_build_knows(
    names: list[str], games: list[int], operation: RebuildOperation, expected: Request
) -> None:
    assert request(names, games, operation) == expected


@pytest.mark.parametrize(
    ("names", "select"),
    [
        (["fact_player_game_stats"], [f"+path:models/marts/stats,{PER_GAME}"]),
        (["fact_player_trends"], [f"+fact_player_trends,{PER_GAME}", f"+fact_player_trends,{PER_ENTITY}"]),
        (["metrics"], ["int_metric_entities", "metrics"]),
        (["dim_player"], ["dim_player"]),
        (["dim_player", "fact_h2h"], ["dim_player", f"+path:models/marts/matchups,{PER_GAME}"]),
    ],
)
def test_other_tables_are_selected_with_what_they_are_made_of_per_game(names: list[str], select: list[str]) -> None:
    assert (request(names, [], UPSERT).select or "").split() == select


def test_what_is_made_of_stored_tables_needs_nothing_staged() -> None:
    for names, stored_only in ((["metrics"], True), (["dim_player"], True), (["metrics", "fact_h2h"], False)):
        rebuild = request(names, [], REPLACE).rebuild
        assert rebuild is not None
        assert rebuild.stored_only is stored_only
