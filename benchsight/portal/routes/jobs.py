"""Any job: its progress, and its outcome when it has ended."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.portal.outcomes import read_shown_job
from benchsight.portal.pages import show_portal
from benchsight.web.pages import NotFound, Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router

router = portal_router(Scope.LOAD)


@router.get("/admin/jobs/{job_id}")
async def job(request: Request, job_id: str) -> Response:
    """Return the page of a job; one that runs is followed by its script."""
    found = _id(job_id)

    def make(reader: PageReader) -> Page:
        shown = read_shown_job(reader, found)
        return Page("portal/one_job.html", shown.title, {"shown": shown})

    return await show_portal(request, make)


@router.get("/admin/jobs/{job_id}/outcome")
async def outcome(request: Request, job_id: str) -> Response:
    """Return the outcome alone, for the page that has the files of a preview."""
    found = _id(job_id)

    def make(reader: PageReader) -> Page:
        return Page("portal/outcome.html", "", {"shown": read_shown_job(reader, found)})

    return await show_portal(request, make)


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound(f"there is no job {written}") from None
