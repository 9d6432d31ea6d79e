"""Outermost middleware: security headers, body and time limits, host and origin checks, internal errors."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benchsight.api.errors import problem, unexpected
from benchsight.api.settings import ApiSettings, is_loopback

DOCUMENTS = "/api/staging/"  # exports and tables as JSON
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send forms of our own pages with Origin: null
    "Cross-Origin-Resource-Policy": "same-site",
}
EVENT_STREAM = "text/event-stream"
UPLOADS = ("/api/upload/csv", "/api/upload/bulk")  # have limits of their own
POLICY = "default-src 'none'; frame-ancestors 'none'"


class Guard:
    """ASGI middleware around the application."""

    def __init__(self, app: ASGIApp, settings: ApiSettings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "websocket":
            await (self._websocket_refusal(scope) or self._app)(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, headers = scope["path"], Headers(scope=scope)
        began = is_stream = False
        limit = asyncio.timeout(self._seconds(path))

        async def send_with_headers(message: Message) -> None:
            nonlocal began, is_stream
            if message["type"] == "http.response.start":
                began = True
                self._add_headers(MutableHeaders(scope=message))
                is_stream = Headers(raw=message["headers"]).get("content-type", "").startswith(EVENT_STREAM)
            if is_stream:  # has no end: each event has the time of a request
                limit.reschedule(asyncio.get_running_loop().time() + self._settings.request_seconds)
            await send(message)
            if is_stream:
                limit.reschedule(None)

        refusal = self._refusal(scope["method"], path, headers)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
            return
        try:
            async with limit:
                await self._app(scope, self._limited(receive, self._body_bytes(path)), send_with_headers)
        except TimeoutError:
            if is_stream:
                return  # its reader takes nothing: the server closes the connection
            if began:
                raise
            await problem(path, 504, "too_slow", "the request timed out")(scope, receive, send_with_headers)
        except Exception as error:
            if began:
                raise
            await unexpected(path, error)(scope, receive, send_with_headers)

    def _refusal(self, method: str, path: str, headers: Headers) -> ASGIApp | None:
        """Return the error response for a request that is rejected up front, else None."""
        length = headers.get("content-length", "0")
        limit = self._body_bytes(path)
        if not length.isascii() or not length.isdigit() or int(length) > limit:
            return problem(path, 413, "too_large", f"the request body exceeds {limit} bytes")
        if self._settings.keys_required:
            return None
        # Without keys, web pages of other origins must not reach this server through its user's browser.
        return self._foreign_host(path, headers) or (
            None if method in SAFE_METHODS else self._foreign_origin(path, headers)
        )

    def _websocket_refusal(self, scope: Scope) -> ASGIApp | None:
        """Return the error response for a WebSocket of a foreign page: browsers let any page open one, with cookies."""
        path, headers = scope["path"], Headers(scope=scope)
        foreign_host = None if self._settings.keys_required else self._foreign_host(path, headers)
        return foreign_host or self._foreign_origin(path, headers)

    def _foreign_host(self, path: str, headers: Headers) -> ASGIApp | None:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if is_loopback(host):
            return None
        return problem(path, 403, "foreign_host", "without API keys this server accepts requests to localhost only")

    def _foreign_origin(self, path: str, headers: Headers) -> ASGIApp | None:
        origin = headers.get("origin")
        if origin is None or origin in self._settings.cors_origins or urlsplit(origin).netloc == headers.get("host"):
            return None
        return problem(path, 403, "foreign_origin", f"origin {origin} is not allowed: add it to CORS_ORIGINS")

    def _body_bytes(self, path: str) -> int:
        if path.startswith(DOCUMENTS):
            return self._settings.document_bytes
        return self._settings.upload_bytes if path in UPLOADS else self._settings.body_bytes

    def _seconds(self, path: str) -> float:
        return self._settings.upload_seconds if path in UPLOADS else self._settings.request_seconds

    def _limited(self, receive: Receive, limit: int) -> Receive:
        """Wrap ``receive`` to raise HTTPException once the body exceeds the limit, whatever its headers declare."""
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, f"the request body exceeds {limit} bytes")
            return message

        return limited

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("Cache-Control", "no-store")
        if self._settings.environment == "production":
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
