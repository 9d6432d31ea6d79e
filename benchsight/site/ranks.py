"""Ranks and percentiles in the league."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchsight.web.reader import PageReader, Row

# the league's minimum for a rate, per game of the player's team: as for its leaders
STANDARDS = "select stat, rank_order, minimum_of, minimum_per_team_game from transform.leader_stats"


@dataclass(frozen=True)
class Standard:
    """How a statistic is ranked: which end is best, and what a player needs of ``minimum_of`` per game of his team."""

    lower_is_better: bool = False
    minimum_of: str | None = None
    minimum_per_team_game: float = 0

    def admits(self, row: Mapping[str, Any], stat: str) -> bool:
        """Whether a player is ranked; counts of 0 are not, as in the lists of leaders."""
        if row.get(stat) is None:
            return False
        if self.minimum_of is None:
            return bool(row[stat] != 0)
        return bool((row[self.minimum_of] or 0) >= self.minimum_per_team_game * row["team_gp"])


@dataclass(frozen=True)
class Rank:
    """Place among ``of`` players who are ranked; players with the same number share the best place."""

    place: int
    of: int

    def __str__(self) -> str:
        return f"{ordinal(self.place)} of {self.of}"


@dataclass(frozen=True)
class Figure:
    """One number of the headline of a player or team; ``rank`` is its place in the league, or why it has none."""

    stat: str
    label: str
    format: str
    of: str
    value: Any
    rank: str


def read_standards(reader: PageReader) -> dict[str, Standard]:
    """Return how the league ranks its statistics."""
    return {
        row["stat"]: Standard(row["rank_order"] == "low", row["minimum_of"], float(row["minimum_per_team_game"] or 0))
        for row in reader.rows(STANDARDS)
    }


def rank_of(rows: Iterable[Row], player_id: str, stat: str, standard: Standard) -> Rank | None:
    """Return a player's rank in a statistic; None if he is not ranked."""
    ranked = {row["player_id"]: row[stat] for row in rows if standard.admits(row, stat)}
    if player_id not in ranked:
        return None
    mine = ranked[player_id]
    better = sum(value < mine if standard.lower_is_better else value > mine for value in ranked.values())
    return Rank(better + 1, len(ranked))


def percentile(value: Any, others: Sequence[Any], lower_is_better: bool = False) -> int | None:
    """Return the share (0 to 100) of all values that ``value`` is better than, equal ones as half.

    ``others`` holds the values of all players of the group, his own among them; None with fewer than two.
    """
    known = [other for other in others if other is not None]
    if value is None or len(known) < 2:
        return None
    worse: int = sum(other > value if lower_is_better else other < value for other in known)
    equal = sum(other == value for other in known) - 1
    share: float = 100 * (worse + equal / 2) / (len(known) - 1)
    return round(share)


def ordinal(number: int) -> str:
    """Return a number as its place: 1st, 2nd, 3rd, 4th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
