"""Routers of pages: who may read them, and errors as pages."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, cast
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from benchsight.api.callers import Caller
from benchsight.api.dependencies import ServicesOf, credentials
from benchsight.api.errors import answer_of
from benchsight.api.keys import Scope
from benchsight.web.pages import POLICY, Page, frame_of

SIGN_IN = "/sign-in"
NOT_PAGES = ("/api", "/rest", "/assets")
TITLES = {401: "Sign in", 403: "Not for you", 404: "Not found", 409: "Not built yet", 503: "Back in a moment"}
ADMINISTRATORS = """
    select name from ops.api_users where revoked_at is null and 'admin' = any(scopes) order by lower(name) limit 10
"""
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """Route whose errors are pages; who has to sign in is sent there."""

    def get_route_handler(self) -> Handler:
        """Return the handler of the route."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except HTTPException as error:
                return await error_page(request, error.status_code, str(error.detail))
            except Exception as error:
                return await _as_page(request, answer_of(request.url.path, error))

        return handle


async def _visitor(request: Request, services: ServicesOf) -> None:
    """Let a reader in: anybody where the pages are public."""
    if not frame_of(request).settings.public:
        await _with_scope(request, services, Scope.READ)


def visitor_with(scope: Scope) -> Callable[..., Coroutine[Any, Any, Caller]]:
    """Return a dependency that yields who asks for a page, and requires a scope."""

    async def find(request: Request, services: ServicesOf) -> Caller:
        return await _with_scope(request, services, scope)

    return find


async def _with_scope(request: Request, services: ServicesOf, scope: Scope) -> Caller:
    # forms prove themselves by a token in a field (benchsight.portal.forms)
    caller = await services.callers.find(replace(credentials(request), writes=False))
    caller.require(scope)
    return caller


def league_router() -> APIRouter:
    """Return a router of pages for readers of the league."""
    return APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(_visitor)])


def portal_router(scope: Scope) -> APIRouter:
    """Return a router of pages for people who have a scope, whatever the league shows in public."""
    return APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(visitor_with(scope))])


def open_router() -> APIRouter:
    """Return a router of pages for everybody."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


async def error_page(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return the page of an error."""
    title = TITLES.get(status, "That did not work")
    page = Page("error.html", title, {"detail": detail, "status": status})
    html = frame_of(request).render(page, request)
    return HTMLResponse(
        html, status, {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", **(headers or {})}
    )


def add_error_pages(app: FastAPI) -> None:
    """Answer with a page where a browser asks for an address that is neither a page nor of the API."""
    answer = cast(Callable[[Request, Exception], Coroutine[Any, Any, Response]], app.exception_handlers[HTTPException])

    async def handle(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        wants_page = "text/html" in request.headers.get("accept", "")
        if wants_page and not request.url.path.startswith(NOT_PAGES):
            return await error_page(request, error.status_code, str(error.detail), dict(error.headers or {}))
        return await answer(request, error)

    app.add_exception_handler(HTTPException, handle)


async def _no_access(request: Request) -> Response:
    """Return the page of a missing scope: it says who can give it."""
    frame = frame_of(request)
    names = [name for (name,) in await frame.services.database.fetch(ADMINISTRATORS, ())]
    html = frame.render(Page("no_access.html", TITLES[403], {"administrators": names}), request)
    return HTMLResponse(html, 403, {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


async def _as_page(request: Request, answer: JSONResponse) -> Response:
    """Return the page of an error that the API would answer as JSON."""
    if answer.status_code == 401:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?next={quote(target, safe='')}", 303, {"Cache-Control": "no-store"})
    problem = json.loads(bytes(answer.body))
    if problem["code"] == "missing_scope":
        return await _no_access(request)
    detail = problem["detail"]
    retry = {"Retry-After": answer.headers["retry-after"]} if "retry-after" in answer.headers else {}
    return await error_page(request, answer.status_code, detail, retry)
