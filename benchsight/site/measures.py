"""Statistics of the catalogue as measures of a season: what is added up over which games, and what it is divided by."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from psycopg import sql

from benchsight.catalog.statistics import Statistic

SUMMED = ("count", "seconds", "minutes", "goals", "expected goals", "weighted count", "wins", "points")
AVERAGED = ("score", "rating", "percentage points", "ratio", "percent change", "seconds per shot")
APART = ("identity", "official", "reliability", "result", "role")
# extremes of a game, which do not add up
NOT_SUMMED = re.compile(
    r"largest_|longest_|most_|saves_before_|saves_since_|seconds_to_|_warning$|_too_long$|^player_rating$"
)
ICE_TIME = ("ice_time", "shifts", "late_game")
ON_ICE = (
    "on_ice",
    "relative",
    "zone_starts",
    "competition",
    "goals_above_replacement",
    "five_on_five",
    "score_adjusted",
)
TERM = re.compile(r"\d*[a-z]\w*|\d+|[-+]")
FACTOR = {"percent": 100, "per 60": 1, "per 2 minutes": 1}


class Strength(StrEnum):
    """Strength at which a statistic is counted, where the catalogue has a column of its own for it."""

    ALL = "all"
    FIVE = "5v5"
    EVEN = "even"
    POWER_PLAY = "pp"
    SHORT_HANDED = "sh"


STRENGTHS = {
    Strength.FIVE: ("{}_5v5",),
    Strength.EVEN: ("even_strength_{}", "{}_ev"),
    Strength.POWER_PLAY: ("power_play_{}",),
    Strength.SHORT_HANDED: ("shorthanded_{}", "short_handed_{}"),
}
ICE_TIME_AT = {
    Strength.ALL: "toi_seconds",
    Strength.FIVE: "toi_5v5_seconds",
    Strength.EVEN: "toi_even_seconds",
    Strength.POWER_PLAY: "toi_power_play_seconds",
    Strength.SHORT_HANDED: "toi_short_handed_seconds",
}
# names that a column has only without a strength
SHORT = {
    "corsi_for": "cf", "corsi_against": "ca", "fenwick_for": "ff", "fenwick_against": "fa", "on_ice_gf": "gf",
    "on_ice_ga": "ga", "on_ice_sf": "sf", "on_ice_sa": "sa", "on_ice_xgf": "xgf", "on_ice_xga": "xga", "xg_for": "xgf",
}  # fmt: skip
# as people write them
LABELS = {
    "toi_seconds": "Ice time", "sog": "Shots on goal", "shots": "Shot attempts", "xg_for": "Expected goals",
    "xgf": "Expected goals", "xga": "Expected goals against", "cf_pct": "CF%", "ff_pct": "FF%", "xg_pct": "xG%",
    "cf_pct_5v5": "CF% at 5 on 5", "xg_pct_5v5": "xG% at 5 on 5", "pdo": "PDO", "cf": "Shot attempts for",
    "ca": "Shot attempts against", "goals_saved_above_expected": "Goals saved above expected",
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A statistic over many games. ``over`` is what a ratio is divided by; ``needs``: '', 'ice time' or 'on-ice'.

    ``is_mean``: a score of a game, of which a season has the mean. ``factor``: 100 of percentages, 3600 per 60.
    """

    statistic: Statistic
    value: str
    over: str = ""
    factor: int = 1
    needs: str = ""
    is_mean: bool = False

    @property
    def label(self) -> str:
        """Its name on the page."""
        return LABELS.get(self.statistic.column_name, self.statistic.display_name)

    @property
    def is_ratio(self) -> bool:
        """Whether the value is a ratio of two sums."""
        return bool(self.over)

    @property
    def is_total(self) -> bool:
        """Whether games add up, so that the measure can be asked for per game and per 60 minutes."""
        return not self.is_ratio and not self.is_mean

    @property
    def sample_is_time(self) -> bool:
        """Whether the denominator is a time."""
        return self.over.endswith("seconds")

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate per ice time, which needs games with reliable ice times and complete events."""
        return "toi_" in self.over


class Measures:
    """The measures of a table of the catalogue, in its order."""

    def __init__(self, statistics: Iterable[Statistic], table: str) -> None:
        self._statistics = {each.column_name: each for each in statistics if each.table_name == table}

    @cached_property
    def all(self) -> Mapping[str, Measure]:
        """All measures by the name of their column."""
        measures = {name: self._measure(each) for name, each in self._statistics.items()}
        return {name: measure for name, measure in measures.items() if measure is not None}

    def families(self) -> dict[str, list[Measure]]:
        """Return the measures by family, for a menu; those of a strength are found by their strength too."""
        found: dict[str, list[Measure]] = {}
        for measure in self.all.values():
            found.setdefault(measure.statistic.family.replace("_", " "), []).append(measure)
        return found

    def at(self, name: str, strength: Strength) -> Measure | None:
        """Return a measure at a strength, None if the catalogue has none."""
        if strength is Strength.ALL:
            return self.all.get(name)
        names = (form.format(each) for each in (name, SHORT.get(name, name)) for form in STRENGTHS[strength])
        return next((self.all[each] for each in names if each in self.all), None)

    def strengths(self, name: str) -> list[Strength]:
        """Return the strengths that a measure is known at."""
        return [each for each in Strength if self.at(name, each) is not None]

    def _measure(self, statistic: Statistic) -> Measure | None:
        if statistic.family in APART or NOT_SUMMED.search(statistic.column_name):
            return None
        numerator, _, by = statistic.numerator.partition(" x ")
        if statistic.denominator and self._is_sum(numerator) and self._is_sum(statistic.denominator):
            factor = int(by) if by else FACTOR.get(statistic.unit, 1)
            needs = self._needs(f"{numerator} {statistic.denominator}")
            return Measure(statistic, numerator, statistic.denominator, factor, needs)
        if statistic.denominator:
            return None
        if statistic.unit in SUMMED or statistic.column_name == "game_score":
            return Measure(statistic, statistic.column_name, needs=self._needs(statistic.column_name))
        if statistic.unit in AVERAGED:
            return Measure(statistic, statistic.column_name, needs=self._needs(statistic.column_name), is_mean=True)
        return None

    def _is_sum(self, expression: str) -> bool:
        names = [term for term in TERM.findall(expression) if term not in "+-"]
        return all(name in self._statistics for name in names)

    def _needs(self, expression: str) -> str:
        families = {self._statistics[name].family for name in TERM.findall(expression) if name in self._statistics}
        if families & set(ON_ICE):
            return "on-ice"
        return "ice time" if families & set(ICE_TIME) else ""


def expression(terms: str, replaced: Mapping[str, str] | None = None, each: sql.SQL | None = None) -> sql.Composed:
    """Return SQL of `a + b - c`, columns of the row `played`.

    ``replaced``: SQL of ours for some columns. ``each``: what is made of a column, such as its sum.
    """
    each = each or sql.SQL("{}")
    parts: list[sql.Composable] = []
    for term in TERM.findall(terms):
        if term in "+-":
            parts.append(sql.SQL(" + " if term == "+" else " - "))
        elif term.isdigit():
            parts.append(each.format(sql.Literal(int(term))))
        elif replaced and term in replaced:
            parts.append(each.format(sql.SQL(replaced[term])))
        else:
            parts.append(each.format(sql.SQL("played.{}").format(sql.Identifier(term))))
    return sql.SQL("({})").format(sql.Composed(parts))
