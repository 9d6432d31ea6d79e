"""The league at a glance."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from benchsight.api.errors import ApiError
from benchsight.site.game_types import read_game_type
from benchsight.site.league_rows import LeagueRows, show_with_league
from benchsight.site.reads.best import read_best
from benchsight.site.reads.schedule import read_nearest
from benchsight.site.reads.standings import read_rules
from benchsight.site.routes.standings import standings_table
from benchsight.site.seasons import SeasonChoice, read_season
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router
from benchsight.web.tables import Table

router = league_router()

TABLES = ("league_standings", "dim_schedule", "fact_player_season_stats", "dim_team", "qa_data_completeness")
# what a tracker sent in the last hours, of a game that it has not ended
LIVE = """
    select status.game_id, games.home_team_name, games.away_team_name, to_char(status.last_change_at, 'HH24:MI') as at
    from public.game_status as status
    left join public.dim_schedule as games on status.game_id = games.game_id
    where
        status.last_change_at > now() - interval '4 hours' and status.tracked_until_period is not null
        and not status.is_ended and coalesce(games.is_played, false) is false
    order by status.last_change_at desc
    limit 3
"""
GAMES = 6
SHOWN = ("rank", "team_name", "gp", "w", "l", "t", "otl", "points", "gd", "last_10")


@router.get("/")
async def home(request: Request) -> Response:
    """Return the first page; of a database in which nothing is built, the portal's."""
    try:
        return await show_with_league(
            request, TABLES, lambda reader, league: read_home(reader, league, request.query_params)
        )
    except ApiError as error:
        if error.code != "not_built":
            raise
        return RedirectResponse("/admin", 303)


def read_home(reader: PageReader, league: LeagueRows, asked: Mapping[str, str]) -> Page:
    """Return the page of a season, the newest unless one is named."""
    season = read_season(reader, asked.get("season"))
    game_type = read_game_type(reader, season.id, asked.get("type"))
    standings = short_standings(reader, league, season)
    latest, coming = read_nearest(reader, season.id, GAMES)
    context = {
        "season": season, "game_type": game_type, "standings": standings, "latest": latest, "coming": coming,
        "best": read_best(reader, season.id, game_type.id), "live": reader.rows(LIVE) if not season.kept else [],
    }  # fmt: skip
    return Page("site/home.html", "League", context, [standings])


def short_standings(reader: PageReader, league: LeagueRows, season: SeasonChoice) -> Table:
    """Return the standings with the columns that say who leads."""
    table = standings_table(reader, league, season, read_rules(reader, season.id))
    columns = [column for column in table.columns if column.key in SHOWN]
    return Table(table.name, table.caption, columns, table.rows, table.sorted_by, empty=table.empty, hide_caption=True)
