"""Stopping in order: SIGTERM and SIGINT cut waiting short at once, and a build after a grace."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

GRACE_SECONDS = 3.0


class StopRequested(KeyboardInterrupt):
    """The worker was told to stop. A KeyboardInterrupt, so that a build that it ends is known as interrupted."""


class Stop:
    """Whether the worker is to stop; what is ``interruptible`` ends with StopRequested when it is told to."""

    def __init__(self) -> None:
        self.requested = False
        self._grace: float | None = None

    def listen(self) -> None:
        """Stop on SIGTERM and SIGINT from now on. Only the main thread may call this."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGALRM, self._on_alarm)

    @contextmanager
    def interruptible(self, grace: float = 0.0) -> Iterator[None]:
        """The block ends with StopRequested, so many seconds after the worker is told to stop."""
        self._grace = grace  # before the look at what was requested: a signal in between is not lost
        try:
            if self.requested:
                raise StopRequested
            yield
        finally:
            self._grace = None

    def sleep(self, seconds: float) -> None:
        """Sleep, unless told to stop: then StopRequested."""
        with self.interruptible():
            time.sleep(seconds)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        again, self.requested = self.requested, True
        if self._grace is None:
            return
        if self._grace == 0.0 or again:
            self._interrupt()
        signal.setitimer(signal.ITIMER_REAL, self._grace)

    def _on_alarm(self, number: int, frame: FrameType | None) -> None:
        if self._grace is not None:
            self._interrupt()

    def _interrupt(self) -> None:
        self._grace = None  # once: what cleans up is not cut short
        raise StopRequested
