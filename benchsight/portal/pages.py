"""Pages of the portal: never kept, with the token of their forms and what the last one did."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from benchsight.portal.forms import SAID, said_before, token_of
from benchsight.web.pages import Page, show_now
from benchsight.web.reader import PageReader
from benchsight.web.settings import NameStyle

SECTIONS = (
    ("/admin", "Overview"),
    ("/admin/upload", "Upload"),
    ("/admin/load", "Load"),
    ("/admin/games", "Games"),
    ("/admin/queue", "Queue"),
    ("/admin/operations", "Operations"),
    ("/admin/alerts", "Alerts"),
    ("/admin/rejects", "Rejects"),
    ("/admin/people", "Access"),
)


async def show_portal(request: Request, make: Callable[[PageReader], Page]) -> Response:
    """Return a page of the portal, where names are whole."""
    said = said_before(request)
    shared = {"csrf": token_of(request), "said": said, "sections": SECTIONS}

    def with_shared(reader: PageReader) -> Page:
        page = make(reader)
        return replace(page, context={**shared, **page.context})

    answer = await show_now(request, with_shared, NameStyle.FULL)
    if said:
        answer.delete_cookie(SAID, path="/admin", httponly=True, samesite="strict")
    return answer
