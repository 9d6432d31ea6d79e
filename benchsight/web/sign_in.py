"""The page where people sign in."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.web.pages import Page, show_now
from benchsight.web.routing import SIGN_IN, open_router

router = open_router()


@router.get(SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Return the form; the script of the page sends it to POST /api/session, and goes where the reader wanted to."""
    return await show_now(request, lambda reader: Page("sign_in.html", "Sign in"))
