"""The rules of docs/concepts/definitions.md, and which of them a column follows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = Path("docs/concepts/definitions.md")
ID = re.compile(r'<a id="rule-([\w-]+)"></a>')


@dataclass(frozen=True)
class Rule:
    """A row of the page: section, text (Markdown), the names in its column *where*, and its id, if it has one.

    The statistics catalogue names rules by their ids.
    """

    section: str
    number: int
    text: str
    where: tuple[str, ...]
    id: str

    @property
    def anchor(self) -> str:
        """The anchor of the rule on the HTML page, and of one with an id on the page itself."""
        return f"rule-{self.id or f'{slug(self.section)}-{self.number}'}"

    @property
    def label(self) -> str:
        """The text of links to it in Markdown: its id in words, else its section."""
        return self.id.replace("-", " ") or self.section

    @property
    def fragment(self) -> str:
        """The anchor on docs/concepts/definitions.md that is nearest to it: its own, else that of its section."""
        return self.anchor if self.id else slug(self.section)


@dataclass(frozen=True)
class Names:
    """Names of the project: published columns and tables, and seeds of settings."""

    columns: frozenset[str]
    tables: frozenset[str]
    settings: frozenset[str]


def read_rules(text: str) -> list[Rule]:
    """Return every row of every table of the page, in order."""
    return list(_rules(text))


def _rules(text: str) -> Iterator[Rule]:
    section, number = "", 0
    for line in text.splitlines():
        if line.startswith("## "):
            section, number = line[3:], 0
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 2 and cells[0] != "rule":
            number += 1
            found = ID.match(cells[0])
            where = tuple(re.findall(r"`([^`]+)`", cells[1]))
            yield Rule(section, number, ID.sub("", cells[0]), where, found[1] if found else "")


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def rules_of_statistic(rules: Mapping[str, Rule], ids: str) -> list[Rule]:
    """Return the rules that the catalogue names, by ids with blanks between them. Raises KeyError for an unknown id."""
    return [rules[name] for name in ids.split()]


def rules_of_column(rules: Iterable[Rule], column: str, model: str, names: Names) -> list[Rule]:
    """Return the rules of a column outside the catalogue, computed by ``model``: those that name the column or model.

    A rule that names published columns in its text is only of those; one with a seed of settings or a published table
    in its column *where* is of statistics.
    """
    return [rule for rule in rules if _is_of(rule, column, model, names)]


def _is_of(rule: Rule, column: str, model: str, names: Names) -> bool:
    if f"{model}.{column}" in rule.where:
        return True
    named = set(re.findall(r"`(\w+)`", rule.text)) & names.columns
    if named:
        return column in named
    return model in rule.where and model not in names.tables and not names.settings & set(rule.where)
