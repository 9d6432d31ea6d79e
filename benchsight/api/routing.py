"""Routers of the API, and how an application takes them in."""

from fastapi import APIRouter, FastAPI

from benchsight.api.errors import describe

ANY_REQUEST = (400, 413, 422)
"""Statuses of the errors that any request may get."""


def api_router(prefix: str, tag: str, *statuses: int) -> APIRouter:
    """Return a router whose endpoints may answer with errors of these statuses and of ANY_REQUEST."""
    return APIRouter(prefix=prefix, tags=[tag], responses=describe(*sorted({*ANY_REQUEST, *statuses})))


def add_routes(app: FastAPI, *routers: APIRouter) -> None:
    """Add the routes of routers as they are.

    `include_router` would make each again while the application answers its first request, for half a second.
    """
    for router in routers:
        app.router.routes.extend(router.routes)
