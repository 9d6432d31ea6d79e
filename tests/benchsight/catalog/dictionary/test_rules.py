"""Rules are read from the tables of docs/definitions.md and given to the columns that follow them."""

from pathlib import Path

import pytest

from benchsight.catalog.dictionary.rules import (
    BY_NAME,
    PAGE,
    SOURCE,
    Names,
    Rule,
    read_rules,
    rule_of_name,
    rule_of_term,
    rules_of_column,
)
from benchsight.catalog.statistics import CATALOG, read_catalog

REPOSITORY = Path(__file__).resolve().parents[4]
TEXT = """\
# What counts

## Goals and assists

| rule | where |
|---|---|
| A goal is a puck in the net. | `int_events.is_goal` |
| The goal mark is looked at first. | `int_goals`, seed `marks` |

## On the ice

| rule | where |
|---|---|
| Rated (`rating`) by weights. | `int_goals`, seed `weights` |
| Weighed. | `int_other`, seed `weights` |
| Goals per shot. | `fact` |
"""
NAMES = Names(columns=frozenset({"rating", "goals"}), tables=frozenset({"fact"}), settings=frozenset({"weights"}))


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    return read_rules(TEXT)


def test_each_row_is_a_rule_with_its_section_and_an_anchor_of_its_own(rules: list[Rule]) -> None:
    assert [rule.anchor for rule in rules] == [
        *("rule-goals-and-assists-1", "rule-goals-and-assists-2"),
        *("rule-on-the-ice-1", "rule-on-the-ice-2", "rule-on-the-ice-3"),
    ]
    assert (rules[0].section, rules[0].slug, rules[0].where) == (
        "Goals and assists",
        "goals-and-assists",
        ("int_events.is_goal",),
    )
    assert rules[1].where == ("int_goals", "marks")


@pytest.mark.parametrize(
    ("column", "model", "source", "numbers"),
    [
        ("goals", "int_x", "docs/definitions.md: goal", [0]),
        ("is_goal", "int_events", "", [0]),
        ("goals", "int_events", "", []),
        ("assists", "int_goals", "", [1]),
        ("rating", "int_goals", "", [1, 2]),
        ("war", "int_x", "seed weights", [3]),
        ("war", "int_other", "", []),
        ("shooting_pct", "fact", "", []),
    ],
)
def test_a_column_has_the_rules_of_its_term_model_name_and_weights(
    rules: list[Rule], column: str, model: str, source: str, numbers: list[int]
) -> None:
    assert rules_of_column(rules, column, model, source, NAMES) == [rules[number] for number in numbers]


def test_every_term_that_the_catalogue_cites_has_a_rule() -> None:
    rules = read_rules((REPOSITORY / PAGE).read_text(encoding="utf-8"))
    sources = [SOURCE.match(statistic.source) for statistic in read_catalog(REPOSITORY / CATALOG)]
    terms = {source[1].strip() for source in sources if source}
    assert len(terms) > 20
    assert {term for term in terms if rule_of_term(rules, term) is None} == set()


@pytest.mark.parametrize(
    ("table", "column", "begin"),
    [
        ("fact_player_game_stats", "sog_leading", "On goal"),
        ("fact_player_game_stats", "goals_per_60", "Percentages"),
        ("fact_goalie_game_stats", "overtime_goals_against", "Goals against a goalie"),
        ("fact_goalie_game_stats", "rush_shots_against", "A goalie's shots against"),
        ("fact_team_game_stats", "rush_shots_against", "Attempt"),
        ("fact_team_game_stats", "toi_5v5_seconds", "Ice time"),
    ],
)
def test_a_statistic_without_a_nearer_rule_has_the_one_of_its_name(table: str, column: str, begin: str) -> None:
    rule = rule_of_name(read_rules((REPOSITORY / PAGE).read_text(encoding="utf-8")), table, column)
    assert rule is not None
    assert rule.text.startswith(begin)


def test_a_name_that_says_nothing_has_no_rule(rules: list[Rule]) -> None:
    assert rule_of_name(rules, "fact_player_game_stats", "hits") is None


def test_every_rule_that_names_lead_to_exists() -> None:
    texts = [rule.text.lower() for rule in read_rules((REPOSITORY / PAGE).read_text(encoding="utf-8"))]
    assert [begin for begin in BY_NAME.values() if not any(text.startswith(begin) for text in texts)] == []
