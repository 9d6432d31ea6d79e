"""What the database itself does: one pending row for a request, the end of a game, who may ask."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from .conftest import Connect, ask, stage, statuses

GAME_ENDS = ["GameEnd", "Game_End", "Game End", "game-end", "GAMEEND"]


@pytest.mark.parametrize("event_type", GAME_ENDS)
def test_the_end_of_a_game_queues_it_once_with_priority_ten(queue: psycopg.Connection, event_type: str) -> None:
    stage(queue, 7, 1, "Goal")
    assert statuses(queue) == []
    stage(queue, 7, 2, event_type)
    stage(queue, 7, 3, event_type)
    queue.execute("update staging_events set period = 3 where event_index = 2")
    assert statuses(queue) == [(7, "pending", 10)]


def test_an_event_that_becomes_the_end_queues_the_game(queue: psycopg.Connection) -> None:
    stage(queue, 7, 1, "Stoppage")
    queue.execute("update staging_events set event_type = 'GameEnd'")
    assert statuses(queue) == [(7, "pending", 10)]


def test_the_builders_mark_on_the_end_queues_nothing(queue: psycopg.Connection) -> None:
    stage(queue, 7, 1, "GameEnd")
    queue.execute("update etl_queue set status = 'completed'")
    queue.execute("update staging_events set processed = true")
    assert statuses(queue) == [(7, "completed", 10)]


def test_an_end_that_is_taken_back_leaves_nothing_in_the_queue(queue: psycopg.Connection) -> None:
    with queue.transaction(force_rollback=True):
        stage(queue, 7, 1, "GameEnd")
    assert statuses(queue) == []


def test_the_end_in_a_file_that_is_loaded_queues_nothing(queue: psycopg.Connection) -> None:
    queue.execute(
        "insert into staging_events (event_key, game_id, event_index, event_type, load_id)"
        " values ('E700001', 7, 1, 'GameEnd', gen_random_uuid())"
    )
    with queue.transaction():
        queue.execute("select set_config('benchsight.load_id', cast(gen_random_uuid() as text), true)")
        queue.execute("update staging_events set period = 3")
    assert statuses(queue) == []


def test_asking_again_gives_the_same_number_and_the_higher_priority(queue: psycopg.Connection) -> None:
    first = ask(queue, 7, 5)
    assert [ask(queue, 7, 9), ask(queue, 7, 1)] == [first, first]
    assert statuses(queue) == [(7, "pending", 9)]
    assert ask(queue, 8) != first


def test_tables_of_a_rebuild_are_one_request_in_any_order(queue: psycopg.Connection) -> None:
    ids = {
        queue.execute("select ops.enqueue(7, 'rebuild', %s, 'replace')", (tables,)).fetchone()
        for tables in (["fact_b", "fact_a"], ["fact_a", "fact_b", "fact_a"])
    }
    assert len(ids) == 1
    queue.execute("select ops.enqueue(7, 'rebuild', %s, 'upsert')", (["fact_a", "fact_b"],))
    assert queue.execute("select tables, load_operation from etl_queue order by id").fetchall() == [
        (["fact_a", "fact_b"], "replace"),
        (["fact_a", "fact_b"], "upsert"),
    ]


def test_a_plain_insert_of_what_is_pending_returns_that_row(queue: psycopg.Connection) -> None:
    insert = (
        "insert into etl_queue (game_id, operation, priority) values (7, 'process_game', %s) returning id, priority"
    )
    first, second = (queue.execute(insert, (priority,)).fetchall() for priority in (5, 10))
    assert [row[1] for row in first + second] == [5, 10]
    assert first[0][0] == second[0][0]
    assert statuses(queue) == [(7, "pending", 10)]


def test_an_insert_of_many_keeps_one_row_for_each_game(queue: psycopg.Connection) -> None:
    queue.execute("insert into etl_queue (game_id, priority) values (7, 1), (8, 2), (7, 3)")
    assert sorted(statuses(queue), key=str) == [(7, "pending", 3), (8, "pending", 2)]


def test_a_game_that_is_worked_on_and_asked_for_waits_once_more(queue: psycopg.Connection) -> None:
    ask(queue, 7)
    queue.execute(
        "update etl_queue set status = 'processing', claim_token = gen_random_uuid(), lease_expires_at = now()"
    )
    assert ask(queue, 7) == ask(queue, 7)
    assert statuses(queue) == [(7, "processing", 5), (7, "pending", 5)]


def test_many_who_ask_at_once_get_one_row(another: Connect, queue: psycopg.Connection) -> None:
    connections = [another() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        ids = {id_ for found in pool.map(lambda c: [ask(c, 7) for _ in range(20)], connections) for id_ in found}
    assert len(ids) == 1
    assert statuses(queue) == [(7, "pending", 5)]


def test_history_that_is_restored_stays_as_it_was(queue: psycopg.Connection) -> None:
    queue.execute("insert into etl_queue (game_id, status) values (7, 'completed'), (7, 'completed'), (7, 'pending')")
    assert [status for _, status, _ in statuses(queue)] == ["completed", "completed", "pending"]


@pytest.mark.parametrize(
    ("game_id", "operation"), [(7, "drop_everything"), (None, "process_game"), (None, "delete_game")]
)
def test_what_no_worker_could_do_is_refused(queue: psycopg.Connection, game_id: int | None, operation: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        ask(queue, game_id, operation=operation)


def test_workers_are_told_once_of_a_transaction_that_queues_many(another: Connect, queue: psycopg.Connection) -> None:
    listener = another()
    listener.execute("listen benchsight_queue")
    with queue.transaction():
        for game_id in range(1, 21):
            stage(queue, game_id, 1, "GameEnd")
    assert [heard.payload for heard in listener.notifies(timeout=0.5)] == [""]


class TestTracker:
    """What a tracker's key may do with the queue."""

    @pytest.fixture
    def tracker(self, another: Connect) -> psycopg.Connection:
        """A session with the tracker's rights."""
        connection = another()
        connection.execute("set role benchsight_tracker")
        return connection

    def test_it_asks_for_a_game_and_sees_the_row(self, tracker: psycopg.Connection, queue: psycopg.Connection) -> None:
        insert = "insert into etl_queue (game_id, operation, priority) values (7, 'process_game', 10) returning *"
        assert len(tracker.execute(insert).fetchall()) == len(tracker.execute(insert).fetchall()) == 1
        assert statuses(queue) == [(7, "pending", 10)]

    @pytest.mark.parametrize(
        "statement",
        [
            "insert into etl_queue (game_id, operation) values (7, 'delete_game')",
            "insert into etl_queue (game_id, operation, tables) values (7, 'process_game', array['x'])",
            "insert into etl_queue (game_id, status) values (7, 'completed')",
            "insert into etl_queue (game_id, priority) values (7, 99)",
            "update etl_queue set priority = 10",
            "delete from etl_queue",
            "select ops.enqueue(7, 'delete_game')",
        ],
    )
    def test_it_may_do_nothing_else(self, tracker: psycopg.Connection, statement: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tracker.execute(statement.encode())


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_dashboards_read_the_status_of_games_and_not_the_queue(another: Connect, role: str) -> None:
    stage(another(), 7, 1, "GameEnd")
    dashboard = another()
    dashboard.execute(f"set role {role}".encode())
    assert dashboard.execute("select game_id, is_queued from game_status").fetchall() == [(7, True)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        dashboard.execute("select * from etl_queue")
