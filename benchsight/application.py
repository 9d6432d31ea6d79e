"""The whole application: the HTTP API, the league's pages and the portal."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from benchsight.api.app import create_app
from benchsight.api.routing import add_routes
from benchsight.api.settings import ApiSettings
from benchsight.portal import add_portal
from benchsight.site import add_site
from benchsight.web import sign_in
from benchsight.web.assets import router as assets
from benchsight.web.compression import PageCompression
from benchsight.web.pages import make_frame
from benchsight.web.routing import add_error_pages
from benchsight.web.settings import WebSettings


def create_application(
    url: str, settings: ApiSettings, web: WebSettings, beside: Sequence[AbstractAsyncContextManager[object]] = ()
) -> FastAPI:
    """Return the application for the database at ``url``; ``beside`` as in `create_app`."""
    app = create_app(url, settings, beside)
    app.state.frame = make_frame(app.state.services, web)
    add_routes(app, assets, sign_in.router)
    add_site(app)
    add_portal(app)
    add_error_pages(app)
    app.add_middleware(PageCompression)
    return app
