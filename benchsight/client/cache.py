"""Responses kept with their ETags, so that unchanged ones are not sent again."""

from collections import OrderedDict

import httpx

MOST_BYTES = 64 * 2**20


class Cache:
    """Least recently used responses of at most ``most_bytes`` together."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._known: OrderedDict[str, httpx.Response] = OrderedDict()

    def etag(self, url: str) -> str | None:
        """Return the ETag of the response kept for a URL."""
        return self._known[url].headers["etag"] if url in self._known else None

    def resolve(self, url: str, response: httpx.Response) -> httpx.Response:
        """Return the kept response for a 304; keep any other that has an ETag."""
        if response.status_code == httpx.codes.NOT_MODIFIED:
            self._known.move_to_end(url)
            return self._known[url]
        self._drop(url)
        if response.status_code == httpx.codes.OK and "etag" in response.headers:
            self._known[url] = response
            self._bytes += len(response.content)
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._known)))
        return response

    def _drop(self, url: str) -> None:
        dropped = self._known.pop(url, None)
        if dropped is not None:
            self._bytes -= len(dropped.content)
