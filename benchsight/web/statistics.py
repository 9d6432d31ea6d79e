"""Definitions of statistics for pages: from the catalogue, else from the contract of the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchsight.catalog.statistics import CATALOG, Statistic, read_catalog
from benchsight.reads.published.contract import Contract

DICTIONARY = "/dictionary"


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
        definition = None if table is None else self._known.find(table, column)
        if definition is not None:
            self.used[definition.id] = definition
        return definition


class KnownDefinitions:
    """Definitions of all published columns."""

    def __init__(self, statistics: list[Statistic], contracts: Mapping[str, Contract]) -> None:
        self._statistics = {(each.table_name, each.column_name): each for each in statistics}
        self._contracts = contracts

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


@cache
def catalogue(root: Path) -> list[Statistic]:
    """Return the catalogue of a project."""
    return read_catalog(root / CATALOG)
