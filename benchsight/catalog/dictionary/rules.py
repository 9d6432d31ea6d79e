"""The rules of docs/definitions.md, and which of them a column follows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path("docs/definitions.md")
SOURCE = re.compile(r"docs/definitions\.md: ([^;]+)")
# Terms of the catalogue whose rule begins with another word.
BEGINS = {
    "shot attempt": "attempt",
    "shooting %": "shooting percentage",
    "entry": "an entry, exit",
    "exit": "an entry, exit",
    "PIM": "penalty minutes",
    "TOI": "ice time",
    "shot on goal": "on goal",
    "goal": "a goal is",
    "giveaway": "a giveaway is",
    "outcome": "outcome: what",
    "takeaway": "a turnover is",
    "pass completed": "a pass is complete",
    "slot": "a pass ends",
}

# How the rule begins that a statistic follows by words in the names of table and column, where nothing nearer names
# one; the first that fits.
BY_NAME = {
    "pct|rate|per_60": "percentages run",
    "official": "tracked and official",
    "goals_saved_above": "goals saved above",
    r"goalie_game_stats\.(?:\w+_)?shots_against|save_pct|shots_without_save": "a goalie's shots against",
    r"goalie_game_stats\.(?:\w+_)?goals_against": "goals against a goalie",
    "penalty_shots?": "penalty shots are the",
    "shootout": "shootout attempts",
    "sog|sf|sa": "on goal",
    "fenwick|ff|fa|unblocked": "unblocked",
    "xg|xgf|xga|expected": "expected goals",
    "plus|minus": "plus-minus",
    "toi": "ice time",
    "fo|faceoffs": "the winner of a faceoff",
    "saves": "save",
    "assists": "assists are",
    "goals|gf|ga": "a goal is",
    "shots|corsi|cf|ca": "attempt",
    "blocks": "block",
    "entries|entry|exits|exit|keepins|keepin": "an entry, exit",
    "pass|passes": "a pass is complete",
    "giveaways": "a giveaway is",
    "turnovers|takeaways": "a turnover is",
    "pim|penalties|misconducts": "penalty minutes",
    "shifts?": "a shift is",
}


@dataclass(frozen=True)
class Rule:
    """A row of the page: its section, what it says (Markdown), the names in its column *where*, and its anchor."""

    section: str
    text: str
    where: tuple[str, ...]
    anchor: str

    @property
    def slug(self) -> str:
        """Anchor of its section, as GitHub makes it."""
        return slug(self.section)


@dataclass(frozen=True)
class Names:
    """Names that tell of which columns a rule is.

    A rule that names published ``columns`` is of those alone, in every table; one that lives in a seed of ``settings``
    is of the columns made with it; one that lives in one of the ``tables`` is of the whole table.
    """

    columns: frozenset[str]
    tables: frozenset[str]
    settings: frozenset[str]


def read_rules(text: str) -> list[Rule]:
    """Every row of every table of the page, in its order."""
    return list(_rules(text))


def _rules(text: str) -> Iterator[Rule]:
    section, number = "", 0
    for line in text.splitlines():
        if line.startswith("## "):
            section, number = line[3:], 0
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 2 and cells[0] != "rule":
            number += 1
            where = tuple(re.findall(r"`([^`]+)`", cells[1]))
            yield Rule(section, cells[0], where, f"rule-{slug(section)}-{number}")


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def rule_of_term(rules: Iterable[Rule], term: str) -> Rule | None:
    """The rule that says what a term of the catalogue is: the one that begins with it, else the first that names it."""
    word = BEGINS.get(term, term).lower()
    begins = re.compile(rf"(?:an? |the )?{re.escape(word)}", re.IGNORECASE)
    found = [rule for rule in rules if begins.match(rule.text)]
    found += [rule for rule in rules if word in rule.text.lower()]
    return found[0] if found else None


def rule_of_name(rules: Iterable[Rule], table: str, column: str) -> Rule | None:
    """The rule that a statistic follows by its name, such as that of shots on goal for ``sog_leading``."""
    for words, begin in BY_NAME.items():
        if re.search(rf"[_.](?:{words})(?:_|$)", f"_{table}.{column}"):
            return next((rule for rule in rules if re.match(begin, rule.text, re.IGNORECASE)), None)
    return None


def is_term(source: str) -> bool:
    """Whether a source of the catalogue is a term of the page, and nothing else."""
    return SOURCE.fullmatch(source) is not None


def rules_of_column(rules: list[Rule], column: str, model: str, source: str, names: Names) -> list[Rule]:
    """The rules of a column that ``model`` computes: of its term in ``source``, then those that live in the model."""
    term = SOURCE.match(source)
    of_term = rule_of_term(rules, term[1].strip()) if term else None
    seeds = set(re.findall(r"seed (\w+)", source))
    others = [rule for rule in rules if rule is not of_term and _is_of(rule, column, model, seeds, names)]
    return [of_term, *others] if of_term else others


def _is_of(rule: Rule, column: str, model: str, seeds: set[str], names: Names) -> bool:
    if f"{model}.{column}" in rule.where:
        return True
    named = set(re.findall(r"`(\w+)`", rule.text)) & names.columns
    if named:
        return column in named
    weights = names.settings & set(rule.where)
    if weights:
        return bool(weights & seeds)
    return model in rule.where and model not in names.tables
