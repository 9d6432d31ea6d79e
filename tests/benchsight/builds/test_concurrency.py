"""Builds beside other builds, writers, killers and dbt itself."""

import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from benchsight.builds.dbt import process as dbt_process
from benchsight.builds.errors import BuildError, SessionLost
from benchsight.builds.lock import BUILD_LOCK_KEY
from benchsight.builds.plan import Request
from benchsight.errors import Busy
from ingest.contract.work import Operation
from ingest.runs.load import LoadOptions, load_paths
from tests.warm_command import WARM_COMMAND

from .conftest import REPOSITORY, Site, facts

# A session whose process has ended may still be listed for a moment.
NO_DBT_SESSION = (
    "select where not exists (select from pg_stat_activity"
    " where application_name = 'benchsight-dbt' and datname = current_database())"
)


@contextmanager
def build_process(site: Site) -> Iterator["subprocess.Popen[str]"]:
    """`benchsight build` as a process of its own; it is killed if it still runs at the end."""
    with subprocess.Popen(
        [*WARM_COMMAND, "build"],
        cwd=site.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_rows_written_during_a_build_stay_unprocessed_and_due(site: Site) -> None:
    site.add_event(2, 2, "Shot")
    with site.building() as (future, other):
        other.execute("update staging_events set event_type = 'Goal' where event_key = 'E200002'")
        other.execute("insert into staging_events (event_key, game_id, event_index) values ('E300001', 3, 1)")
        other.commit()
        assert future.result().games_built == [2]
    assert site.rows("select event_key from staging_events where not processed order by event_key") == [
        ("E200002",),
        ("E300001",),
    ]
    assert site.due() == {2: "changed", 3: "new"}


def test_a_row_written_before_a_build_and_committed_during_it_stays_unprocessed_and_due(site: Site) -> None:
    with psycopg.connect(site.url) as other:
        other.execute(
            "insert into staging_events (event_key, game_id, event_index, event_type) values ('E200002', 2, 2, 'Goal')"
        )
        site.add_event(1, 3, "Shot")
        assert site.build().games_built == [1]
        other.commit()
    assert site.rows("select event_key from staging_events where not processed") == [("E200002",)]
    assert site.due() == {2: "changed"}


def test_a_second_build_waits_and_says_so_or_ends_if_it_may_not_wait(site: Site) -> None:
    site.add_event(3, 1, "Goal")
    with ThreadPoolExecutor(1) as pool, site.building() as (first, gate):
        with pytest.raises(Busy, match=r"build 2 of 1 games has been running since [\d:]+: try again"):
            site.build(wait=False)
        second = pool.submit(site.build, Request(games=[3]))
        site.wait_until_waiting("locktype = 'advisory'")
        assert site.heard[-1].endswith("waiting for it to end")
        gate.commit()
        assert first.result().games_built == second.result().games_built == [3]
    assert facts(site)[-1:] == [("E300001", "Goal")]
    assert len(facts(site)) == 4
    assert site.rows(
        "select first.completed_at < second.started_at from ops.build_runs as first, ops.build_runs as second "
        "where first.build_id = 2 and second.build_id = 3"
    ) == [(True,)]


def test_a_build_waits_for_a_dbt_run_that_holds_no_lock(site: Site) -> None:
    with psycopg.connect(site.url, application_name="benchsight-dbt"):
        with pytest.raises(Busy, match="dbt is at work on this database"):
            site.build(wait=False)
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(site.build, Request(games=[1]))
            site.wait_until_heard("waiting for it to end")
            assert not future.done()
            site.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'benchsight-dbt'"
                " and datname = current_database()"
            )
            assert future.result().games_built == [1]


