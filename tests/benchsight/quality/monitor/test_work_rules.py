"""Rules about work: builds that fail, and a queue without a worker."""

from collections.abc import Callable
from typing import Any

import psycopg

from benchsight.quality.monitor import run_monitor

Connection = psycopg.Connection[Any]
Alerts = list[tuple[str, str, int]]


def add_build(connection: Connection, status: str, selection: str = "tables", error: str | None = None) -> int:
    """Record a build; return its id."""
    row = connection.execute(
        "insert into ops.build_runs (status, code_version, input_snapshot, game_count, selection, error_message)"
        " values (%s, 'code', pg_current_snapshot(), 1, %s, %s) returning build_id",
        (status, selection, error),
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_failed_build_is_an_alert_until_the_next_one_of_its_part(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    add_build(connection, "completed")
    number = add_build(connection, "failed", error="model fact_shots: division by zero\nmore of it")
    run_monitor(connection)
    add_build(connection, "running")
    add_build(connection, "completed", selection="select: fact_goals")
    run_monitor(connection)
    assert open_alerts() == [("build_failed", "tables", 2)]
    row = connection.execute("select message from public.alerts").fetchone()
    assert row == (f"build {number} failed: model fact_shots: division by zero",)
    add_build(connection, "completed")
    run_monitor(connection)
    assert open_alerts() == []


def test_games_that_a_failed_build_left_behind_keep_its_alert_open(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    failed = add_build(connection, "failed")
    connection.execute(
        "insert into ops.game_builds (game_id, built_at, build_id, input_version, code_version)"
        " values (7, now(), %s, 0, '')",
        (failed,),
    )
    other = add_build(connection, "completed")  # of other games
    run_monitor(connection)
    assert open_alerts() == [("build_failed", "tables", 1)]
    connection.execute("update ops.game_builds set build_id = %s, input_version = 3", (other,))
    run_monitor(connection)
    assert open_alerts() == []


def test_a_build_of_everything_makes_up_for_a_failed_part(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    add_build(connection, "failed", selection="whole tables")
    add_build(connection, "completed", selection="everything")
    run_monitor(connection)
    assert open_alerts() == []


def add_request(connection: Connection, game_id: int, status: str, minutes_ago: int, lease: int = -1) -> None:
    """A request that was made, claimed and last renewed then; its lease runs out in ``lease`` minutes."""
    is_claimed = status == "processing"
    connection.execute(
        """
        insert into public.etl_queue (
            game_id, operation, status, requested_at, not_before, started_at, claimed_by, claim_token, heartbeat_at,
            lease_expires_at, attempts, error_message
        )
        select %(game)s, 'process_game', %(status)s, past.at, past.at, past.at, 'host 1',
            case when %(claimed)s then gen_random_uuid() end, past.at,
            case when %(claimed)s then now() + make_interval(mins => %(lease)s) end, 5, 'out of memory'
        from (select now() - make_interval(mins => %(ago)s) as at) as past
        """,
        {"game": game_id, "status": status, "claimed": is_claimed, "ago": minutes_ago, "lease": lease},
    )


def test_requests_that_wait_for_long_are_one_alert(connection: Connection, open_alerts: Callable[[], Alerts]) -> None:
    add_request(connection, 6, "pending", minutes_ago=1)
    run_monitor(connection)
    assert open_alerts() == []
    for game in (7, 8):
        add_request(connection, game, "pending", minutes_ago=20)
    run_monitor(connection)
    assert open_alerts() == [("queue_pending", "pending", 1)]
    row = connection.execute("select details -> 'games', severity from public.alerts").fetchone()
    assert row == ([7, 8], "critical")
    connection.execute("update ops.alert_rules set thresholds = '{\"minutes\": 30}' where rule = 'queue_pending'")
    run_monitor(connection)
    assert open_alerts() == []


def test_a_request_that_waits_for_its_next_attempt_is_not_stuck(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    add_request(connection, 7, "pending", minutes_ago=60)
    connection.execute("update public.etl_queue set not_before = now() + interval '1 minute'")
    run_monitor(connection)
    assert open_alerts() == []


def test_a_worker_without_a_sign_of_life_is_named(connection: Connection, open_alerts: Callable[[], Alerts]) -> None:
    add_request(connection, 7, "processing", minutes_ago=10)
    add_request(connection, 8, "processing", minutes_ago=2)
    run_monitor(connection)
    row = connection.execute(
        "select q.game_id from public.alerts as a"
        " inner join public.etl_queue as q on a.subject_key = cast(q.id as text)"
        " where a.rule = 'queue_silent' and a.resolved_at is null"
    ).fetchall()
    assert row == [(7,)]
    connection.execute(
        "update public.etl_queue set heartbeat_at = now(), lease_expires_at = now() + interval '1 minute'"
    )
    run_monitor(connection)
    assert open_alerts() == []


def test_a_request_that_failed_is_an_alert_until_it_is_done(
    connection: Connection, open_alerts: Callable[[], Alerts]
) -> None:
    add_request(connection, 7, "failed", minutes_ago=10)
    add_request(connection, 8, "completed", minutes_ago=10)
    run_monitor(connection)
    assert open_alerts() == [("queue_failed", "process_game 7", 1)]
    assert connection.execute("select message from public.alerts").fetchone() == ("failed 5 times: out of memory",)
    add_request(connection, 7, "pending", minutes_ago=0)
    run_monitor(connection)
    assert len(open_alerts()) == 1
    connection.execute("update public.etl_queue set status = 'completed' where status = 'pending'")
    run_monitor(connection)
    assert open_alerts() == []
