"""Token buckets for rate limits."""

import time
from dataclasses import dataclass
from typing import Self


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
