"""The first page of the portal."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.portal.pages import show_portal
from benchsight.web.pages import Page
from benchsight.web.routing import portal_router

router = portal_router(Scope.LOAD)


@router.get("/admin")
async def home(request: Request) -> Response:
    """Return the first page."""
    return await show_portal(request, lambda reader: Page("portal/home.html", "Admin"))
