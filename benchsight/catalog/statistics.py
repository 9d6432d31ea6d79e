"""The statistics catalogue (a dbt seed), and the yml and macros generated from it: one definition per statistic."""

import csv
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from benchsight.db.settings import load_settings

Entry = dict[str, Any]

CATALOG = Path("seeds/catalog/stat_catalog.csv")
GENERATED_FROM = (
    "Generated from seeds/catalog/stat_catalog.csv by `python -m benchsight.catalog.statistics`: edit that, not this."
)
HEADER = f"# {GENERATED_FROM}\n"
FAMILIES = Path("macros/hockey/game_stat_families.sql")
WIDTH = 130  # of lines of SQL


@dataclass(frozen=True)
class Statistic:
    """One published column, with the fields of its row of the seed.

    ``rule``: ids of docs/concepts/definitions.md. A count names the ``model`` of its family, without the prefix
    int_player_game__, and the ``input`` that a game must have (a flag), else it is NULL.
    """

    table_name: str
    column_name: str
    family: str
    data_type: str
    unit: str
    definition: str
    numerator: str
    denominator: str
    needs: str
    higher_is_better: str
    display_name: str
    format: str
    source: str
    rule: str
    model: str
    input: str

    @property
    def description(self) -> str:
        """The definition with its formula and the input it needs, for people who read the yml or the docs."""
        parts = [self.definition]
        if self.denominator:
            factor = "100 x " if self.unit == "percent" else ""
            parts.append(f"{factor}{self.numerator} / ({self.denominator}); NULL without a denominator.")
        if self.needs:
            parts.append(f"Needs {self.needs}; NULL in a game without.")
        return " ".join(parts)


@dataclass(frozen=True)
class TableText:
    """The yml of a whole table; ``parents``: columns that point to a dimension, with it and its key."""

    description: str
    key: tuple[str, ...]
    parents: tuple[tuple[str, str, str], ...]


GAME = ("game_id", "dim_schedule", "game_id")
PLAYER = ("player_id", "dim_player", "player_id")
TEAM = ("team_id", "dim_team", "team_id")
OPPONENT = ("opponent_team_id", "dim_team", "team_id")
SEASON = ("season_id", "dim_season", "season_id")

GAME_TABLES = {
    "fact_goalie_game_stats": TableText(
        "One row per game and goalie who stood in a net or made a save: shots, saves, goals against, expected goals.",
        ("game_id", "player_id"),
        (GAME, PLAYER, TEAM, OPPONENT, SEASON),
    ),
    "fact_player_game_stats": TableText(
        "One row per game and player who dressed or was tracked: counts by family, then the ratios made of them. "
        "`goals`, `assists` and `pim` are what was tracked; `official_*` is what the league says.",
        ("game_id", "player_id"),
        (GAME, PLAYER, TEAM, OPPONENT, SEASON),
    ),
    "fact_team_game_stats": TableText(
        "One row per game and team: result, goals, shots, special teams and counts straight from the events.",
        ("game_id", "team_id"),
        (GAME, TEAM, OPPONENT, SEASON),
    ),
}

# which yml describes which table of the catalogue
GENERATED: dict[Path, dict[str, TableText]] = {
    Path(f"models/marts/stats/{name}.yml"): {name: text} for name, text in GAME_TABLES.items()
}


def generated_files(statistics: list[Statistic]) -> dict[Path, str]:
    """Return the text of every file that is generated from the catalogue, by its path in the project."""
    models = {path: render_models(tables, statistics) for path, tables in GENERATED.items()}
    return {**models, FAMILIES: render_families(statistics)}


def render_families(statistics: list[Statistic]) -> str:
    """Return the macros that list the counts of each stat table: family model -> input -> columns, in table order."""
    macros = [_families(table, statistics) for table in sorted(GAME_TABLES)]
    return f"{{# {GENERATED_FROM} #}}\n\n" + "\n".join(macros)


def _families(table: str, statistics: list[Statistic]) -> str:
    families: dict[str, dict[str, list[str]]] = {}
    for statistic in statistics:
        if statistic.table_name == table and statistic.model:
            families.setdefault(statistic.model, {}).setdefault(statistic.input, []).append(statistic.column_name)
    name = table.removeprefix("fact_").removesuffix("_stats")
    lines = [
        f"{{# The counts of {table}: family model -> input that the game must have -> columns. #}}",
        f"{{% macro {name}_families() -%}}",
        "    {{ return({",
    ]
    for family, inputs in families.items():
        lines.append(f'        "{family}": {{')
        for needed, columns in inputs.items():
            listed = ", ".join(f'"{column}"' for column in columns)
            wrapped = textwrap.wrap(f"{listed},", WIDTH, initial_indent=" " * 16, subsequent_indent=" " * 16)
            lines += [f'            "{needed}": [', *wrapped, "            ],"]
        lines.append("        },")
    return "\n".join([*lines, "    }) }}", "{%- endmacro %}", ""])


def read_catalog(path: Path) -> list[Statistic]:
    """Return the catalogue's rows in file order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Statistic(**row) for row in csv.DictReader(file)]


def render_models(tables: dict[str, TableText], statistics: list[Statistic]) -> str:
    """Return the yml of a group of tables: contract types, descriptions and key tests, columns in table order."""
    models = [_model(table, text, statistics) for table, text in sorted(tables.items())]
    return HEADER + yaml.safe_dump({"models": models}, sort_keys=False, width=120)


def _model(table: str, text: TableText, statistics: list[Statistic]) -> Entry:
    unique = {"unique_combination": {"arguments": {"columns": list(text.key)}}}
    columns = [_column(statistic, text) for statistic in statistics if statistic.table_name == table]
    constraints: list[Entry] = [{"type": "primary_key", "columns": list(text.key)}]
    for column, parent, key in text.parents:
        constraints.append({"type": "foreign_key", "columns": [column], "to": f"ref('{parent}')", "to_columns": [key]})
    return {
        "name": table,
        "description": text.description,
        "constraints": constraints,
        "data_tests": [unique],
        "columns": columns,
    }


def _column(statistic: Statistic, text: TableText) -> Entry:
    entry: Entry = {
        "name": statistic.column_name,
        "data_type": statistic.data_type,
        "description": statistic.description,
    }
    if statistic.column_name[0].isdigit():
        entry["quote"] = True
    if statistic.column_name in text.key:
        entry["data_tests"] = ["not_null"]
    elif statistic.column_name == "venue":
        entry["data_tests"] = [{"accepted_values": {"arguments": {"values": ["home", "away"]}}}]
    return entry


@click.command(name="catalog")
@click.option("--check", is_flag=True, help="Write nothing; fail when a committed yml is out of date.")
def main(check: bool) -> None:
    """Write the yml and the families of the stat tables from the catalogue."""
    root = load_settings().project_root
    for path, wanted in generated_files(read_catalog(root / CATALOG)).items():
        target = root / path
        if not check:
            target.write_text(wanted, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != wanted:
            raise click.ClickException(
                f"{path} is not what {CATALOG} yields: run `python -m benchsight.catalog.statistics`"
            )


if __name__ == "__main__":
    main()
