"""The league in other programs: calendar, feed of results, and what search engines may read."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.feeds import atom, calendar, robots, sitemap
from benchsight.site.reads.results import read_calendar, read_results
from benchsight.site.seasons import read_season
from benchsight.web.pages import NotFound, Page, frame_of, show, show_data
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router, open_router

router = league_router()
public = open_router()

TABLES = ("dim_schedule", "dim_team")
TEAMS = "select team_id, team_name from public.dim_team where is_listed order by team_name, team_id"
PLACES = """
    select '/games/' || game_id as place from public.dim_schedule where is_tracked
    union all select '/teams/' || team_id from public.dim_team where is_listed
    order by place
"""
ROOMS = ("/", "/standings", "/schedule", "/leaders", "/teams", "/players", "/goalies", "/all-time")
MOST = 50


@router.get("/calendar")
async def take_along(request: Request) -> Response:
    """Return the page with the addresses of calendars and feed."""

    def make(reader: PageReader) -> Page:
        return Page("site/calendar.html", "Calendar and feed", {"teams": reader.rows(TEAMS)})

    return await show(request, TABLES, make)


@router.get("/calendar.ics")
async def calendar_file(request: Request) -> Response:
    """Return the games of the newest season (`?season=`), of one team (`?team=`), as iCalendar."""
    settings, query = frame_of(request).settings, request.query_params
    team = query.get("team") or None

    def make(reader: PageReader) -> bytes:
        name = None
        if team is not None:
            name = reader.value("select team_name from public.dim_team where team_id = %(team)s", {"team": team})
            if name is None:
                raise NotFound(f"there is no team {team}")
        games = read_calendar(reader, read_season(reader, query.get("season")).id, team)
        return calendar(games, settings, name)

    return await show_data(request, TABLES, make, "text/calendar; charset=utf-8")


@router.get("/results.atom")
async def results(request: Request) -> Response:
    """Return the last results as an Atom feed."""
    settings = frame_of(request).settings
    return await show_data(
        request,
        TABLES,
        lambda reader: atom(read_results(reader, MOST), settings),
        "application/atom+xml; charset=utf-8",
    )


@router.get("/sitemap.xml")
async def places(request: Request) -> Response:
    """Return the pages for search engines; they are listed only if the settings say so and where they are."""
    settings = frame_of(request).settings
    url = settings.url
    if not settings.indexed or url is None:
        raise NotFound("the pages are not for search engines")

    def make(reader: PageReader) -> bytes:
        return sitemap([f"{url}{place}" for place in (*ROOMS, *(row["place"] for row in reader.rows(PLACES)))])

    return await show_data(request, TABLES, make, "application/xml; charset=utf-8")


@public.get("/robots.txt")
async def robots_file(request: Request) -> Response:
    """Return what search engines may read."""
    return Response(robots(frame_of(request).settings), media_type="text/plain; charset=utf-8")
