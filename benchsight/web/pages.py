"""Responses of pages: read, rendered, kept and tagged by the version of what they show."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from benchsight.api.dependencies import Services
from benchsight.api.errors import ApiError
from benchsight.api.kept import Body
from benchsight.api.pages import etag, is_known
from benchsight.web.assets import assets
from benchsight.web.reader import PageReader
from benchsight.web.settings import NameStyle, WebSettings
from benchsight.web.statistics import Definitions, KnownDefinitions, catalogue
from benchsight.web.tables import Table
from benchsight.web.templates import render

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FRESH = "private, no-cache"  # kept by browsers, and asked for again with its ETag


class NotFound(ApiError):
    """There is no such page."""

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, "not_found", detail)


@dataclass(frozen=True)
class Page:
    """What a page shows: template, title and context; ``tables`` are those a reader may take along as CSV.

    ``picture``: address of the picture that a shared link shows.
    """

    template: str
    title: str
    context: Mapping[str, Any] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    description: str = ""
    status: int = 200
    picture: str = ""


@dataclass(frozen=True)
class Frame:
    """What all pages share."""

    services: Services
    settings: WebSettings
    definitions: KnownDefinitions
    version: str

    def render(self, page: Page, request: Request) -> str:
        """Return the HTML of a page."""
        return render(
            page.template,
            {
                "page": page, "site": self.settings, "path": request.url.path, "query": dict(request.query_params),
                "definitions": Definitions(self.definitions), **page.context,
            },
        )  # fmt: skip

    async def read(
        self, make: Callable[[PageReader], Page], names: NameStyle | None = None, spent: list[float] | None = None
    ) -> Page:
        """Return the page that ``make`` reads, in a thread; ``names``: other than the settings say.

        ``spent`` gets the seconds of each query.
        """
        style, seconds = names or self.settings.names, [] if spent is None else spent
        return await self.services.database.run(lambda connection: make(PageReader(connection, style, seconds)))


def make_frame(services: Services, settings: WebSettings) -> Frame:
    """Return the frame of an application."""
    known = KnownDefinitions(catalogue(services.settings.project_root), services.contracts)
    digests = "".join(asset.digest for asset in assets().values())
    return Frame(services, settings, known, hashlib.sha256(f"{digests}{settings}".encode()).hexdigest()[:12])


def frame_of(request: Request) -> Frame:
    """Return the frame of the application that handles a request."""
    found: Frame = request.app.state.frame
    return found


async def show(request: Request, tables: Sequence[str], make: Callable[[PageReader], Page]) -> Response:
    """Return a page, or a table of it as CSV (`?csv=NAME`), or 304 if the browser has it.

    The body is kept until one of the published ``tables`` it reads changes; Server-Timing says how long it took to
    read and render. Raise ApiError if nothing is built yet.
    """
    frame = frame_of(request)
    versions = await frame.services.versions.read(*(frame.services.contracts[table] for table in tables))
    version = "".join([frame.version, *versions])
    tag = etag(version, request.url.path, str(request.url.query))
    headers = {"ETag": tag, "Cache-Control": FRESH, "Content-Security-Policy": POLICY}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    if "csv" in request.query_params:
        return _as_csv(await frame.read(make), request.query_params["csv"], headers)

    async def read() -> Body:
        began, spent = perf_counter(), list[float]()
        page = await frame.read(make, spent=spent)
        html = await asyncio.to_thread(frame.render, page, request)
        headers["Server-Timing"] = f"sql;dur={1000 * sum(spent):.1f}, all;dur={1000 * (perf_counter() - began):.1f}"
        return Body(html.encode())

    body = await frame.services.kept.get(("page", request.url.path, request.url.query, version), read)
    return HTMLResponse(body.content, headers=headers)


async def show_now(request: Request, make: Callable[[PageReader], Page], names: NameStyle | None = None) -> Response:
    """Return a page that changes without a build: it is read with each request, and never kept."""
    frame = frame_of(request)
    page = await frame.read(make, names)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    if "csv" in request.query_params:
        return _as_csv(page, request.query_params["csv"], headers)
    html = await asyncio.to_thread(frame.render, page, request)
    return HTMLResponse(html, page.status, headers)


async def show_data(
    request: Request, tables: Sequence[str], make: Callable[[PageReader], bytes], media_type: str
) -> Response:
    """Return what is no page, such as a feed, or 304 if the caller has it; kept as pages are."""
    frame = frame_of(request)
    versions = await frame.services.versions.read(*(frame.services.contracts[table] for table in tables))
    version = "".join([frame.version, *versions])
    tag = etag(version, request.url.path, str(request.url.query))
    headers = {"ETag": tag, "Cache-Control": FRESH}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)

    async def read() -> Body:
        names = frame.settings.names
        return Body(await frame.services.database.run(lambda connection: make(PageReader(connection, names))))

    body = await frame.services.kept.get(("data", request.url.path, request.url.query, version), read)
    return Response(body.content, media_type=media_type, headers=headers)


def show_text(request: Request, page: Page) -> Response:
    """Return a page that needs no database, or 304 if the browser has it."""
    html = frame_of(request).render(page, request)
    headers = {"ETag": etag(html), "Cache-Control": FRESH, "Content-Security-Policy": POLICY}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, page.status, headers)


def _as_csv(page: Page, name: str, headers: dict[str, str]) -> Response:
    table = next((table for table in page.tables if table.name == name), None)
    if table is None:
        raise NotFound(f"this page has no table {name}")
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(table.to_csv(), media_type="text/csv; charset=utf-8", headers=headers | disposition)
