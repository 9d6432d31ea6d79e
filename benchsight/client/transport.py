"""Requests over HTTP: authentication, retries, errors, cached responses."""

import time
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, BinaryIO

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from benchsight.client.cache import Cache
from benchsight.client.errors import ClientError, error_of

REFUSED = HTTPStatus.TOO_MANY_REQUESTS  # nothing was done: any request may be repeated
AWAY = HTTPStatus.SERVICE_UNAVAILABLE  # a write may have been done before the database was lost
LONGEST_WAIT = 60.0  # seconds; a server that asks for more gets no second request
BACK_OFF = wait_random_exponential(multiplier=0.2, max=5)

Query = Mapping[str, str | int | bool | list[str]]
Files = Sequence[tuple[str, tuple[str, BinaryIO]]]


class Transport:
    """Connection to a server. ``retries`` of a request follow the first; only reads are repeated after 503."""

    def __init__(
        self, http: httpx.Client, retries: int, cache: Cache | None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._http, self._cache = http, cache
        self._retries, self._sleep = retries, sleep

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, query: Query | None = None, accept: str = "application/json") -> httpx.Response:
        """Return the response to a GET. Raise ClientError."""
        request = self._http.build_request("GET", path, params=query, headers={"Accept": accept})
        url = f"{accept} {request.url}"
        known = self._cache.etag(url) if self._cache is not None else None
        if known is not None:
            request.headers["If-None-Match"] = known
        response = self._send(request)
        return response if self._cache is None else self._cache.resolve(url, response)

    def get_json(self, path: str, query: Query | None = None) -> Any:
        """Return the parsed JSON of a GET. Raise ClientError."""
        return self.get(path, query).json()

    def write(
        self, method: str, path: str, body: object = None, query: Query | None = None, files: Files | None = None
    ) -> Any:
        """Send a JSON body, or files; return the parsed response. Raise ClientError."""
        headers = {"Accept": "application/json"}
        request = self._http.build_request(method, path, json=body, params=query, headers=headers, files=files)
        return self._send(request).json()

    def _send(self, request: httpx.Request) -> httpx.Response:
        attempts = Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(1 + self._retries),
            wait=_seconds_until_next,
            retry=retry_if_exception(lambda error: _may_repeat(request.method, error)),
            reraise=True,
        )
        return attempts(self._send_once, request)

    def _send_once(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._http.send(request)
        except httpx.RequestError as error:
            raise ClientError(
                f"no answer from {request.url.copy_with(query=None)}: {error or type(error).__name__}", "unreachable"
            ) from error
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            raise error_of(response)
        kind = response.headers.get("content-type", "").partition(";")[0]
        if response.status_code != HTTPStatus.NOT_MODIFIED and kind != request.headers["Accept"]:
            raise ClientError(
                f"{request.url} answered {response.status_code} with {kind or 'nothing'}: is this a BenchSight server?",
                "not_the_api", response.status_code,
            )  # fmt: skip
        return response


def _may_repeat(method: str, error: BaseException) -> bool:
    if not isinstance(error, ClientError) or (error.retry_after or 0) > LONGEST_WAIT:
        return False
    lost = error.status == AWAY or error.code == "unreachable"
    return error.status == REFUSED or (method == "GET" and lost)


def _seconds_until_next(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    assert isinstance(error, ClientError)
    return BACK_OFF(state) if error.retry_after is None else error.retry_after
