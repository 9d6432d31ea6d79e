"""In any order of writes, synchronisations and lost connections, nothing is lost, doubled or decided silently."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchsight.sync.input.conflicts import choose, read_conflicts
from tests.benchsight.builds.league import copy_of
from tests.benchsight.sync.sides import LossySide, Tiers
from tests.conftest import TEMPLATE

SIDES = st.sampled_from(["local", "cloud"])
INDEXES = st.integers(0, 3)
WRITES = st.tuples(st.just("put"), SIDES, INDEXES, st.integers(0, 2))
DELETES = st.tuples(st.just("delete"), SIDES, INDEXES, st.just(0))
SYNCS = st.tuples(st.sampled_from(["push", "pull"]), st.sampled_from(["whole", "before", "after"]), INDEXES, st.just(0))
STEPS = st.lists(st.one_of(WRITES, WRITES, DELETES, SYNCS, SYNCS), max_size=12)
NUMBERS = count(100)  # each example has a game of its own


@pytest.fixture(scope="module")
def urls(server_url: str, worker_id: str) -> tuple[str, str]:
    """Return the URLs of the local database and of the cloud."""
    return (
        copy_of(server_url, f"sync_property_local_{worker_id}", TEMPLATE),
        copy_of(server_url, f"sync_property_cloud_{worker_id}", TEMPLATE),
    )


@pytest.fixture(scope="module")
def ends(urls: tuple[str, str]) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    """Yield a connection to each."""
    with psycopg.connect(urls[0], autocommit=True) as local, psycopg.connect(urls[1], autocommit=True) as cloud:
        yield local, cloud


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS, takes_local=st.booleans())
def test_both_sides_end_equal_or_with_a_listed_conflict(
    ends: tuple[psycopg.Connection, psycopg.Connection], steps: list[tuple[str, str, int, int]], takes_local: bool
) -> None:
    tiers = Tiers(*ends, game=next(NUMBERS))
    written: dict[str, dict[int, str | None]] = {"local": {}, "cloud": {}}
    for number, (step, how, index, players) in enumerate(steps):
        if step == "put":
            tiers.put(how, index, f"{how} {number}", players)
            written[how][index] = f"{how} {number}"
        elif step == "delete" and index in tiers.events(how):
            tiers.delete(how, index)
            written[how][index] = None
        elif step in ("push", "pull"):
            lost_at = None if how == "whole" else index
            with suppress(psycopg.OperationalError):
                tiers.sync(step, LossySide(tiers.cloud, lost_at, how == "after"))  # type: ignore[arg-type]
    tiers.settle()
    conflicts = read_conflicts(tiers.local, subject=str(tiers.game))
    if tiers.rows("local") != tiers.rows("cloud"):
        assert conflicts
    both = written["local"].keys() & written["cloud"].keys()
    for index in written["local"].keys() | written["cloud"].keys():
        last = [writes[index] for writes in written.values() if index in writes]
        for side in ("local", "cloud"):
            if not conflicts:
                assert tiers.events(side).get(index) in last, (side, index)
            if conflicts and index in written[side] and index not in both:
                assert tiers.events(side).get(index) == written[side][index]
    if conflicts:
        peer = tiers.local.execute("select peer::text from ops.sync_conflicts limit 1").fetchone()
        assert peer is not None
        assert {conflict.key[:9] for conflict in conflicts} <= {f"E{tiers.game}{index:05d}" for index in both}
        choose(tiers.local, peer[0], str(tiers.game), "local" if takes_local else "remote", "tester")
        tiers.settle()
        assert not read_conflicts(tiers.local, subject=str(tiers.game))
    assert tiers.rows("local") == tiers.rows("cloud")
    again = tiers.sync("push"), tiers.sync("pull")
    assert all(not done.sent and not done.merged and not done.conflicts for done in again)
