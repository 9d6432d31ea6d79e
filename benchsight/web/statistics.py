"""Definitions of statistics for pages: from the catalogue, else from the contract of the table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchsight.catalog.statistics import CATALOG, Statistic, read_catalog
from benchsight.reads.published.contract import Contract

DICTIONARY = "/dictionary"
SPAN = re.compile(r"(_team)?_(season|career)_stats$")
NAME = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")  # of a column or table


# Families of the catalogue as tables offer them; a family apart has a group of its own.
GROUPS = {
    "scoring": "Scoring", "shooting": "Shooting", "goals": "Shooting", "on_ice": "On the ice", "ice_time": "Ice time",
    "zone_play": "Play", "faceoffs": "Play", "turnovers": "Play", "passing": "Play", "defence": "Play",
    "penalties": "Play", "saves": "Saves", "shots": "Saves", "percentages": "Shares", "rates": "Per 60",
    "ratings": "Ratings", "composites": "Ratings", "goals_above_replacement": "Ratings",
}  # fmt: skip
OTHER = "Other"


@dataclass(frozen=True)
class Definition:
    """What a number is; ``id`` names it within a page."""

    id: str
    label: str
    text: str
    formula: str
    needs: str
    format: str
    href: str


class Definitions:
    """The definitions that a page uses, in order of their first use."""

    def __init__(self, known: "KnownDefinitions") -> None:
        self._known = known
        self.used: dict[str, Definition] = {}

    def use(self, table: str | None, column: str) -> Definition | None:
        """Return the definition of a column, and note that the page needs it; None if the column has none."""
        found = None if table is None else self._known.find(table, column)
        if found is None:
            return None
        return self.used.setdefault(found.id, self._known.in_words(found))

    def group(self, table: str | None, column: str) -> str:
        """Return the group of statistics that a column belongs to."""
        return OTHER if table is None else self._known.group(table, column)


class KnownDefinitions:
    """Definitions of all published columns."""

    def __init__(self, statistics: list[Statistic], contracts: Mapping[str, Contract]) -> None:
        self._statistics = {(each.table_name, each.column_name): each for each in statistics}
        self._contracts = contracts
        self._labels = {each.column_name: each.display_name for each in statistics}

    def find(self, table: str, column: str) -> Definition | None:
        """Return the definition of a column, None if there is none."""
        id, href = f"def-{table}-{column}", f"{DICTIONARY}/{table}#{column}"
        statistic = self._statistics.get((table, column))
        if statistic is not None:
            formula = f"{statistic.numerator} / ({statistic.denominator})" if statistic.denominator else ""
            return Definition(
                id, statistic.display_name, statistic.definition, formula, statistic.needs, statistic.format, href
            )
        contract = self._contracts.get(table)
        described = None if contract is None else contract.by_name.get(column)
        if described is None or not described.description:
            return None
        return Definition(id, column.replace("_", " "), described.description, "", "", "text", href)

    def group(self, table: str, column: str) -> str:
        """Return the group of a column; seasons and careers have the families of games."""
        statistic = self._statistics.get((SPAN.sub("_game_stats", table), column))
        return OTHER if statistic is None else GROUPS.get(statistic.family, OTHER)

    def in_words(self, found: Definition) -> Definition:
        """Return a definition without names of columns; its formula has their labels."""
        formula = NAME.sub(lambda name: self._labels.get(name[0], name[0]), found.formula)
        return replace(found, text=_spaced(found.text), formula=_spaced(formula), needs=_spaced(found.needs))


def _spaced(text: str) -> str:
    return NAME.sub(lambda name: name[0].replace("_", " "), text)


@cache
def catalogue(root: Path) -> list[Statistic]:
    """Return the catalogue of a project."""
    return read_catalog(root / CATALOG)
