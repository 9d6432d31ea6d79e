"""Whether a game agrees with the league's official result, and what is missing or odd in its tracking."""

from dataclasses import dataclass

from benchsight.quality.verify.agreement import STAT_ORDER
from benchsight.site.reads.game import Game
from benchsight.web.reader import PageReader, Row

TABLES = ("qa_goal_accuracy", "qa_scorer_comparison", "qa_data_completeness")
FINDING_TABLES = ("qa_suspicious_stats",)

VALUES = """
    select
        'team goals' as stat, venue, cast(null as text) as player_id, cast(tracked_final_goals as numeric) as tracked,
        cast(official_goals as numeric) as official, is_comparable, is_equal, nullif(reason, '') as reason
    from public.qa_goal_accuracy
    where game_id = %(game)s and official_goals is not null
    union all
    select stat, venue, player_id, tracked_value, official_value, is_comparable, is_equal, nullif(reason, '')
    from public.qa_scorer_comparison
    where game_id = %(game)s
"""
STATS = {
    "pim": "penalty minutes", "sog": "shots on goal", "plus_minus": "plus/minus", "faceoff_pct": "faceoffs won, %",
    "toi_seconds": "time on ice, seconds", "shift_count": "shifts",
}  # fmt: skip
# The detail of a finding may name people, and is not for readers.
FINDINGS = """
    select severity, description, count(*) as found
    from public.qa_suspicious_stats
    where game_id = %(game)s
    group by severity, description
    order by severity desc, description
"""


@dataclass(frozen=True)
class Check:
    """The comparison with the official result: every value of a team or a player that the league has."""

    values: list[Row]

    @property
    def compared(self) -> int:
        """Values that can be compared."""
        return sum(bool(value["is_comparable"]) for value in self.values)

    @property
    def equal(self) -> int:
        """Values that agree."""
        return sum(bool(value["is_equal"]) for value in self.values)

    @property
    def differences(self) -> list[Row]:
        """Values that do not agree, with the reason."""
        return [value for value in self.values if value["is_comparable"] and not value["is_equal"]]

    @property
    def obstacles(self) -> list[str]:
        """Why values cannot be compared."""
        return sorted({value["reason"] for value in self.values if not value["is_comparable"] and value["reason"]})

    @property
    def stats(self) -> list[Row]:
        """Agreement by statistic, in the order of a box score."""
        order = {stat: index for index, stat in enumerate(STAT_ORDER)}
        names = sorted({value["stat"] for value in self.values}, key=lambda stat: (order.get(stat, 99), stat))
        return [
            {
                "stat": stat_words(stat), "equal": sum(bool(value["is_equal"]) for value in found),
                "compared": sum(bool(value["is_comparable"]) for value in found),
                "left_out": sum(not value["is_comparable"] for value in found),
            }
            for stat in names
            for found in [[value for value in self.values if value["stat"] == stat]]
        ]  # fmt: skip

    @property
    def verdict(self) -> str:
        """Return `agrees`, `differs`, `not comparable` or `no result`."""
        if not self.values:
            return "no result"
        if not self.compared:
            return "not comparable"
        return "agrees" if self.equal == self.compared else "differs"


def stat_words(stat: str) -> str:
    """Return the name of a compared statistic."""
    return STATS.get(stat) or stat.replace("_", " ")


def read_check(reader: PageReader, game: Game) -> Check:
    """Return the comparison of a game with its official result."""
    return Check([
        row | {
            "player_name": game.people.label(row["player_id"]), "stat_words": stat_words(row["stat"]),
            "team_name": getattr(game.side(row["venue"]), "name", None),
        }
        for row in reader.rows(VALUES, {"game": game.id})
    ])  # fmt: skip


def read_findings(reader: PageReader, game: Game) -> list[Row]:
    """Return what looks odd in a game beside the rest of its season; it takes as long as the league is large."""
    return reader.rows(FINDINGS, {"game": game.id})
