"""OpenAPI document and the interactive documentation page."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse

router = APIRouter(prefix="/api", include_in_schema=False)


@router.get("/openapi.json")
def openapi(request: Request) -> dict[str, Any]:
    """Return the OpenAPI document; the first call takes seconds, in a thread, and is cached."""
    document: dict[str, Any] = request.app.openapi()
    return document


@router.get("/docs")
async def page() -> HTMLResponse:
    """Return the interactive documentation page."""
    return get_swagger_ui_html(openapi_url="/api/openapi.json", title="BenchSight API")
