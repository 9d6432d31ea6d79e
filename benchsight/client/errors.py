"""The exception of the client."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from benchsight.errors import BenchSightError

MOST_SHOWN = 200  # characters of a response that is not the API's


class ClientError(BenchSightError):
    """Request failed.

    ``detail`` says what is wrong and how to fix it. ``code`` is a stable identifier: the API's (``unknown_game``,
    ``missing_scope`` …), or one of the client's own: ``unreachable``, ``not_the_api``, ``invalid``, ``changed``,
    ``job_failed``, ``job_cancelled``, ``timeout``. ``status`` is the HTTP status, None without a response.
    ``retry_after`` is in seconds, None if the server named no time. ``errors`` lists invalid fields.
    """

    def __init__(
        self,
        detail: str,
        code: str,
        status: int | None = None,
        retry_after: float | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(f"{detail} ({code if status is None else f'{status} {code}'})")
        self.detail, self.code, self.status = detail, code, status
        self.retry_after, self.errors = retry_after, tuple(errors)


def error_of(response: httpx.Response) -> ClientError:
    """Return the error of a response with a status of 400 or more."""
    try:
        problem = response.json()
        detail, code = str(problem["detail"]), str(problem["code"])
    except (ValueError, KeyError, TypeError):  # from a proxy, or another server
        detail = f"{response.request.url} answered {response.status_code}: {response.text[:MOST_SHOWN]!r}"
        return ClientError(detail, "not_the_api", response.status_code, _seconds(response))
    return ClientError(detail, code, response.status_code, _seconds(response), problem.get("errors") or ())


def _seconds(response: httpx.Response) -> float | None:
    """Seconds of Retry-After; None if it is absent or a date, which the API does not send."""
    written = response.headers.get("retry-after", "")
    return float(written) if written.isascii() and written.isdigit() else None
