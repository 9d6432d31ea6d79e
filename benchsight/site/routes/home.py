"""The league at a glance."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from benchsight.api.errors import ApiError
from benchsight.site.routes.standings import standings_table
from benchsight.site.seasons import read_season
from benchsight.web.pages import Page, show
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router

router = league_router()

TABLES = ("league_standings", "dim_schedule", "league_leaders")


@router.get("/")
async def home(request: Request) -> Response:
    """Return the first page; of a database in which nothing is built, the portal's."""
    season = request.query_params.get("season")
    try:
        return await show(request, TABLES, lambda reader: read_home(reader, season))
    except ApiError as error:
        if error.code != "not_built":
            raise
        return RedirectResponse("/admin", 303)


def read_home(reader: PageReader, season: str | None) -> Page:
    """Return the page of a season, the newest unless one is named."""
    season_choice = read_season(reader, season)
    standings = standings_table(reader, season_choice.id)
    return Page("site/home.html", "League", {"season": season_choice, "standings": standings}, [standings])
