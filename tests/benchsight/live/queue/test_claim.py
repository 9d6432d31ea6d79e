"""Claims: disjoint, in order, with a lease; and the ways a request comes to its end."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from benchsight.live.queue.lease import Lease, claim, fail, finish, hand_back, renew, seconds_until_next

from .conftest import Connect, ask, statuses

LEASE = 30.0


def take(connection: psycopg.Connection, worker: str = "w", lease: float = LEASE, batch: int = 50) -> Lease:
    """A claim of what waits."""
    taken = claim(connection, worker, lease, batch)
    assert taken is not None
    return taken


def games(held: Lease) -> list[int | None]:
    """The games of a claim, in the order they were taken."""
    return [request.game_id for request in held.requests]


def run_out(connection: psycopg.Connection) -> None:
    """Let every lease run out, as after the death of every worker."""
    connection.execute("update etl_queue set lease_expires_at = clock_timestamp() where status = 'processing'")


@pytest.mark.parametrize("workers", [2, 8])
def test_workers_that_claim_at_once_claim_disjointly(another: Connect, queue: psycopg.Connection, workers: int) -> None:
    for game_id in range(1, 61):
        ask(queue, game_id)

    def work(connection: psycopg.Connection) -> list[int | None]:
        taken: list[int | None] = []
        while (held := claim(connection, "w", LEASE, batch=3)) is not None:
            taken += games(held)
        return taken

    with ThreadPoolExecutor(workers) as pool:
        taken = [game for found in pool.map(work, [another() for _ in range(workers)]) for game in found]
    assert sorted(map(str, taken)) == sorted(str(game_id) for game_id in range(1, 61))


def test_games_are_taken_together_by_priority_then_by_age(queue: psycopg.Connection) -> None:
    for game_id, priority in ((1, 5), (2, 10), (3, 5), (4, 10)):
        ask(queue, game_id, priority)
    assert games(take(queue, batch=3)) == [2, 4, 1]
    assert games(take(queue, batch=3)) == [3]
    assert claim(queue, "w", LEASE) is None


def test_another_kind_of_request_is_taken_alone_and_in_its_turn(queue: psycopg.Connection) -> None:
    for game_id, operation in ((1, "process_game"), (2, "delete_game"), (3, "process_game")):
        ask(queue, game_id, operation=operation)
    assert [games(take(queue)) for _ in range(3)] == [[1], [2], [3]]


def test_nothing_of_a_game_is_taken_while_another_works_on_it(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    held = take(queue)
    ask(queue, 1)
    ask(queue, 1, operation="delete_game")
    assert claim(queue, "w", LEASE) is None
    finish(queue, held, held.ids, None)
    assert games(take(queue)) == [1]


def test_only_the_holder_of_the_lease_ends_a_request(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    dead = take(queue, "dead")
    run_out(queue)
    alive = take(queue, "alive")
    assert alive.ids == dead.ids
    assert finish(queue, dead, dead.ids, 1) == renew(queue, dead, LEASE) == 0
    assert fail(queue, dead, dead.ids, "late") == hand_back(queue, dead, dead.ids) == {}
    assert finish(queue, alive, alive.ids, 2) == 1
    assert queue.execute(
        "select status, claimed_by, build_id, takeovers, attempts, error_message from etl_queue"
    ).fetchall() == [("completed", "alive", 2, 1, 0, None)]


def test_a_lease_that_is_renewed_is_not_taken_over(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    held = take(queue)
    run_out(queue)
    assert renew(queue, held, LEASE) == 1
    assert claim(queue, "w", LEASE) is None


def test_what_fails_waits_twice_as_long_each_time_and_fails_at_last_with_its_reason(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    waits = []
    for attempt in range(1, 5):
        held = take(queue)
        assert fail(queue, held, held.ids, f"attempt {attempt}") == {"pending": 1}
        assert claim(queue, "w", LEASE) is None
        waits.append(round(seconds_until_next(queue) or 0))
        queue.execute("update etl_queue set not_before = now()")
    assert waits == [5, 10, 20, 40]
    held = take(queue)
    assert fail(queue, held, held.ids, "the last") == {"failed": 1}
    assert queue.execute(
        "select status, attempts, error_message, completed_at is not null from etl_queue"
    ).fetchall() == [("failed", 5, "the last", True)]
    assert seconds_until_next(queue) is None


def test_what_no_attempt_can_help_fails_at_once(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    held = take(queue)
    assert fail(queue, held, held.ids, "no such table", for_good=True) == {"failed": 1}


def test_what_is_to_be_left_out_is_not_taken(queue: psycopg.Connection) -> None:
    first, second = ask(queue, 1), ask(queue, 2)
    held = claim(queue, "w", LEASE, without=[first])
    assert held is not None
    assert held.ids == [second]
    assert claim(queue, "w", LEASE, without=[first]) is None


def test_what_failed_before_is_taken_alone(queue: psycopg.Connection) -> None:
    ask(queue, 1, priority=1)
    held = take(queue)
    fail(queue, held, held.ids, "bad")
    queue.execute("update etl_queue set not_before = now()")
    for game_id in (2, 3):
        ask(queue, game_id)
    assert games(take(queue)) == [2, 3]
    assert games(take(queue)) == [1]


def test_what_is_handed_back_waits_for_anybody_and_no_attempt_is_counted(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    held = take(queue)
    assert hand_back(queue, held, held.ids) == {"pending": 1}
    assert queue.execute("select attempts, claim_token, lease_expires_at from etl_queue").fetchall() == [
        (0, None, None)
    ]
    assert take(queue).ids == held.ids


@pytest.mark.parametrize("has_failed", [True, False])
def test_what_was_asked_for_again_meanwhile_goes_on_as_that_request(
    queue: psycopg.Connection, has_failed: bool
) -> None:
    ask(queue, 1)
    held = take(queue)
    again = ask(queue, 1)
    ends = fail(queue, held, held.ids, "bad") if has_failed else hand_back(queue, held, held.ids)
    assert ends == {"cancelled": 1}
    assert [status for _, status, _ in statuses(queue)] == ["cancelled", "pending"]
    assert take(queue).ids == [again]


def test_two_requests_of_one_game_that_a_dead_worker_left_are_returned_as_one(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    take(queue)
    ask(queue, 1)
    run_out(queue)
    both = take(queue)
    assert games(both) == [1, 1]
    assert hand_back(queue, both, both.ids) == {"cancelled": 1, "pending": 1}


def test_a_request_over_which_workers_keep_dying_is_taken_alone_and_at_last_has_failed(
    queue: psycopg.Connection,
) -> None:
    ask(queue, 1)
    for game_id in range(2, 4):
        ask(queue, game_id)
    queue.execute("update etl_queue set takeovers = 3 where game_id = 1")
    assert games(take(queue)) == [1]
    queue.execute("update etl_queue set takeovers = 19 where game_id = 1")
    run_out(queue)
    assert games(take(queue)) == [2, 3]
    assert queue.execute("select status, error_message from etl_queue where game_id = 1").fetchall() == [
        ("failed", "20 workers died while they held it, the last was w")
    ]


def test_the_next_look_is_when_something_may_be_taken(queue: psycopg.Connection) -> None:
    assert seconds_until_next(queue) is None
    ask(queue, 1)
    assert seconds_until_next(queue) == 0
    take(queue, lease=20)
    assert seconds_until_next(queue) == pytest.approx(20, abs=2)
