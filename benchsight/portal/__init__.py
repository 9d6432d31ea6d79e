"""The portal of administrators: load, watch, mend. Imported by `application`."""

from fastapi import FastAPI

from benchsight.portal.routes import home

ROUTERS = (home.router,)


def add_portal(app: FastAPI) -> None:
    """Add the pages to an application."""
    for router in ROUTERS:
        app.include_router(router)
