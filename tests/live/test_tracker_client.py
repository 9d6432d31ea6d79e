"""live/static/tracker-client.js with the real supabase-js: what a tracker writes arrives, once and in order."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import OpenPage, Page
from .keys import key_of
from .postgrest_stand_in import PostgrestStandIn

Rows = Callable[[str], list[tuple[Any, ...]]]
GAME = 18969
EVENTS = "select event_index, event_type, event_detail from staging_events order by event_index"


def event(index: int, **more: Any) -> dict[str, Any]:
    """An event as a tracker notes it."""
    return {
        "game_id": GAME,
        "event_index": index,
        "period": 1,
        "event_start_seconds": 1200 - index,
        "event_type": "Shot",
        "event_detail": "Shot_OnNetSaved",
        "event_team": "home",
        "event_team_player_1": 7,
    } | more


def shift(index: int, **more: Any) -> dict[str, Any]:
    """A stint as a tracker notes it."""
    return {"game_id": GAME, "shift_index": index, "period": 1, "shift_start_seconds": 1200, "home_1": 7} | more


def test_a_game_written_through_the_client_is_staged_and_queued_at_its_end(open_either: OpenPage, rows: Rows) -> None:
    page = open_either()
    assert page.call("createShift", shift(1)) == "S1896900001"
    for index in range(1, 131):
        assert page.call("createEvent", event(index)) == f"E18969{index:05d}"
    page.call("updateEvent", "E1896900003", {"event_type": "Goal", "event_detail": "Goal_Scored"})
    page.call("deleteEvent", "E1896900004")
    page.call("updateShift", "S1896900001", {"shift_end_seconds": 1130, "away_goalie": 30})
    page.call("createShift", shift(2))
    page.call("deleteShift", "S1896900002")
    assert page.call("endGame", GAME, {"event_index": 131, "period": 3, "event_start_seconds": 0}) == "E1896900131"
    page.wait_until_sent()

    staged = rows(EVENTS)
    assert len(staged) == 130 and staged[2] == (3, "Goal", "Goal_Scored") and staged[3][0] == 5
    assert staged[-1] == (131, "GameEnd", None)
    assert rows("select shift_key, shift_end_seconds, home_1, away_goalie, processed from staging_shifts") == [
        ("S1896900001", 1130, 7, 30, False)
    ]
    assert rows("select game_id, operation, priority, status, requested_by from etl_queue") == [
        (GAME, "process_game", 10, "pending", "benchsight_tracker")
    ]
    assert page.get("status") == {"pending": 0, "rejected": 0, "sending": False, "online": True, "lastError": None}


def test_what_was_pending_at_a_reload_is_sent_by_the_next_page_in_its_order(
    open_page: OpenPage, stand_in: PostgrestStandIn, rows: Rows
) -> None:
    stand_in.stop()
    page = open_page()
    page.call("createEvent", event(1))
    page.call("updateEvent", "E1896900001", {"event_type": "Pass", "event_detail": None})
    page.call("deleteEvent", "E1896900001")
    page.call("createEvent", event(1, event_type="Goal"))
    page.call("createEvent", event(2))
    assert page.wait_until(lambda status: status["lastError"] is not None)["online"] is False
    page.close()

    stand_in.start()
    reloaded = open_page()
    assert reloaded.get("status")["pending"] + len(rows(EVENTS)) > 0
    reloaded.wait_until_sent()
    assert [row[:2] for row in rows(EVENTS)] == [(1, "Goal"), (2, "Shot")]
    assert stand_in.requests == [f"{method} staging_events" for method in ("POST", "PATCH", "DELETE", "POST")]


def test_the_client_goes_on_by_itself_when_the_server_is_back(
    open_page: OpenPage, stand_in: PostgrestStandIn, rows: Rows
) -> None:
    page = open_page()
    page.call("createEvent", event(1))
    page.wait_until_sent()
    stand_in.stop()
    for index in (2, 3):
        page.call("createEvent", event(index))
    page.wait_until(lambda status: not status["online"] and status["pending"] == 2)
    stand_in.start()
    page.wait_until_sent()
    assert [row[0] for row in rows(EVENTS)] == [1, 2, 3]
    assert page.get("status")["lastError"] is None
    assert {status["online"] for status in page.tell("statuses")} == {True, False}


def test_the_browsers_online_event_ends_the_wait(open_page: OpenPage, stand_in: PostgrestStandIn) -> None:
    stand_in.refuse = 1
    page = open_page(firstDelay=3_600_000, longestDelay=3_600_000)
    page.call("createEvent", event(1))
    waiting = page.wait_until(lambda status: status["lastError"] is not None and not status["sending"])
    assert (waiting["pending"], waiting["lastError"]) == (1, "no database")
    page.tell("online")
    page.wait_until_sent()


def test_a_lost_answer_makes_no_second_row_and_no_second_change(
    open_page: OpenPage, stand_in: PostgrestStandIn, rows: Rows
) -> None:
    stand_in.lose_answers = 3
    page = open_page()
    page.call("createEvent", event(1))
    page.wait_until_sent()
    stand_in.lose_answers = 2
    page.call("updateEvent", "E1896900001", {"period": 2})
    page.wait_until_sent()
    stand_in.lose_answers = 2
    page.call("endGame", GAME, {"event_index": 2})
    page.wait_until_sent()
    assert len(stand_in.requests) == 4 + 3 + 3
    assert [row[:2] for row in rows(EVENTS)] == [(1, "Shot"), (2, "GameEnd")]
    # Three changes of the input, whatever was repeated; one request for a build.
    assert rows("select operation, row_count from ops.input_changes where game_id = 18969 order by change_id") == [
        ("insert", 1),
        ("update", 1),
        ("insert", 1),
    ]
    assert rows("select count(*) from etl_queue") == [(1,)]


def test_a_row_that_is_refused_for_good_is_shown_and_the_rest_goes_on(
    open_page: OpenPage, stand_in: PostgrestStandIn, rows: Rows
) -> None:
    stand_in.stop()
    page = open_page()
    page.call("createEvent", event(1))
    page.call("createEvent", event(2, event_team="both"))
    page.call("createEvent", event(3))
    page.call("updateEvent", "E1896900002", {"event_type": "Pass"})
    page.call("createEvent", event(4, no_such_column=1))
    page.call("updateEvent", "E1896900003", {"processed": True})
    page.call("endGame", GAME, {"event_index": 5})
    stand_in.start()
    page.wait_until_sent()

    assert [row[0] for row in rows(EVENTS)] == [1, 3, 5]
    assert rows("select count(*) from etl_queue") == [(1,)]
    rejected = page.get("rejected")
    assert [(write["verb"], write["key"], write["code"]) for write in rejected] == [
        ("create", "E1896900002", "23514"),
        ("update", "E1896900002", "NO_ROW"),
        ("create", "E1896900004", "PGRST204"),
        ("update", "E1896900003", "42501"),
    ]
    assert "event_team" in rejected[0]["message"]

    page.call("retryRejected", rejected[0]["id"], {"event_team": "away"})
    page.call("retryRejected", rejected[1]["id"])
    for write in rejected[2:]:
        page.call("dismissRejected", write["id"])
    page.wait_until_sent()
    assert rows("select event_type, event_team from staging_events where event_index = 2") == [("Pass", "away")]
    assert page.get("rejected") == []


def test_rejected_writes_survive_a_reload(open_either: OpenPage) -> None:
    page = open_either()
    page.call("createEvent", event(1, period=99))
    page.wait_until_sent()
    page.close()
    assert [write["key"] for write in open_either().get("rejected")] == ["E1896900001"]


def test_two_tabs_send_each_write_once(open_page: OpenPage, stand_in: PostgrestStandIn, rows: Rows) -> None:
    stand_in.stop()
    page = open_page(batchSize=1)
    page.tell("open")
    for index in range(1, 21):
        page.call("createEvent", event(index), tab=index % 2)
    stand_in.start()
    page.wait_until_sent()
    assert [row[0] for row in rows(EVENTS)] == list(range(1, 21))
    assert len(stand_in.requests) == 20
    assert page.get("status", tab=1)["pending"] == 0


def test_batches_are_bounded_and_hold_a_key_once(open_page: OpenPage, stand_in: PostgrestStandIn, rows: Rows) -> None:
    stand_in.stop()
    page = open_page(batchSize=10)
    for index in range(1, 26):
        page.call("createEvent", event(index))
    page.call("createEvent", event(25, event_type="Save", event_detail=None))
    stand_in.start()
    page.wait_until_sent()
    assert len(stand_in.requests) == 4
    assert rows(EVENTS)[-1] == (25, "Save", None)


def test_a_key_that_is_not_accepted_keeps_the_writes(open_page: OpenPage, rows: Rows) -> None:
    forged = open_page(key=key_of("benchsight_tracker", secret=b"another secret of more than thirty-two bytes"))
    forged.call("createEvent", event(1))
    forged.wait_until(lambda status: status["lastError"] == "JWSError JWSInvalidSignature")
    forged.close()
    expired = open_page(key=key_of("benchsight_tracker", exp=1))
    expired.wait_until(lambda status: status["lastError"] == "JWT expired" and status["pending"] == 1)
    expired.close()
    page = open_page()
    page.wait_until_sent()
    assert [row[0] for row in rows(EVENTS)] == [1]


def test_what_is_no_key_is_told_to_the_caller(open_page: OpenPage) -> None:
    page = open_page()
    for method, row in (("createEvent", {"event_index": 1}), ("createShift", {"game_id": GAME, "shift_index": "x"})):
        with pytest.raises(AssertionError, match="whole numbers"):
            page.call(method, row)
    assert page.get("pending") == []


def test_a_closed_tracker_sends_nothing_more(open_page: OpenPage, stand_in: PostgrestStandIn) -> None:
    page = open_page()
    page.call("close")
    page.call("createEvent", event(1))
    page.call("flush")
    assert page.get("status")["pending"] == 1 and stand_in.requests == []


def written_by_seed(page: Page) -> dict[str, Any]:
    """The tracker's own insert code without the client: created_at, processed, one row."""
    row = event(1, event_key="E1896900001", created_at="2026-11-20T19:00:00Z", processed=False)
    return page.supabase("staging_events", ["insert", row])


