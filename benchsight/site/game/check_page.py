"""Whether the tracking of a game agrees with the official result."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchsight.site.reads import game_check
from benchsight.site.reads.game import Game
from benchsight.site.reads.game_check import read_check, read_findings
from benchsight.web.reader import PageReader
from benchsight.web.tables import Column, Table

TABLES = (*game_check.TABLES, *game_check.FINDING_TABLES)
STATS = (
    Column("stat", "Statistic"),
    Column("equal", "Agree", "0"),
    Column("compared", "Compared", "0"),
    Column("left_out", "Not comparable", "0"),
)
DIFFERENCES = (
    Column("stat_words", "Statistic"),
    Column("team_name", "Team"),
    Column("player_name", "Player", link="/players/{player_id}", note="whose"),
    Column("tracked", "Tracked", "0"),
    Column("official", "Official", "0"),
    Column("reason", "Why"),
)
FINDINGS = (Column("severity", "Weight"), Column("description", "What"), Column("found", "How often", "0"))


def read_check_page(
    reader: PageReader, game: Game, query: Mapping[str, str]
) -> tuple[Mapping[str, Any], Sequence[Table]]:
    """Return agreement by statistic, each difference, and, if the address asks for it, what looks odd."""
    check = read_check(reader, game)
    stats = Table(
        "agreement", "By statistic", STATS, check.stats, hide_caption=True, empty="There is nothing to compare."
    )
    differences = Table(
        "differences", "Differences", DIFFERENCES,
        [row | {"whose": "a value of the team"} for row in check.differences], hide_caption=True,
        unknown="no reason is known", empty="No value differs." if check.compared else "Nothing could be compared.",
    )  # fmt: skip
    findings = None
    if query.get("odd") == "yes":
        rows = read_findings(reader, game)
        findings = Table("odd", "What looks odd", FINDINGS, rows, hide_caption=True, empty="Nothing looks odd.")
    context = {"check": check, "stats": stats, "differences": differences, "findings": findings}
    return context, [stats, differences, *([findings] if findings else [])]
