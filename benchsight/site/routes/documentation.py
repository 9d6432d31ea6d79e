"""The documentation, as `benchsight docs` made it."""

from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from benchsight.db.settings import load_settings
from benchsight.web.pages import NotFound, Page, show_text
from benchsight.web.routing import league_router

router = league_router()

# its theme and dbt's catalogue have scripts and styles in their pages, and search works in a worker
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'"
)


@router.get("/docs")
async def front() -> Response:
    """Lead to the first page."""
    return RedirectResponse("/docs/", 308)


@router.get("/docs/{path:path}")
async def documentation(request: Request, path: str) -> Response:
    """Return a file of the documentation, or how to make it."""
    root = documentation_folder()
    if not (root / "index.html").is_file():
        return show_text(request, Page("site/documentation.html", "Documentation", status=404))
    found = (root / path).resolve()
    if found.is_dir() and found.is_relative_to(root):
        if path and not path.endswith("/"):
            return RedirectResponse(f"/docs/{path}/", 308)
        found /= "index.html"
    if not found.is_relative_to(root) or not found.is_file():
        raise NotFound(f"the documentation has no page {path}")
    return FileResponse(found, headers={"Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache"})


def documentation_folder() -> Path:
    """Return the folder in which `benchsight docs` makes the site."""
    return (load_settings().home / "docs" / "site").resolve()
