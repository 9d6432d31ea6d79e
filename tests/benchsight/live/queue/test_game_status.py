"""game_status: how far each game is, in one row, for any client."""

import psycopg

from benchsight.live.queue.lease import claim, fail, finish

from .conftest import ask, stage


def status(connection: psycopg.Connection, columns: str, game_id: int = 7) -> tuple[object, ...] | None:
    """Columns of a game's row."""
    query = f"select {columns} from game_status where game_id = {game_id}"
    return connection.execute(query.encode()).fetchone()


def test_it_is_tracked_until_the_clock_of_its_last_event(queue: psycopg.Connection) -> None:
    for index, (period, start, end) in enumerate([(1, 1200, 1190), (2, 900, None), (None, None, None)]):
        stage(queue, 7, index, "Shot")
        queue.execute(
            "update staging_events set period = %s, event_start_seconds = %s, event_end_seconds = %s"
            " where event_index = %s",
            (period, start, end, index),
        )
    assert status(queue, "tracked_until_period, tracked_until_seconds, is_ended") == (2, 900, False)
    queue.execute("delete from staging_events where event_index > 0")
    assert status(queue, "tracked_until_period, tracked_until_seconds") == (1, 1190)


def test_it_is_queued_while_its_request_waits_or_is_worked_on_and_tells_why_that_failed(
    queue: psycopg.Connection,
) -> None:
    stage(queue, 7, 1, "GameEnd")
    columns = "is_queued, queue_priority, queue_error"
    assert status(queue, columns) == (True, 10, None)
    held = claim(queue, "w", 30)
    assert held is not None
    assert status(queue, columns) == (True, 10, None)
    fail(queue, held, held.ids, "bad luck", for_good=True)
    assert status(queue, columns) == (False, None, "bad luck")
    ask(queue, 7)
    held = claim(queue, "w", 30)
    assert held is not None
    finish(queue, held, held.ids, None)
    assert status(queue, columns) == (False, None, None)


def test_a_request_of_another_kind_is_not_the_games_place_in_the_queue(queue: psycopg.Connection) -> None:
    stage(queue, 7, 1, "Shot")
    ask(queue, 7, operation="delete_game")
    assert status(queue, "is_queued") == (False,)


def test_it_is_due_until_what_is_staged_now_is_built(queue: psycopg.Connection) -> None:
    columns = "is_due, is_building, built_from_version = input_version, built_at is not null, age_seconds >= 0"
    stage(queue, 7, 1, "Shot")
    assert status(queue, columns) == (True, False, None, False, None)
    queue.execute(
        "insert into ops.build_runs (code_version, input_snapshot, game_count, status)"
        " values ('c', pg_current_snapshot(), 1, 'running')"
    )
    queue.execute(
        "insert into ops.game_builds (game_id, built_at, build_id, input_version, code_version)"
        " select 7, now(), build_id, 0, '' from ops.build_runs"
    )
    assert status(queue, columns) == (True, False, None, False, None), "a killed build holds no lock"
    queue.execute("select pg_advisory_lock(20261120)")
    assert status(queue, columns) == (True, True, None, False, None)
    queue.execute("update ops.game_builds set input_version = 1, code_version = 'c'")
    assert status(queue, columns) == (False, False, True, True, True)
    stage(queue, 7, 2, "Goal")
    assert status(queue, columns) == (True, False, False, True, True)


def test_a_game_that_is_only_scheduled_is_not_due(queue: psycopg.Connection) -> None:
    queue.execute("insert into staging_schedule (game_id) values (7)")
    assert status(queue, "is_due, is_ended, tracked_until_period") == (False, False, None)
