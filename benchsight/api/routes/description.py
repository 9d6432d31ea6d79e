"""OpenAPI document and the interactive documentation page."""

from pathlib import Path
from typing import Any, Literal

import fastapi_offline
from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse

router = APIRouter(prefix="/api", include_in_schema=False)

ASSETS = Path(fastapi_offline.__file__).with_name("static")
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'"
)


@router.get("/openapi.json")
def openapi(request: Request) -> dict[str, Any]:
    """Return the OpenAPI document; the first call takes seconds, in a thread, and is cached."""
    document: dict[str, Any] = request.app.openapi()
    return document


@router.get("/docs")
async def page() -> HTMLResponse:
    """Return the interactive documentation page, which loads nothing from other servers."""
    html = get_swagger_ui_html(
        openapi_url="/api/openapi.json",
        title="BenchSight API",
        swagger_js_url="/api/docs/swagger-ui-bundle.js",
        swagger_css_url="/api/docs/swagger-ui.css",
        swagger_favicon_url="/api/docs/favicon.png",
    )
    html.headers["Content-Security-Policy"] = POLICY
    return html


@router.get("/docs/{asset}")
async def asset(asset: Literal["swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"]) -> FileResponse:
    """Return a file of the page."""
    return FileResponse(ASSETS / asset, headers={"Cache-Control": "max-age=86400"})
