"""`benchsight queue`: what a person sees of the queue and may do with it."""

import json
from datetime import timedelta

import psycopg
import pytest

from benchsight.cli.main import run
from benchsight.cli.screens.queue import show_queue
from benchsight.live.queue.errors import QueueError
from benchsight.live.queue.lease import claim, fail, finish
from benchsight.live.queue.requests import cancel, enqueue_game, read_queue, read_request, retry
from benchsight.terminal.text import span

from .conftest import ask, statuses


def end(connection: psycopg.Connection, error: str | None = None) -> None:
    """Take what comes first, and end it."""
    held = claim(connection, "w", 30, batch=1)
    assert held is not None
    if error is None:
        finish(connection, held, held.ids, 1)
    else:
        fail(connection, held, held.ids, error, for_good=True)


@pytest.fixture
def busy(queue: psycopg.Connection) -> psycopg.Connection:
    """A queue with a request of each status: games 1 to 4 are done, failed, worked on and waiting."""
    for game_id in range(1, 5):
        ask(queue, game_id, priority=10 - game_id)
    end(queue)
    end(queue, "bad\nluck")
    assert claim(queue, "host:1", 30, batch=1) is not None
    return queue


def test_it_lists_what_is_worked_on_then_what_waits_then_what_failed(busy: psycopg.Connection) -> None:
    assert [(r.game_id, r.status) for r in read_queue(busy)] == [(3, "processing"), (4, "pending"), (2, "failed")]
    assert [r.game_id for r in read_queue(busy, everything=True)] == [3, 4, 2, 1]
    busy.execute("update etl_queue set completed_at = now() - interval '2 days' where game_id = 2")
    assert [r.game_id for r in read_queue(busy)] == [3, 4]


def test_what_failed_is_requested_again_when_tried_again(busy: psycopg.Connection) -> None:
    failed = read_queue(busy)[-1]
    again = retry(busy, failed.id)
    assert again > failed.id
    assert (read_request(busy, again).game_id, read_request(busy, again).priority) == (2, failed.priority)
    assert retry(busy, failed.id) == again


def test_what_waits_for_its_next_attempt_is_tried_at_once(queue: psycopg.Connection) -> None:
    ask(queue, 1)
    held = claim(queue, "w", 30)
    assert held is not None
    fail(queue, held, held.ids, "bad")
    assert read_request(queue, held.ids[0]).not_before > read_request(queue, held.ids[0]).requested_at
    assert retry(queue, held.ids[0]) == held.ids[0]
    assert claim(queue, "w", 30) is not None


def test_only_pending_requests_are_cancelled(busy: psycopg.Connection) -> None:
    working, waiting, _ = read_queue(busy)
    cancel(busy, waiting.id)
    assert statuses(busy)[-1] == (4, "cancelled", 6)
    with pytest.raises(QueueError, match=f"request {working.id} is processing: only a pending one"):
        cancel(busy, working.id)
    with pytest.raises(QueueError, match="is processing: there is nothing to try again"):
        retry(busy, working.id)
    with pytest.raises(QueueError, match="there is no request 999"):
        cancel(busy, 999)


def test_a_game_can_be_added(queue: psycopg.Connection) -> None:
    assert enqueue_game(queue, 7, 3) == enqueue_game(queue, 7, 8)
    assert statuses(queue) == [(7, "pending", 8)]


def test_the_command_shows_adds_and_calls_off(
    busy: psycopg.Connection,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    assert run(["queue", "--add", "9", "--priority", "7", "--json"]) == 0
    added = json.loads(capsys.readouterr().out)
    assert (added["game_id"], added["priority"], added["status"]) == (9, 7, "pending")
    assert run(["queue", "--cancel", str(added["id"])]) == 0
    assert capsys.readouterr().out.startswith(f"request {added['id']}: cancelled\n")
    assert run(["queue", "--json"]) == 0
    assert [request["game_id"] for request in json.loads(capsys.readouterr().out)] == [3, 4, 2]
    assert run(["queue"]) == 0
    shown = capsys.readouterr().out
    assert "host:1" in shown
    assert ": bad luck\n" in shown
    assert "\n1 processing, 1 pending, 1 failed\n" in shown
    assert shown.splitlines()[-1].startswith("next: benchsight queue --retry 2 ")
    assert run(["queue", "--cancel", "999"]) == 1
    assert run(["queue", "--cancel", "1", "--retry", "1"]) == 2


def test_an_empty_queue_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show_queue([])
    assert capsys.readouterr().out.splitlines() == [
        "Nothing waits, nothing is worked on, and nothing failed within a day.",
        "next: benchsight queue --add GAME  asks for a game (`benchsight games` lists them); --all: what was",
    ]


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=0.44), "0.4 s"),
        (timedelta(seconds=42), "42 s"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_lengths_of_time_are_told_in_their_largest_unit(length: timedelta, text: str) -> None:
    assert span(length.total_seconds()) == text
