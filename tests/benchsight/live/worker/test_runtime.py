"""The runtime of a worker: signals to stop, lines of its log."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator

import pytest

from benchsight.live.worker.runtime import Log, Stop, StopRequested


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


def test_a_line_for_people_has_time_event_and_fields() -> None:
    lines: list[str] = []
    log = Log(lines.append)
    log.info("done", games=[3, 4], build=None, seconds=0.125)
    log.error("failed", problem='model "x":\n  bad luck')
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d done       games=3,4 seconds=0.12", lines[0])
    assert lines[1].endswith(r'error failed     problem="model \"x\": bad luck"')


def test_a_line_for_machines_is_json() -> None:
    lines: list[str] = []
    Log(lines.append, as_json=True).warning("database", problem="a\nb", again_in=0.2)
    line = json.loads(lines[0])
    assert {key: line[key] for key in line if key != "time"} == {
        "level": "warning",
        "event": "database",
        "problem": "a\nb",
        "again_in": 0.2,
    }
    assert "\n" not in lines[0]
