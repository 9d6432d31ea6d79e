"""Stopping: what is cut short, when, and how often."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from benchsight.live.worker.runtime import Stop, StopRequested


@pytest.fixture
def stop() -> Iterator[Stop]:
    """Hears signals until the test ends."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = [signal.getsignal(number) for number in numbers]
    stop = Stop()
    stop.listen()
    yield stop
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def tell() -> None:
    """Tell this process to stop."""
    os.kill(os.getpid(), signal.SIGTERM)


def test_outside_of_a_block_the_request_is_only_noted(stop: Stop) -> None:
    tell()
    assert stop.requested
    with pytest.raises(StopRequested), stop.interruptible(60.0):
        pytest.fail("begun")


def test_waiting_ends_at_once(stop: Stop) -> None:
    started = time.monotonic()
    with pytest.raises(StopRequested), stop.interruptible():
        tell()
        time.sleep(20)
    assert time.monotonic() - started < 10


def test_work_has_its_grace_and_may_end_within_it(stop: Stop) -> None:
    with stop.interruptible(grace=0.3):
        tell()
        time.sleep(0.01)
    time.sleep(0.4)  # the alarm finds nothing to interrupt
    assert stop.requested


def test_work_that_takes_longer_is_interrupted_and_what_cleans_up_is_not(stop: Stop) -> None:
    with pytest.raises(StopRequested), stop.interruptible(grace=0.1):
        tell()
        try:
            time.sleep(20)
        finally:
            tell()


def test_a_second_signal_takes_the_grace_away(stop: Stop) -> None:
    started = time.monotonic()
    with pytest.raises(StopRequested), stop.interruptible(grace=20.0):
        tell()
        tell()
        time.sleep(20)
    assert time.monotonic() - started < 10
