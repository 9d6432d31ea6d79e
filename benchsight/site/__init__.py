"""The league's pages: standings, games, players, teams. Imported by `application`."""

from fastapi import FastAPI

from benchsight.api.routing import add_routes
from benchsight.site.league_rows import Shelf
from benchsight.site.routes import (
    compare,
    dictionary,
    documentation,
    feeds,
    games,
    home,
    leaders,
    live,
    people_lists,
    pictures,
    player,
    schedule,
    search,
    standings,
    team,
)

ROUTERS = (
    home.router,
    standings.router,
    schedule.router,
    leaders.router,
    people_lists.router,
    compare.router,
    search.router,
    games.router,
    player.router,
    team.router,
    dictionary.router,
    documentation.router,
    feeds.router,
    feeds.public,
    live.router,
    pictures.router,
)


def add_site(app: FastAPI) -> None:
    """Add the pages to an application."""
    app.state.league_rows = Shelf()
    add_routes(app, *ROUTERS)
