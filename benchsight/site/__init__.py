"""The league's pages: standings, games, players, teams. Imported by `application`."""

from fastapi import FastAPI

from benchsight.site.routes import (
    compare,
    dictionary,
    documentation,
    feeds,
    games,
    home,
    leaders,
    people_lists,
    pictures,
    schedule,
    search,
    standings,
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
    dictionary.router,
    documentation.router,
    feeds.router,
    feeds.public,
    pictures.router,
)


def add_site(app: FastAPI) -> None:
    """Add the pages to an application."""
    for router in ROUTERS:
        app.include_router(router)
