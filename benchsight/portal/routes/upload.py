"""Upload: files to drop, check and load. Its script has the files, the API receives them."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from benchsight.api.keys import Scope
from benchsight.api.routes.uploads import MOST_FILES
from benchsight.portal.pages import show_portal
from benchsight.web.pages import Page, frame_of
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router

router = portal_router(Scope.LOAD)


@router.get("/admin/upload")
async def upload(request: Request) -> Response:
    """Return the page; of a check that was begun here before a reload, the page of its job."""
    if check := request.query_params.get("check"):
        return RedirectResponse(f"/admin/jobs/{quote(check, safe='')}", 303)
    limits = {"most_files": MOST_FILES, "most_bytes": frame_of(request).services.settings.upload_bytes}

    def make(reader: PageReader) -> Page:
        return Page("portal/upload.html", "Upload", limits)

    return await show_portal(request, make)
