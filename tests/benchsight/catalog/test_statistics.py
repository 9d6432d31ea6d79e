"""The catalogue is what the stat tables and their yml are made from, and says nothing that is not there."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from benchsight.catalog.statistics import (
    CATALOG,
    FAMILIES,
    GENERATED,
    Statistic,
    main,
    read_catalog,
    render_families,
    render_models,
)

REPOSITORY = Path(__file__).resolve().parents[3]
SCHEMA = ("fact_player_game_stats", "fact_goalie_game_stats", "fact_team_game_stats")
TABLES = {table: text for tables in GENERATED.values() for table, text in tables.items()}
PLAYERS_YML = Path("models/marts/stats/fact_player_game_stats.yml")
FORMATS = {
    "integer": {"0", "m:ss", "text"},
    "numeric": {"0.0", "0.00", "0.0%", "m:ss"},
    "boolean": {"flag"},
    "text": {"text"},
    "date": {"text"},
    "timestamp with time zone": {"text"},
    "bigint": {"0"},
}


@pytest.fixture(scope="module")
def catalog() -> list[Statistic]:
    """The catalogue of this repository."""
    return read_catalog(REPOSITORY / CATALOG)


def test_the_committed_yml_is_what_the_catalogue_yields() -> None:
    result = CliRunner().invoke(main, ["--check"])
    assert result.exit_code == 0, result.output


def test_a_changed_catalogue_is_told_from_the_committed_yml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("supabase/migrations", "seeds/catalog"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "dbt_project.yml").touch()
    text = (REPOSITORY / CATALOG).read_text(encoding="utf-8")
    (tmp_path / CATALOG).write_text(text.replace("Pucks given away.", "Pucks lost."), encoding="utf-8")
    for path in (*GENERATED, FAMILIES):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((REPOSITORY / path).read_bytes())
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(main, ["--check"])
    assert refused.exit_code == 1
    assert "python -m benchsight.catalog.statistics" in refused.output
    assert CliRunner().invoke(main).exit_code == 0
    assert "Pucks lost." in (tmp_path / PLAYERS_YML).read_text(encoding="utf-8")
    assert CliRunner().invoke(main, ["--check"]).exit_code == 0


def test_every_table_of_the_catalogue_has_a_text_and_a_yml_of_its_own(catalog: list[Statistic]) -> None:
    assert {statistic.table_name for statistic in catalog} == set(TABLES) >= set(SCHEMA)
    assert sum(len(tables) for tables in GENERATED.values()) == len(TABLES)


def test_every_column_says_how_it_is_shown_and_the_type_allows_it(catalog: list[Statistic]) -> None:
    bad = [
        (statistic.column_name, statistic.format)
        for statistic in catalog
        if statistic.format not in FORMATS[statistic.data_type.partition("(")[0]]
        or (statistic.format == "0.0%") != statistic.unit.startswith("percent")
        or (statistic.format == "m:ss") != (statistic.unit == "seconds")
    ]
    assert bad == []


def test_a_column_stands_once_in_its_table(catalog: list[Statistic]) -> None:
    counts = Counter((statistic.table_name, statistic.column_name) for statistic in catalog)
    assert [column for column, count in counts.items() if count > 1] == []


def test_every_statistic_is_defined_in_a_sentence_and_has_a_unit_and_a_name(catalog: list[Statistic]) -> None:
    bad = [
        statistic.column_name
        for statistic in catalog
        if not (statistic.definition.endswith(".") and statistic.unit and statistic.family and statistic.display_name)
    ]
    assert bad == []


def test_formulas_name_columns_of_their_own_table(catalog: list[Statistic]) -> None:
    columns = {table: {row.column_name for row in catalog if row.table_name == table} for table in TABLES}
    unknown = {
        (statistic.column_name, name)
        for statistic in catalog
        for name in re.findall(r"[a-z][a-z0-9_]*", f"{statistic.numerator} {statistic.denominator}")
        if name not in columns[statistic.table_name] and name != "x"
    }
    assert unknown == set()


def test_a_percentage_has_a_numerator_and_a_denominator(catalog: list[Statistic]) -> None:
    # PDO is a sum of two percentages
    bad = [
        statistic.column_name
        for statistic in catalog
        if statistic.unit == "percent"
        and not statistic.column_name.startswith("pdo")
        and not (statistic.numerator and statistic.denominator)
    ]
    assert bad == []


def test_what_needs_an_input_says_that_it_is_null_without_it() -> None:
    formula = ("Share won.", "won", "taken", "faceoffs")
    needy = Statistic("t", "fo_pct", "faceoffs", "numeric", "percent", *formula, "", "", "0.0%", *[""] * 4)
    assert needy.description == (
        "Share won. 100 x won / (taken); NULL without a denominator. Needs faceoffs; NULL in a game without."
    )


@pytest.mark.parametrize("path", GENERATED, ids=str)
def test_the_yml_tests_keys_and_describes_every_column(path: Path, catalog: list[Statistic]) -> None:
    models = yaml.safe_load(render_models(GENERATED[path], catalog))["models"]
    assert [model["name"] for model in models] == sorted(GENERATED[path])
    for model in models:
        described = [(column["name"], column["data_type"]) for column in model["columns"]]
        assert described == [(row.column_name, row.data_type) for row in catalog if row.table_name == model["name"]]
        assert all(column["description"] for column in model["columns"])
        key = model["data_tests"][0]["unique_combination"]["arguments"]["columns"]
        assert key == list(TABLES[model["name"]].key)
        assert {column["name"] for column in model["columns"] if "not_null" in column.get("data_tests", [])} == set(key)


def test_a_name_that_begins_with_a_digit_is_quoted_and_no_other_is(catalog: list[Statistic]) -> None:
    models = yaml.safe_load(render_models(GENERATED[PLAYERS_YML], catalog))["models"]
    columns = {column["name"]: column for model in models for column in model["columns"]}
    assert {"2on0_rushes", "2on1_rushes", "3on2_rushes"} <= set(columns)
    assert {name for name, column in columns.items() if column.get("quote")} == {
        name for name in columns if name[0].isdigit()
    }


def test_counts_are_listed_by_family_model_and_input_in_the_order_of_the_catalogue() -> None:
    rows = [("goals", "points", "has_events"), ("fo_wins", "faceoffs", "has_faceoffs"), ("ratio", "", "")]
    rows += [("assists", "points", "has_events"), ("power_play_goals", "points", "has_ice_events")]
    counts = [
        Statistic(
            "fact_team_game_stats", name, "f", "integer", "count", "", "", "", "", "", "", "0", "", "", model, need
        )
        for name, model, need in rows
    ]
    text = render_families(counts)
    assert "{% macro team_game_families() -%}" in text
    families = text[text.index('"points"') :]
    assert re.findall(r'"(\w+)"', families) == [
        *("points", "has_events", "goals", "assists", "has_ice_events", "power_play_goals"),
        *("faceoffs", "has_faceoffs", "fo_wins"),
    ]


def test_a_count_names_a_model_that_exists(catalog: list[Statistic]) -> None:
    counts = [statistic for statistic in catalog if statistic.model]
    assert len(counts) > 500
    models = {path.stem for path in (REPOSITORY / "models/intermediate").rglob("*.sql")}
    kinds = {statistic: statistic.table_name.removeprefix("fact_").removesuffix("_stats") for statistic in counts}
    missing = {f"int_{kind}__{statistic.model}" for statistic, kind in kinds.items()} - models
    assert missing == set()
    assert [statistic.column_name for statistic in counts if not statistic.input] == []
