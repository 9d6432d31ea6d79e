"""Which tables a name or a category stands for."""

from pathlib import Path

import pytest

from benchsight.builds.rebuild.tables import CATEGORIES, TableKind, UnknownTable, members, published_tables

REPOSITORY = Path(__file__).resolve().parents[4]
PROJECT = Path(__file__).parent / "project"


def test_kinds_come_from_the_models_and_their_folders() -> None:
    tables = published_tables(PROJECT)
    assert {name: table.kind for name, table in tables.items()} == {
        "dim_player": TableKind.WHOLE,
        "dim_schedule": TableKind.WHOLE,
        "dim_shot_type": TableKind.VIEW,
        "fact_events": TableKind.GAME,
        "fact_player_game_stats": TableKind.GAME,
        "fact_h2h": TableKind.GAME,
        "fact_player_rapm": TableKind.VIEW,
        "fact_player_trends": TableKind.VIEW,
        "fact_shots": TableKind.VIEW,
        "metrics": TableKind.ENTITY,
        "qa_data_completeness": TableKind.GAME,
    }


def test_all_is_every_table_in_the_order_of_loading_and_all_facts_all_but_dimensions() -> None:
    tables = published_tables(REPOSITORY)
    everything = members(["all"], tables)
    assert everything == list(tables.values())
    assert [table.load_order for table in everything] == sorted(table.load_order for table in everything)
    assert members(["all_facts"], tables) == [table for table in everything if table.category != "dims"]
    assert all(members([category], tables) for category in CATEGORIES)


def test_a_table_named_twice_counts_once() -> None:
    tables = published_tables(PROJECT)
    assert [table.name for table in members(["fact_h2h", "core_facts", "fact_h2h"], tables)] == [
        "fact_events",
        "fact_h2h",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fact_h2hh", "no published table or category is named 'fact_h2hh': did you mean fact_h2h?"),
        ("nothing like it", "a category is one of dims, core_facts, stats_facts, analytics_facts, all_facts, all"),
        ("staging_events", "staging_events is an input, which is loaded from a file: benchsight load"),
        ("int_events", "no published table or category is named 'int_events'"),
    ],
)
def test_an_unknown_name_is_told_with_what_may_be_meant(name: str, message: str) -> None:
    with pytest.raises(UnknownTable, match=message):
        members([name], published_tables(PROJECT))


def test_a_folder_without_a_category_is_named(tmp_path: Path) -> None:
    (tmp_path / "models" / "marts" / "odds").mkdir(parents=True)
    (tmp_path / "models" / "marts" / "odds" / "fact_odds.sql").write_text("select 1")
    (tmp_path / "dbt_project.yml").write_text("name: p\nmodels: {p: {marts: {+materialized: incremental}}}")
    with pytest.raises(UnknownTable, match=r"odds/fact_odds.sql: add folder odds to the var category_of_folder"):
        published_tables(tmp_path)
