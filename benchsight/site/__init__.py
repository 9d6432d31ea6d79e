"""The league's pages: standings, games, players, teams. Imported by `application`."""

from fastapi import FastAPI

from benchsight.site.routes import dictionary, documentation, feeds, games, home, pictures, standings

ROUTERS = (
    home.router,
    standings.router,
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