def test_after_a_killed_build_the_next_one_makes_the_tables_right(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    with site.gate() as gate, build_process(site) as orchestrator:
        site.wait_until_held_up()
        orchestrator.send_signal(signal.SIGKILL)
        orchestrator.wait()
        gate.commit()
    summary = site.build()
    assert (summary.status, summary.reasons) == ("completed", {"not completed": 1})
    assert facts(site)[-2:] == [("E200001", "Shot"), ("E200002", "Goal")]
    assert site.rows("select build_id, status, error_message from ops.build_runs order by build_id") == [
        (1, "completed", None),
        (2, "failed", "ended without saying why: killed?"),
        (3, "completed", None),
    ]


def test_an_interrupted_build_ends_its_dbt_and_says_so(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    with site.gate(), build_process(site) as orchestrator:
        site.wait_until_held_up()
        orchestrator.send_signal(signal.SIGINT)
        _, errors = orchestrator.communicate(timeout=120)
        assert (orchestrator.returncode, errors.strip()) == (130, "interrupted")
        site.wait_until(NO_DBT_SESSION)
    assert site.rows("select status, error_message from ops.build_runs where build_id = 2") == [
        ("failed", "interrupted")
    ]
    assert site.due() == {2: "not completed"}


@pytest.mark.usefixtures("by_dbt")
def test_a_dbt_that_is_killed_leaves_no_statement_that_waits(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    start, started = dbt_process.start_child, []

    def noting(environment: dict[str, str]) -> "subprocess.Popen[str]":
        started.append(start(environment))
        return started[-1]

    monkeypatch.setattr(dbt_process, "start_child", noting)
    site.add_event(2, 2, "Goal")
    with site.building() as (future, _):
        (dbt,) = started
        dbt.kill()
        with pytest.raises(BuildError, match="dbt died"):
            future.result()
        site.wait_until(NO_DBT_SESSION)
    assert site.due() == {2: "not completed"}


@pytest.mark.parametrize("writes_by", ["statements", "dbt"])
def test_a_build_that_loses_its_session_ends_its_dbt_and_says_so(
    site: Site, writes_by: str, request: pytest.FixtureRequest
) -> None:
    if writes_by == "dbt":
        request.getfixturevalue("by_dbt")
    site.add_event(2, 2, "Goal")
    with site.building() as (future, _):
        site.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'benchsight build'"
            " and datname = current_database()"
        )
        with pytest.raises(SessionLost, match="the build was stopped"):
            future.result()
        site.wait_until(NO_DBT_SESSION)
    assert site.due() == {2: "not completed"}


def test_a_build_whose_scope_was_changed_by_another_does_not_count(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    with site.building() as (future, gate):
        gate.execute("update ops.build_scope set input_version = null")  # as a dbt prompt fills it
        gate.commit()
        with pytest.raises(BuildError, match=r"ops\.build_scope was changed"):
            future.result()
    assert site.due() == {2: "not completed"}


def test_what_is_loaded_beside_two_builds_is_published_in_the_end(site: Site, tmp_path: Path) -> None:
    def load(game_id: int) -> bool:
        rows = [f"E{game_id}{index:05d},{game_id},{index},{'Shot' if index % 5 else 'Goal'}" for index in range(1, 31)]
        path = tmp_path / f"{game_id}.csv"
        path.write_text("\n".join(["event_key,game_id,event_index,event_type", *rows]))
        with psycopg.connect(site.url) as connection:
            return load_paths(connection, [path], LoadOptions(Operation.REPLACE)).ok

    with build_process(site) as one, build_process(site) as other, ThreadPoolExecutor(2) as pool:
        assert all(pool.map(load, (1, 2, 3, 1, 4)))
        assert (one.wait(60), other.wait(60)) == (0, 0)
    assert site.build().status in ("completed", "nothing")
    assert facts(site) == site.rows("select event_key, event_type from staging_events order by event_key")
    assert len(facts(site)) == 4 * 30
    assert site.rows("select from staging_events where not processed") == []
    assert site.due() == {}


def test_the_macros_look_for_the_lock_that_builds_hold() -> None:
    macro = (REPOSITORY / "macros" / "build" / "build_scope.sql").read_text()
    assert f"macro build_lock_key() -%}} {BUILD_LOCK_KEY} {{" in macro
