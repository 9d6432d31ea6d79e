"""The sentence that stands for a dbt test."""

from typing import Any

import pytest

from benchsight.builds.dbt.process import NodeResult
from benchsight.builds.summary import test_sentence as sentence


def a_test(name: str, test: dict[str, Any] | None = None, description: str = "") -> NodeResult:
    """A failed dbt test on the model fact_h2h."""
    return NodeResult(
        name,
        "test",
        "public",
        name,
        None,
        description,
        test,
        "fact_h2h" if test else None,
        "fail",
        0.1,
        None,
        2,
        "Got 2",
    )


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"name": "not_null", "arguments": {"column_name": "game_id"}}, "fact_h2h.game_id is never NULL"),
        ({"name": "unique", "arguments": {"column_name": "key"}}, "fact_h2h.key is unique"),
        (
            {"name": "accepted_values", "arguments": {"column_name": "venue", "values": ["home", "away"]}},
            "fact_h2h.venue is one of home, away",
        ),
        (
            {
                "name": "relationships",
                "arguments": {"column_name": "player_id", "to": "ref('dim_player')", "field": "player_id"},
            },
            "fact_h2h.player_id is in player_id of ref('dim_player')",
        ),
        (
            {"name": "unique_combination", "arguments": {"model": "{{ x }}", "columns": ["game_id", "player_id"]}},
            "fact_h2h: unique combination (columns game_id, player_id)",
        ),
    ],
)
def test_a_generic_test_is_told_by_its_kind_and_arguments(test: dict[str, Any], expected: str) -> None:
    assert sentence(a_test("some_long_generated_name", test)) == expected


def test_a_singular_test_is_told_by_its_name_and_any_test_by_its_description() -> None:
    assert sentence(a_test("home_goals_are_away_goals_against")) == "home goals are away goals against"
    assert sentence(a_test("x", {"name": "unique", "arguments": {}}, "Once per pair.\n")) == "Once per pair."
