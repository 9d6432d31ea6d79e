"""Standings of a season."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.seasons import read_season
from benchsight.web.pages import Page, show
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router
from benchsight.web.tables import Column, Table

router = league_router()

OF = "league_standings"
STANDINGS = """
    select rank, team_id, team_name, gp, w, l, t, otl, points, gf, ga, gd, last_5, streak
    from public.league_standings
    where season_id = %(season)s
    order by rank, team_name
"""
COLUMNS = (
    Column("rank", "#", "0", OF),
    Column("team_name", "Team", link="/teams/{team_id}"),
    Column("gp", "GP", "0", OF),
    Column("w", "W", "0", OF),
    Column("l", "L", "0", OF),
    Column("t", "T", "0", OF),
    Column("otl", "OTL", "0", OF),
    Column("points", "PTS", "0", OF),
    Column("gf", "GF", "0", OF),
    Column("ga", "GA", "0", OF),
    Column("gd", "+/-", "+0", OF),
    Column("last_5", "Last 5", of=OF, more=True),
    Column("streak", "Streak", of=OF),
)


@router.get("/standings")
async def standings(request: Request) -> Response:
    """Return the standings of a season (`?season=`)."""
    return await show(
        request, ["league_standings", "dim_schedule"],
        lambda reader: read_standings(reader, request.query_params.get("season")),
    )  # fmt: skip


def read_standings(reader: PageReader, season: str | None) -> Page:
    """Return the page of a season, the newest unless one is named."""
    chosen = read_season(reader, season)
    table = standings_table(reader, chosen.id)
    return Page("site/standings.html", "Standings", {"season": chosen, "standings": table}, [table])


def standings_table(reader: PageReader, season_id: str | None) -> Table:
    """Return the standings of a season."""
    rows = reader.rows(STANDINGS, {"season": season_id})
    return Table(
        "standings", "Standings", COLUMNS, rows, sorted_by="rank", empty="No game of this season has a result yet."
    )
