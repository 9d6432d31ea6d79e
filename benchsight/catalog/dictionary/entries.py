"""The entries of the dictionary: each published table and column, from the project, the catalogue and the rules."""

import re
from dataclasses import dataclass
from pathlib import Path

from benchsight.catalog.dictionary.compiled import DescribedColumn, Node, Project
from benchsight.catalog.dictionary.lineage import Lineage
from benchsight.catalog.dictionary.rules import PAGE as RULES_PAGE
from benchsight.catalog.dictionary.rules import Names, Rule, read_rules, rules_of_column, rules_of_statistic
from benchsight.catalog.statistics import CATALOG, Statistic, read_catalog

# Folders of models/marts in the order of the page.
GROUPS = {
    "stats": "Statistics of a game",
    "league": "Seasons, careers, standings",
    "core": "Events and stints",
    "plays": "Kinds of plays",
    "periods": "Periods and stretches of a game",
    "matchups": "Matchups and lines",
    "metrics": "Metrics and trends",
    "dimensions": "Dimensions",
    "quality": "Quality of the data",
    "live": "A game while it is tracked",
    "compat": "Older names",
}


@dataclass(frozen=True)
class ColumnEntry:
    """A column: ``model`` at ``path`` computes it by ``expression`` (empty if it is a column of a source or seed)."""

    table: str
    name: str
    data_type: str
    description: str
    statistic: Statistic | None
    model: str
    path: Path
    expression: str
    rules: tuple[Rule, ...]

    @property
    def anchor(self) -> str:
        """Its anchor on the pages, such as fact_player_game_stats.goals."""
        return f"{self.table}.{self.name}"

    @property
    def formula(self) -> str:
        """Numerator and denominator; empty if it is not a ratio."""
        statistic = self.statistic
        if statistic is None or not statistic.numerator:
            return ""
        if not statistic.denominator:
            return statistic.numerator
        factor = "100 x " if statistic.unit == "percent" else ""
        return f"{factor}{_factor(statistic.numerator)} / {_factor(statistic.denominator)}"

    @property
    def source(self) -> str:
        """The source of the definition, if not only ``rules``."""
        return "" if self.statistic is None else self.statistic.source

    @property
    def better(self) -> str:
        """The better direction in words; empty if neither is."""
        directions = {"true": "higher is better", "false": "lower is better"}
        return directions.get(self.statistic.higher_is_better, "") if self.statistic else ""


@dataclass(frozen=True)
class TableEntry:
    """A table or view; ``older_name_of``: the table that it is an older name of."""

    name: str
    group: str
    kind: str
    description: str
    key: tuple[str, ...]
    path: Path
    columns: tuple[ColumnEntry, ...]
    older_name_of: str | None


@dataclass(frozen=True)
class Group:
    """The tables of one folder of models/marts."""

    folder: str
    title: str
    tables: list[TableEntry]


@dataclass(frozen=True)
class Dictionary:
    """The whole dictionary: tables by group, every rule, and the file of each model and seed (for links of rules)."""

    groups: list[Group]
    rules: list[Rule]
    paths: dict[str, Path]

    @property
    def tables(self) -> list[TableEntry]:
        """Every table in the order of the page."""
        return [table for group in self.groups for table in group.tables]


def make_dictionary(project: Project) -> Dictionary:
    """Make the dictionary of a compiled project, from the catalogue and the rules of its checkout."""
    maker = _Maker(project)
    tables = sorted((maker.table(node) for node in project.nodes if node.is_published), key=lambda table: table.name)
    folders = [*GROUPS, *sorted({table.group for table in tables} - set(GROUPS))]
    groups = [Group(folder, GROUPS.get(folder, folder), [t for t in tables if t.group == folder]) for folder in folders]
    paths = {node.name: node.path for node in project.nodes}
    return Dictionary([group for group in groups if group.tables], maker.rules, paths)


class _Maker:
    """Makes the entries of one project."""

    def __init__(self, project: Project) -> None:
        self.rules = read_rules((project.root / RULES_PAGE).read_text(encoding="utf-8"))
        self._rules_by_id = {rule.id: rule for rule in self.rules if rule.id}
        self._lineage = Lineage(project)
        statistics = read_catalog(project.root / CATALOG)
        self._statistics = {(row.table_name, row.column_name): row for row in statistics}
        published = [node for node in project.nodes if node.is_published]
        self._names = Names(
            columns=frozenset(column.name for node in published for column in node.columns),
            tables=frozenset(node.name for node in published),
            settings=frozenset(node.name for node in project.nodes if node.is_seed and "settings" in node.folder),
        )

    def table(self, node: Node) -> TableEntry:
        """Return the entry of a published model."""
        read = re.search(r'\bfrom\s+(?:"?\w+"?\.)*"?(\w+)"?', node.sql)
        return TableEntry(
            name=node.name,
            group=node.folder[-1],
            kind="view" if node.materialized == "view" else "table",
            description=node.description,
            key=node.key,
            path=node.path,
            columns=tuple(self._column(node, column) for column in node.columns),
            older_name_of=read[1] if read and not node.columns else None,
        )

    def _column(self, node: Node, column: DescribedColumn) -> ColumnEntry:
        statistic = self._statistics.get((node.name, column.name))
        origin = self._lineage.origin(node, column.name)
        if statistic:
            rules = rules_of_statistic(self._rules_by_id, statistic.rule)
        else:
            # keys say what a row is of, not what the model computes
            is_key = column.name in node.key or column.name.endswith(("_id", "_key"))
            rules = rules_of_column(self.rules, column.name, "" if is_key else origin.node.name, self._names)
        return ColumnEntry(
            table=node.name,
            name=column.name,
            data_type=column.data_type,
            description=statistic.definition if statistic else column.description,
            statistic=statistic,
            model=origin.node.name,
            path=origin.node.path,
            expression=origin.expression,
            rules=tuple(rules),
        )


def _factor(sum_of_columns: str) -> str:
    return f"({sum_of_columns})" if " " in sum_of_columns else sum_of_columns
