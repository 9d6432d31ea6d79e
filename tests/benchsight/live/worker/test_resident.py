"""A worker that stays: it notices new work at once, is stopped in order, killed, cut off; several of them."""

import random
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from benchsight.db.server import EmbeddedServer
from tests.locks import OWN_LOCKS

from ...builds.conftest import Site, facts
from ...conftest import MakeServer, make_server
from .conftest import StartWorker, WorkerProcess, worker_starter
from .test_pending import end_game

__all__ = ["make_server"]  # a fixture

ALL_DONE = "select where not exists (select from etl_queue where status <> 'completed')"
HELD_UP = f"""
    select from {OWN_LOCKS} where not granted and relation = 'qa_data_completeness'::regclass
    and exists (select from etl_queue where status = 'processing')
"""
KILLS = 6


def ready(worker: WorkerProcess) -> WorkerProcess:
    """A worker that waits for work."""
    worker.says(" ready")
    return worker


def counts(site: Site) -> list[tuple[object, ...]]:
    """Published events by game."""
    return site.rows("select game_id, count(*) from fact_events group by game_id order by game_id")


def test_the_end_of_a_game_is_built_at_once_and_its_status_tells(site: Site, start_worker: StartWorker) -> None:
    ready(start_worker(poll=60.0))
    end_game(site, 3)
    site.wait_until(ALL_DONE)
    assert facts(site)[-1:] == [("E300008", "Goal")]
    assert site.rows(
        "select is_ended, is_queued, is_building, is_due, built_from_version = input_version, age_seconds < 60"
        " from game_status where game_id = 3"
    ) == [(True, False, False, False, True, True)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_worker_ends_at_once(site: Site, start_worker: StartWorker, number: int) -> None:
    worker = ready(start_worker(poll=60.0))
    end_game(site, 3)
    site.wait_until(ALL_DONE)
    exit_code, seconds = worker.end(number)
    assert (exit_code, seconds < 5) == (0, True)
    assert worker.log.read_text().splitlines()[-1].endswith("stopped    worker=" + name(site))


def name(site: Site) -> str:
    """How the worker that did the last request is known."""
    return str(site.rows("select claimed_by from etl_queue order by id desc limit 1")[0][0])


def test_a_worker_that_is_stopped_in_a_build_hands_it_back(site: Site, start_worker: StartWorker) -> None:
    worker = ready(start_worker(lease=30.0))
    with psycopg.connect(site.url) as gate:
        gate.execute("lock table qa_data_completeness in share mode")
        end_game(site, 3)
        site.wait_until(HELD_UP)
        assert site.rows("select is_queued, is_building from game_status where game_id = 3") == [(True, True)]
        exit_code, seconds = worker.end()
        assert (exit_code, seconds < 15) == (0, True)
        assert site.rows("select status, attempts, takeovers, claim_token from etl_queue") == [("pending", 0, 0, None)]
        assert site.due() == {3: "not completed"}
    ready(start_worker())
    site.wait_until(ALL_DONE)
    assert facts(site)[-1:] == [("E300008", "Goal")]


def test_the_work_of_a_dead_worker_is_taken_over(site: Site, start_worker: StartWorker) -> None:
    dead = ready(start_worker(lease=2.0))
    with psycopg.connect(site.url) as gate:
        gate.execute("lock table qa_data_completeness in share mode")
        end_game(site, 3)
        site.wait_until(HELD_UP)
        dead.kill()
    ready(start_worker())
    site.wait_until(ALL_DONE)
    assert site.rows("select takeovers, attempts from etl_queue") == [(1, 0)]
    assert facts(site)[-1:] == [("E300008", "Goal")]


def test_a_long_build_keeps_its_lease(site: Site, start_worker: StartWorker) -> None:
    ready(start_worker(lease=1.0))
    with psycopg.connect(site.url) as gate:
        gate.execute("lock table qa_data_completeness in share mode")
        end_game(site, 3)
        site.wait_until("select from etl_queue where heartbeat_at > started_at + interval '2 seconds'")
        assert site.rows("select status, lease_expires_at > now() from etl_queue") == [("processing", True)]
    site.wait_until(ALL_DONE)
    assert site.rows("select takeovers from etl_queue") == [(0,)]


def test_games_that_end_together_are_built_in_few_runs(site: Site, start_worker: StartWorker) -> None:
    for worker in (start_worker(), start_worker()):
        ready(worker)
    with psycopg.connect(site.url) as gate:
        gate.execute("lock table qa_data_completeness in share mode")
        for game_id in range(11, 31):
            end_game(site, game_id)
    site.wait_until(ALL_DONE)
    assert counts(site)[2:] == [(game_id, 1) for game_id in range(11, 31)]
    # What ended while the first was built is one run, by whichever worker.
    assert site.rows("select count(*) <= 3, sum(game_count) from ops.build_runs where build_id > 1") == [(True, 20)]


def test_workers_killed_at_random_moments_leave_every_game_built_once(site: Site, start_worker: StartWorker) -> None:
    chance = random.Random(5)
    for kill in range(KILLS):
        worker = start_worker(lease=1.0)
        for game_id in (10 + 2 * kill, 11 + 2 * kill):
            end_game(site, game_id)
        worker.says("started")
        if kill % 2:
            ready(worker)  # it claims and builds now; the others die while they plan their statements, or later
        time.sleep(chance.uniform(0.0, 0.4))
        worker.kill()
    ready(start_worker(lease=1.0))
    site.wait_until(ALL_DONE)
    assert counts(site)[2:] == [(game_id, 1) for game_id in range(10, 10 + 2 * KILLS)]
    assert site.due() == {}
    assert site.rows("select event_key from staging_events where not processed") == []


def test_a_worker_that_has_grown_too_large_restarts_and_goes_on(site: Site, start_worker: StartWorker) -> None:
    worker = ready(start_worker("--memory", "1"))
    for game_id in (3, 4):
        end_game(site, game_id)
        site.wait_until(ALL_DONE)
    assert worker.log.read_text().count("warning memory     megabytes=") >= 1
    assert worker.log.read_text().count("started") >= 2
    assert site.rows("select distinct takeovers from etl_queue") == [(0,)]
    assert len(site.rows("select distinct claimed_by from etl_queue")) == 1


def test_what_was_built_is_tested_a_moment_later_and_a_failure_is_an_alert(
    site: Site, start_worker: StartWorker
) -> None:
    worker = ready(start_worker())
    site.add_event(3, 1, "Nobody")
    end_game(site, 3)
    site.wait_until(ALL_DONE)
    site.wait_until("select from alerts where rule = 'data_test_failed' and resolved_at is null")
    worker.says("error test failed test=somebody_does_every_event")


def test_a_worker_outlives_the_end_of_its_sessions(site: Site, start_worker: StartWorker) -> None:
    worker = ready(start_worker())
    end_game(site, 3)
    site.wait_until(ALL_DONE)
    site.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and application_name like 'benchsight%'"
    )
    end_game(site, 4)
    site.wait_until("select from etl_queue where game_id = 4 and status = 'completed'")
    assert facts(site)[-1:] == [("E400008", "Goal")]
    assert worker.process.poll() is None


def test_a_worker_outlives_a_restart_of_the_server(
    make_server: MakeServer, made_project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server: EmbeddedServer = make_server()
    monkeypatch.setenv("BENCHSIGHT_HOME", str(server.home))
    monkeypatch.delenv("BENCHSIGHT_DATABASE_URL", raising=False)
    monkeypatch.chdir(made_project)
    with ExitStack() as stack:
        worker = ready(worker_starter(made_project, tmp_path, stack)(poll=0.2))
        with psycopg.connect(server.url("benchsight"), autocommit=True) as connection:
            connection.execute("select ops.enqueue(8, 'process_game')")
        worker.says("for game 8")
        server.stop()
        worker.says("warning database")
        server.start()
        with psycopg.connect(server.url("benchsight"), autocommit=True) as connection:
            connection.execute("select ops.enqueue(9, 'process_game')")
        worker.says("for game 9")
        assert worker.end()[0] == 0
