"""Killed at random moments, a synchronisation loses and doubles nothing; bench.sync kills a hundred times."""

from tests.benchsight.builds.league import copy_of
from tests.benchsight.sync.kills import kill_over_and_over
from tests.conftest import TEMPLATE


def test_nothing_is_lost_or_doubled_by_processes_that_are_killed(server_url: str, worker_id: str) -> None:
    local, cloud = (copy_of(server_url, f"sync_kills_{side}_{worker_id}", TEMPLATE) for side in ("local", "cloud"))
    assert kill_over_and_over(local, cloud, kills=5, seed=1) == []
