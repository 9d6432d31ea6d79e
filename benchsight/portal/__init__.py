"""The portal of administrators: load, watch, mend. Imported by `application`."""

from fastapi import FastAPI

from benchsight.api.routing import add_routes
from benchsight.portal.routes import (
    alerts,
    games,
    home,
    jobs,
    load,
    operations,
    people,
    queue,
    rejects,
    upload,
    validate,
)

ROUTERS = (
    home.router,
    upload.router,
    load.router,
    jobs.router,
    validate.router,
    games.router,
    queue.router,
    operations.router,
    alerts.router,
    rejects.router,
    people.router,
)


def add_portal(app: FastAPI) -> None:
    """Add the pages to an application."""
    add_routes(app, *ROUTERS)
