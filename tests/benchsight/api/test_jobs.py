"""Jobs: request, run in a separate process, follow, cancel, recover from a crash."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import httpx
import psutil
import psycopg
import pytest

from benchsight.api.app import create_app
from benchsight.api.jobs.store import (
    LOCK_CLASS,
    JobEnded,
    UnknownJob,
    add_job,
    cancel_job,
    claim_job,
    end_job,
    hold_job,
    read_job,
    reclaim_jobs,
)
from benchsight.api.settings import ApiSettings
from benchsight.builds.lock import BUILD_LOCK_KEY
from tests.benchsight.api.serving import serving
from tests.benchsight.api.streaming import following, web_socket
from tests.benchsight.builds.league import LeagueSite, league

__all__ = ["league"]

ENDED = ("completed", "failed", "cancelled")


@pytest.fixture
def jobs(connection: psycopg.Connection) -> psycopg.Connection:
    """Return an autocommit connection to a database without jobs."""
    connection.autocommit = True
    return connection


@pytest.fixture
def client(league: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server on a built league that the test may change."""
    with serving(create_app(league.url, api_settings)) as client:
        yield client


def wait_for(client: httpx.Client, job_id: str, *statuses: str, seconds: float = 120) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while True:
        job: dict[str, Any] = client.get(f"/api/etl/status/{job_id}").json()
        if job["status"] in statuses:
            return job
        assert time.monotonic() < deadline and job["status"] not in ENDED, job
        time.sleep(0.1)


def child_of(job_id: str, after: int = 0, seconds: float = 120) -> psutil.Process:
    """Return the process that runs a job, other than the process ``after``."""
    deadline = time.monotonic() + seconds
    while True:
        for process in psutil.Process().children():
            with suppress(psutil.NoSuchProcess):
                if process.pid != after and job_id in process.cmdline():
                    return process
        assert time.monotonic() < deadline
        time.sleep(0.05)


class TestStore:
    """Storage of jobs."""

    def test_a_job_is_claimed_once_in_its_turn(self, jobs: psycopg.Connection) -> None:
        first, second = add_job(jobs, "plan", {"games": [1]}, "ann"), add_job(jobs, "plan", {}, "bob")
        claimed = [claim_job(jobs), claim_job(jobs), claim_job(jobs)]
        assert [job and job.job_id for job in claimed] == [first.job_id, second.job_id, None]
        assert claimed[0] is not None
        assert (claimed[0].arguments, claimed[0].requested_by) == ({"games": [1]}, "ann")

    def test_a_job_that_waits_is_cancelled_at_once(self, jobs: psycopg.Connection) -> None:
        job = add_job(jobs, "plan", {}, "ann")
        assert cancel_job(jobs, job.job_id, "bob").status == "cancelled"
        assert claim_job(jobs) is None
        with pytest.raises(JobEnded, match="cancelled"):
            cancel_job(jobs, job.job_id, "bob")
        with pytest.raises(UnknownJob):
            cancel_job(jobs, UUID(int=0), "bob")

    def test_a_job_whose_process_died_is_done_again_and_fails_the_third_time(self, jobs: psycopg.Connection) -> None:
        job = add_job(jobs, "plan", {}, "ann")
        for attempt in (1, 2, 3):
            claimed = claim_job(jobs)
            assert claimed is not None and claimed.attempts == attempt
            assert reclaim_jobs(jobs) == [], "its process may still be starting"
            assert reclaim_jobs(jobs, job.job_id) == [job.job_id]
        failed = read_job(jobs, job.job_id)
        assert (failed.status, failed.error_message) == ("failed", "its process died")
        assert claim_job(jobs) is None

    def test_a_job_that_is_held_is_left_alone(self, jobs: psycopg.Connection, database_url: str) -> None:
        job = add_job(jobs, "plan", {}, "ann")
        claim_job(jobs)
        jobs.execute("update ops.api_jobs set claimed_at = clock_timestamp() - interval '1 hour'")
        with psycopg.connect(database_url, autocommit=True) as holder:
            assert hold_job(holder, job.job_id) is not None
            assert reclaim_jobs(jobs) == []
            assert hold_job(jobs, job.job_id) is None
        deadline = time.monotonic() + 60
        while reclaim_jobs(jobs) != [job.job_id]:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def test_a_job_that_was_to_be_cancelled_is_not_done_again(self, jobs: psycopg.Connection) -> None:
        job = add_job(jobs, "plan", {}, "ann")
        claim_job(jobs)
        assert cancel_job(jobs, job.job_id, "bob").status == "running"
        reclaim_jobs(jobs, job.job_id)
        assert read_job(jobs, job.job_id).status == "cancelled"

    def test_what_is_handed_back_counts_no_attempt(self, jobs: psycopg.Connection) -> None:
        job = add_job(jobs, "plan", {}, "ann")
        claim_job(jobs)
        end_job(jobs, job.job_id, "pending")
        again = claim_job(jobs)
        assert again is not None and again.attempts == 1
        end_job(jobs, job.job_id, "completed", {"a": 1})
        done = read_job(jobs, job.job_id)
        assert (done.status, done.progress, done.result) == ("completed", 100, {"a": 1})

    def test_the_comment_of_the_table_names_the_lock(self, jobs: psycopg.Connection) -> None:
        [(comment,)] = jobs.execute("select obj_description('ops.api_jobs'::regclass)").fetchall()
        assert str(LOCK_CLASS) in comment


