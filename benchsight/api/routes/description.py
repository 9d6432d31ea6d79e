"""What the API says of itself: its OpenAPI document, and a page to try it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

router = APIRouter(prefix="/api", include_in_schema=False)


@router.get("/openapi.json")
def openapi(request: Request) -> dict[str, Any]:
    """The document; it takes seconds to make the first time, in a thread, and is kept."""
    document: dict[str, Any] = request.app.openapi()
    return document


@router.get("/docs")
async def page() -> HTMLResponse:
    """A page to read and try it."""
    return get_swagger_ui_html(openapi_url="/api/openapi.json", title="BenchSight API")
