"""The portal of administrators: load, watch, mend. Imported by `application`."""

from fastapi import FastAPI

from benchsight.portal.routes import alerts, games, home, operations, people, queue, rejects

ROUTERS = (
    home.router,
    games.router,
    queue.router,
    operations.router,
    alerts.router,
    rejects.router,
    people.router,
)


def add_portal(app: FastAPI) -> None:
    """Add the pages to an application."""
    for router in ROUTERS:
        app.include_router(router)
