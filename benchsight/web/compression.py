"""Compression of pages and their assets; neither of the API, whose files are compressed, nor of pages with a token."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST = 1024  # bytes
LEVEL = 5  # a page of 100 kB takes about 2 ms
# A compressed page that shows both a secret and text of the request gives the secret away by its length.
AS_IT_IS = ("/admin", "/api", "/rest", "/sign-in")


class PageCompression:
    """ASGI middleware that compresses responses for who accepts it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._compressed = app, GZipMiddleware(app, SMALLEST, LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_page = scope["type"] == "http" and not scope["path"].startswith(AS_IT_IS)
        await (self._compressed if is_page else self._app)(scope, receive, send)
