"""Rules are read from the tables of docs/concepts/definitions.md and given to the columns that follow them."""

from collections import Counter
from pathlib import Path

import pytest

from benchsight.catalog.dictionary.rules import PAGE, Names, Rule, read_rules, rules_of_column, rules_of_statistic
from benchsight.catalog.statistics import CATALOG, Statistic, read_catalog

REPOSITORY = Path(__file__).resolve().parents[4]
TEXT = """\
# What counts

## Goals and assists

| rule | where |
|---|---|
| <a id="rule-goal"></a>A goal is a puck in the net. | `int_events.is_goal` |
| The goal mark is looked at first. | `int_goals`, seed `marks` |

## On the ice

| rule | where |
|---|---|
| <a id="rule-player-rating"></a>Rated (`rating`) by weights. | `int_goals`, seed `weights` |
| Weighed. | `int_other`, seed `weights` |
| Goals per shot. | `fact` |
"""
NAMES = Names(columns=frozenset({"rating", "goals"}), tables=frozenset({"fact"}), settings=frozenset({"weights"}))
WITHOUT_RULE = {"identity", "reliability"}  # families of columns that count nothing


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    """The rules in the text above."""
    return read_rules(TEXT)


@pytest.fixture(scope="module")
def page() -> list[Rule]:
    """The rules of the project."""
    return read_rules((REPOSITORY / PAGE).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def statistics() -> list[Statistic]:
    """The catalogue of the project."""
    return read_catalog(REPOSITORY / CATALOG)


def test_each_row_is_a_rule_with_its_section_and_an_anchor_of_its_own(rules: list[Rule]) -> None:
    assert [rule.anchor for rule in rules] == [
        *("rule-goal", "rule-goals-and-assists-2"),
        *("rule-player-rating", "rule-on-the-ice-2", "rule-on-the-ice-3"),
    ]
    goal, mark, rating = rules[:3]
    assert (goal.section, goal.text, goal.where) == (
        "Goals and assists",
        "A goal is a puck in the net.",
        ("int_events.is_goal",),
    )
    assert mark.where == ("int_goals", "marks")
    assert (mark.label, mark.fragment) == ("Goals and assists", "goals-and-assists")
    assert (rating.label, rating.fragment) == ("player rating", "rule-player-rating")


def test_a_statistic_has_the_rules_that_the_catalogue_names(rules: list[Rule]) -> None:
    by_id = {rule.id: rule for rule in rules if rule.id}
    assert rules_of_statistic(by_id, "player-rating goal") == [rules[2], rules[0]]
    assert rules_of_statistic(by_id, "") == []
    with pytest.raises(KeyError, match="assist"):
        rules_of_statistic(by_id, "assist")


@pytest.mark.parametrize(
    ("column", "model", "numbers"),
    [
        ("is_goal", "int_events", [0]),
        ("goals", "int_events", []),
        ("assists", "int_goals", [1]),
        ("rating", "int_goals", [1, 2]),
        ("war", "int_other", []),
        ("shooting_pct", "fact", []),
    ],
)
def test_another_column_has_the_rules_that_name_it_or_its_model(
    rules: list[Rule], column: str, model: str, numbers: list[int]
) -> None:
    assert rules_of_column(rules, column, model, NAMES) == [rules[number] for number in numbers]


def test_rules_have_ids_of_their_own_that_the_catalogue_uses(page: list[Rule], statistics: list[Statistic]) -> None:
    ids = Counter(rule.id for rule in page if rule.id)
    assert len(ids) > 50
    assert [name for name, count in ids.items() if count > 1] == []
    used = {name for statistic in statistics for name in statistic.rule.split()}
    assert used - set(ids) == set()
    assert set(ids) - used == set()


def test_nearly_every_statistic_has_a_rule(statistics: list[Statistic]) -> None:
    counting = [statistic for statistic in statistics if statistic.family not in WITHOUT_RULE]
    without = [statistic.column_name for statistic in counting if not statistic.rule]
    assert len(without) < 0.04 * len(counting), without


@pytest.mark.parametrize(
    ("table", "column", "rule"),
    [
        ("fact_player_game_stats", "sog_leading", "shot-on-goal"),
        ("fact_player_game_stats", "goals_per_60", "percentages-and-rates"),
        ("fact_goalie_game_stats", "overtime_goals_against", "goals-against"),
        ("fact_goalie_game_stats", "rush_shots_against", "shot-attempt"),
        ("fact_team_game_stats", "rush_shots_against", "shot-attempt"),
        ("fact_team_game_stats", "toi_5v5_seconds", "ice-time"),
    ],
)
def test_statistics_follow_the_rules_of_what_they_count(
    statistics: list[Statistic], table: str, column: str, rule: str
) -> None:
    found = {(statistic.table_name, statistic.column_name): statistic.rule.split() for statistic in statistics}
    assert rule in found[table, column]


def test_a_statistic_that_follows_no_rule_has_none(statistics: list[Statistic]) -> None:
    found = {(statistic.table_name, statistic.column_name): statistic.rule for statistic in statistics}
    assert found["fact_player_game_stats", "player_id"] == ""
