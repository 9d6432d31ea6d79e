"""The first of a few statistics, for the first page: one pass over the season for skaters and one for goalies."""

import math
from typing import Any

from benchsight.site.reads.leaders import Minima, ranked, with_names
from benchsight.web.cells import cell
from benchsight.web.reader import PageReader, Row

FIRST = 5
# statistic: label, format
SKATERS = {
    "points": ("Points", "0"), "goals": ("Goals", "0"), "assists": ("Assists", "0"),
    "xg_for": ("Expected goals", "0.00"),
}  # fmt: skip
GOALIES = {"save_pct": ("Save %", "0.0%"), "goals_saved_above_expected": ("Goals saved above expected", "0.00")}
SHOTS = "save_pct"  # asks for a minimum of shots against
TOTALS = {
    "skaters": """
        select player_id, team_id, team_count > 1 as is_traded, gp, toi_seconds, 0 as sample,
            points, goals, assists, xg_for
        from public.fact_player_season_stats
        where season_id = %(season)s and game_type = %(kind)s and is_rostered and coalesce(position_code, 'F') <> 'G'
    """,
    "goalies": """
        select player_id, team_id, team_count > 1 as is_traded, gp, toi_seconds, shots_against as sample,
            save_pct, goals_saved_above_expected
        from public.fact_goalie_season_stats
        where season_id = %(season)s and game_type = %(kind)s
    """,
}
MINIMUM = (
    "select minimum_per_team_game from transform.leader_stats where stat = %(stat)s and minimum_of = 'shots_against'"
)


def read_best(reader: PageReader, season_id: str | None, kind: str) -> list[dict[str, Any]]:
    """Return the leaders of each statistic that somebody has, with the minimum in words."""
    scope = {"season": season_id, "kind": kind}
    found: list[dict[str, Any]] = []
    for who, statistics in (("skaters", SKATERS), ("goalies", GOALIES)):
        rows = [{**row, "id": row["player_id"]} for row in reader.rows(TOTALS[who], scope)]
        leaders = {stat: _first(reader, rows, stat) for stat in statistics}
        names = {row["id"]: row for row in with_names(reader, who, _each_once(leaders), scope)}
        for stat, (label, format) in statistics.items():
            minimum, first = leaders[stat]
            shown = [
                {**names[row["id"]], "rank": row["rank"], "player_id": row["id"], "shown": cell(row["value"], format)}
                for row in first
            ]
            if shown:
                words = f"at least {minimum.sample} shots against" if minimum.sample else ""
                found.append({"stat": stat, "label": label, "who": who, "leaders": shown, "minimum": words})
    return found


def _first(reader: PageReader, rows: list[Row], stat: str) -> tuple[Minima, list[Row]]:
    """Return the minimum and the first five of a statistic; of totals, a zero is none."""
    minimum = Minima()
    if stat == SHOTS:
        per_game = reader.value(MINIMUM, {"stat": stat}) or 0
        minimum = Minima(sample=math.ceil(per_game * max((row["gp"] for row in rows), default=0)))
    valued = [{**row, "value": row[stat]} for row in rows if row[stat]]
    return minimum, ranked(valued, minimum, low_first=False, with_share=False)[:FIRST]


def _each_once(leaders: dict[str, tuple[Minima, list[Row]]]) -> list[Row]:
    return list({row["id"]: row for _, first in leaders.values() for row in first}.values())