def test_a_plan_says_what_would_be_built_and_builds_nothing(client: httpx.Client, league: LeagueSite) -> None:
    league.execute("update staging_events set event_detail = event_detail || '' where false")
    asked = client.post("/api/etl/trigger", json={"mode": "test"})
    assert asked.status_code == 202
    job = wait_for(client, asked.json()["job_id"], "completed")
    assert asked.headers["location"] == f"/api/etl/status/{job['job_id']}"
    assert (job["progress"], job["error"], job["result"]["games"]) == (100, None, [])
    named = client.post("/api/etl/trigger", json={"mode": "test", "game_ids": [900002]}).json()
    assert wait_for(client, named["job_id"], "completed")["result"]["games"] == [900002]
    listed = client.get("/api/etl/history").json()["data"]
    assert [row["job_id"] for row in listed] == [named["job_id"], job["job_id"]]


def test_a_deleted_game_is_gone_the_audit_says_who_and_the_streams_follow(
    client: httpx.Client, league: LeagueSite
) -> None:
    with following(client) as events, web_socket(client, "?topic=job") as over_socket:
        seen = (event for event in events if event.event != "comment")
        told = (each for message in over_socket if (each := json.loads(message))["event"] != "heartbeat")
        assert next(seen).event == next(told)["event"] == "ready"
        job_id = client.delete("/api/data/game/900002").json()["job_id"]
        followed = [next(seen)]
        while followed[-1].data.get("status") != "completed":
            followed.append(next(seen))
        jobs = [each for each in followed if each.event == "job"]
        assert {each.data["job_id"] for each in jobs} == {job_id}
        assert [each.data["status"] for each in (jobs[0], jobs[1], jobs[-1])] == ["pending", "running", "completed"]
        assert jobs[-1].data["progress"] == 100
        assert [each.data["change"] for each in followed if each.event == "game"] == ["deleted"]
        assert {"cause": "deletion", "game_id": 900002} in [each.data for each in followed if each.event == "freshness"]
        assert [next(told) for _ in jobs] == [{"event": "job", "id": each.id, "data": each.data} for each in jobs]
    job = wait_for(client, job_id, "completed")
    assert job["result"]["total_rows_deleted"] > 100
    assert league.rows("select count(*) from fact_events where game_id = 900002") == [(0,)]
    assert league.rows("select count(*) > 0 from staging_events where game_id = 900002") == [(True,)]
    assert league.rows(
        "select distinct initiated_by, status from load_history where operation = 'delete' and game_id = 900002"
    ) == [(job["requested_by"], "completed")]
    again = wait_for(client, client.delete("/api/data/game/5").json()["job_id"], "failed")
    assert again["error"] == "nothing is staged or built of game 5"


def test_a_job_that_waits_for_a_build_survives_its_process_and_its_server(
    league: LeagueSite, api_settings: ApiSettings
) -> None:
    with psycopg.connect(league.url, autocommit=True) as building:
        building.execute("select pg_advisory_lock(%s)", (BUILD_LOCK_KEY,))
        with serving(create_app(league.url, api_settings)) as client:
            job_id = client.delete("/api/data/game/900002").json()["job_id"]
            process = child_of(job_id)
            os.kill(process.pid, signal.SIGKILL)
            second = child_of(job_id, after=process.pid)
            deadline = time.monotonic() + 120
            while "wait" not in (wait_for(client, job_id, "running")["current_step"] or ""):
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert not second.is_running() or second.status() == psutil.STATUS_ZOMBIE
        assert league.rows("select status, attempts from ops.api_jobs") == [("pending", 1)]
        with serving(create_app(league.url, api_settings)) as client:
            wait_for(client, job_id, "running")
            building.execute("select pg_advisory_unlock(%s)", (BUILD_LOCK_KEY,))
            wait_for(client, job_id, "completed")
    assert league.rows("select count(*) from fact_events where game_id = 900002") == [(0,)]


