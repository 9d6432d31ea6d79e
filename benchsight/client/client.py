"""The client: a connection to one server, and what can be asked of it."""

import os
from types import TracebackType
from typing import Any, Self

import httpx

from benchsight.client.cache import Cache
from benchsight.client.datasets import Datasets
from benchsight.client.errors import ClientError
from benchsight.client.jobs import Jobs
from benchsight.client.rows import Rows
from benchsight.client.transport import Transport
from benchsight.client.uploads import Uploads

KEY_VARIABLE = "BENCHSIGHT_API_KEY"
LOCAL = "http://127.0.0.1:8000"


class Client(Datasets, Jobs, Uploads):
    """Client of a BenchSight server; use it as a context manager, or close it.

    ``key`` is an API key, by default BENCHSIGHT_API_KEY; a server on this machine may need none. ``timeout`` is in
    seconds, for each request. ``retries``: repetitions of a request that was over its rate limit, and of a read while
    the server or its database is away, after the time the server names. ``cache``: keep responses (64 MiB) and ask
    the server only whether they have changed. Every failure raises ClientError.
    """

    def __init__(
        self,
        url: str = LOCAL,
        key: str | None = None,
        *,
        timeout: float = 60.0,
        retries: int = 4,
        cache: bool = False,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        secret = os.environ.get(KEY_VARIABLE) if key is None else key
        headers = {"User-Agent": "benchsight-client"} | ({"Authorization": f"Bearer {secret}"} if secret else {})
        self.url = url.rstrip("/").removesuffix("/api")
        try:
            address = httpx.URL(url)
            if address.scheme not in ("http", "https") or not address.host:
                raise httpx.InvalidURL("no address of a server")
            http = httpx.Client(base_url=self.url, headers=headers, timeout=timeout, transport=transport)
        except httpx.InvalidURL:
            raise ClientError(f"url is {url!r}, expected an address such as {LOCAL}", "invalid") from None
        self._transport = Transport(http, retries, Cache() if cache else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def health(self) -> dict[str, Any]:
        """Return liveness, readiness and version of the server; needs no key."""
        return self._read("/api/health")

    def status(self) -> dict[str, Any]:
        """Return the state of schema, loads, builds, queue and jobs."""
        return self._read("/api/status")

    def table_counts(self) -> dict[str, int]:
        """Return the number of rows of every stored table."""
        return {each["table"]: each["rows"] for each in self._read("/api/tables/counts")["tables"]}

    def load_history(self) -> Rows:
        """Loads, rebuilds and deletions, newest first."""
        return Rows(self._transport, "/api/load/history", consistent=False)

    def _read(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self._transport.get_json(path)
        return found