def test_trackers_that_use_supabase_js_directly_can_write_read_and_queue(open_either: OpenPage, rows: Rows) -> None:
    page = open_either()
    assert written_by_seed(page) == {"data": None, "error": None, "status": 201}
    updated = page.supabase("staging_events", ["update", {"period": 2}], ["eq", "event_key", "E1896900001"])
    assert updated["status"] == 204
    read = page.supabase("staging_events", ["select", "event_key,period"], ["order", "event_index"], ["limit", 5])
    assert read["data"] == [{"event_key": "E1896900001", "period": 2}]
    queued = page.supabase("etl_queue", ["insert", {"game_id": GAME, "status": "pending"}], ["select"])
    assert queued["data"][0]["game_id"] == GAME
    assert page.supabase("game_status", ["select", "game_id,is_queued"])["data"] == [
        {"game_id": GAME, "is_queued": True}
    ]
    deleted = page.supabase("staging_events", ["delete"], ["eq", "event_key", "E1896900001"])
    assert deleted["status"] == 204 and rows(EVENTS) == []


FORBIDDEN: list[tuple[str, list[list[Any]]]] = [
    ("staging_events", [["insert", {"event_key": "E100001", "game_id": 1, "event_index": 1, "processed": True}]]),
    ("staging_events", [["update", {"processed": True}], ["eq", "game_id", GAME]]),
    ("staging_events", [["update", {"updated_at": "2026-11-20"}], ["eq", "game_id", GAME]]),
    ("staging_events", [["update", {"content_hash": "x"}], ["eq", "game_id", GAME]]),
    ("staging_events", [["update", {"written_xid": "1"}], ["eq", "game_id", GAME]]),
    ("staging_events", [["update", {"load_id": None}], ["eq", "game_id", GAME]]),
    ("staging_players", [["select"]]),
    ("staging_games", [["insert", {"game_id": 1}]]),
    ("load_history", [["select"]]),
    ("alerts", [["select"]]),
    ("etl_queue", [["update", {"status": "completed"}], ["eq", "game_id", 1]]),
    ("etl_queue", [["insert", {"game_id": 1, "operation": "delete_game"}]]),
    ("etl_queue", [["insert", {"game_id": 1, "priority": 100}]]),
]


def test_what_is_not_a_trackers_to_do_is_forbidden(open_either: OpenPage) -> None:
    page = open_either()
    assert written_by_seed(page)["error"] is None
    for table, chain in FORBIDDEN:
        answer = page.supabase(table, *chain)
        assert (answer["status"], answer["error"]["code"]) == (403, "42501"), chain


def test_a_tracker_calls_no_function_of_the_administrator(open_page: OpenPage) -> None:
    answer = open_page().supabase("rpc", ["rpc", "delete_game", {"p_game_id": 1}])
    assert (answer["status"], answer["error"]["code"]) == (403, "42501")


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_a_dashboards_key_neither_reads_nor_writes_what_is_staged(open_page: OpenPage, rows: Rows, role: str) -> None:
    page = open_page(role)
    refused = 401 if role == "anon" else 403
    assert written_by_seed(page)["status"] == refused
    assert page.supabase("staging_shifts", ["select"])["status"] == refused
    assert page.supabase("etl_queue", ["insert", {"game_id": 1}])["status"] == refused
    assert rows(EVENTS) == []


def test_the_books_of_the_database_are_not_served_at_all(open_either: OpenPage) -> None:
    assert open_either().supabase("game_inputs", ["select"])["error"]["code"] == "PGRST205"
