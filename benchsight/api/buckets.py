"""Token buckets for rate limits."""

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from benchsight.api.errors import ApiError


@dataclass
class Bucket:
    """``rate`` requests per minute, and at most that many at once."""

    rate: int
    left: float
    filled_at: float

    @classmethod
    def full(cls, rate: int) -> Self:
        """Return a bucket that allows ``rate`` requests at once."""
        return cls(rate, rate, time.monotonic())

    def take(self, now: float) -> float:
        """Take one request. Return 0, or the seconds until the next one is allowed."""
        self.left = min(self.rate, self.left + (now - self.filled_at) * self.rate / 60)
        self.filled_at = now
        if self.left < 1:
            return (1 - self.left) * 60 / self.rate
        self.left -= 1
        return 0.0


def too_often(detail: str, wait: float) -> ApiError:
    """Return the error for a request beyond a limit, which allows the next one in ``wait`` seconds."""
    return ApiError(HTTPStatus.TOO_MANY_REQUESTS, "too_often", detail, {"Retry-After": str(int(wait) + 1)})
