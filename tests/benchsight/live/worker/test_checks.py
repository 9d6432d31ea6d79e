"""Tests of the data begin when no game has been built for a moment."""

import time

import pytest

from benchsight.live.worker import checks
from benchsight.live.worker.checks import DataTests
from benchsight.live.worker.runtime import Log


class Noting(DataTests):
    """Notes which games would be tested together, and when."""

    def __init__(self) -> None:
        super().__init__(Log(lambda line: None))
        self.tested: list[tuple[list[int], float]] = []

    def _test(self, games: list[int]) -> None:
        self.tested.append((games, time.monotonic()))


def wait_for(noting: Noting, runs: int) -> None:
    """Wait until it has tested so many times."""
    deadline = time.monotonic() + 60
    while len(noting.tested) < runs:
        assert time.monotonic() < deadline, noting.tested
        time.sleep(0.01)


def test_games_that_follow_each_other_are_tested_together_after_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "QUIET_SECONDS", 2.0)
    with Noting() as noting:
        for game in (1, 2, 3):
            noting.add([game])
            last = time.monotonic()
            time.sleep(0.1)
        wait_for(noting, 1)
        assert noting.tested[0][0] == [1, 2, 3]
        assert noting.tested[0][1] - last >= 1.9
        noting.add([4])
        wait_for(noting, 2)
        assert noting.tested[1][0] == [4]


def test_games_without_end_are_tested_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "QUIET_SECONDS", 2.0)
    monkeypatch.setattr(checks, "LONGEST_QUIET_SECONDS", 0.5)
    with Noting() as noting:
        deadline = time.monotonic() + 60
        while not noting.tested:
            assert time.monotonic() < deadline
            noting.add([1])
            time.sleep(0.05)