def test_a_build_that_is_cancelled_in_the_middle_leaves_the_data_whole(
    client: httpx.Client, league: LeagueSite
) -> None:
    tables = ("fact_events", "fact_player_game_stats", "league_leaders")
    counts = [league.rows(f"select count(*), min(game_id) from {table}") if table != "league_leaders"
              else league.rows(f"select count(*) from {table}") for table in tables]  # fmt: skip
    job_id = client.post("/api/etl/trigger", json={"mode": "full"}).json()["job_id"]
    waiting = client.post("/api/etl/trigger", json={"mode": "test"}).json()["job_id"]
    deadline = time.monotonic() + 120
    seen = set()
    while (job := wait_for(client, job_id, "running"))["progress"] < 10:
        seen.add(job["progress"])
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert job["current_step"].startswith("models")
    cancelled = client.post(f"/api/etl/cancel/{job_id}")
    assert (cancelled.status_code, cancelled.json()["cancel_requested"]) == (202, True)
    ended = wait_for(client, job_id, "cancelled", seconds=120)
    assert ended["completed_at"] and ended["progress"] < 100
    assert client.post(f"/api/etl/cancel/{job_id}").status_code == 409
    sessions = "application_name = 'benchsight-dbt' and datname = current_database()"
    while league.rows(f"select from pg_stat_activity where {sessions}"):  # may still be listed for a moment
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert league.rows("select status, error_message from ops.build_runs order by build_id desc limit 1") == [
        ("failed", "interrupted")
    ]
    wait_for(client, waiting, "completed")
    for table in ("fact_events", "fact_player_game_stats"):
        # each table as a whole is of before or of the new build, never a part of it
        games = league.rows(f"select count(distinct game_id) from {table}")
        assert games == [(3,)], table
    assert counts[0] == league.rows("select count(*), min(game_id) from fact_events")


def test_a_request_of_the_queue_is_worked_off_alone(client: httpx.Client, league: LeagueSite) -> None:
    first = client.post("/api/etl/queue", json={"game_id": 900001, "priority": 9})
    assert first.status_code == 201
    assert client.post("/api/etl/queue", json={"game_id": 900001}).json()["id"] == first.json()["id"]
    second = client.post("/api/etl/queue", json={"game_id": 900002}).json()
    assert [each["game_id"] for each in client.get("/api/etl/queue").json()] == [900001, 900002]
    job = wait_for(client, client.post("/api/etl/run", json={"queue_id": second["id"]}).json()["job_id"], "completed")
    assert job["result"]["status"] == "completed"
    waiting = client.get("/api/etl/queue").json()
    assert [(each["game_id"], each["status"], each["priority"]) for each in waiting] == [(900001, "pending", 9)]
    assert client.post("/api/etl/run", json={"queue_id": second["id"]}).status_code == 409
    assert client.get("/api/etl/queue", params={"everything": True}).json()[-1]["status"] == "completed"


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("/api/load/table", {"table": "fact_evnts"}, 404, "did you mean fact_events?"),
        ("/api/load/table", {"table": "staging_events"}, 404, "benchsight load"),
        ("/api/load/table", {"table": "fact_events", "operation": "merge"}, 422, "operation"),
        ("/api/load/table", {"table": "dim_team", "game_id": 5}, 422, "not kept per game"),
        ("/api/load/table", {"table": "fact_events", "tabel": 1}, 422, "tabel"),
        ("/api/load/category", {"category": "facts"}, 422, "category"),
        ("/api/load/game", {"game_id": 0}, 422, "game_id"),
        ("/api/load/full-refresh", {"confirm": False}, 422, "confirm"),
        ("/api/load/full-refresh", {}, 422, "confirm"),
        ("/api/etl/trigger", {"mode": "single"}, 422, "game_ids"),
        ("/api/etl/trigger", {"mode": "full", "game_ids": [1]}, 422, "game_ids"),
        (
            "/api/etl/trigger",
            {"mode": "full", "options": {"upload_to_supabase": True}},
            422,
            "no Supabase project is configured",
        ),
        ("/api/etl/trigger", {"mode": "full", "options": {"source": "excel"}}, 422, "source"),
        ("/api/etl/trigger", {"mode": "single", "game_ids": [1], "options": {"wipe": True}}, 422, "wipe"),
        ("/api/etl/run", {"queue_id": 1}, 409, "no request 1"),
        ("/api/etl/cancel/5b0c9a3e-6f5e-4f0c-9d0e-0e6a4a0f7b11", {}, 404, "no job"),
    ],
)
def test_what_makes_no_sense_starts_no_job(
    client: httpx.Client, league: LeagueSite, path: str, body: dict[str, Any], status: int, says: str
) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"]
    assert league.rows("select count(*) from ops.api_jobs") == [(0,)]


def test_inputs_go_only_if_that_is_confirmed(client: httpx.Client, league: LeagueSite) -> None:
    answer = client.delete("/api/data/game/900001", params={"with_inputs": True})
    assert (answer.status_code, "confirm" in answer.json()["detail"]) == (422, True)
    assert league.rows("select count(*) from ops.api_jobs") == [(0,)]
