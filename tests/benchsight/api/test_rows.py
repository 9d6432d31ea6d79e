"""Rows by key over HTTP: what a tracker may write, all or nothing, and errors that name the row."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest

from benchsight.live.rest.exchange import carry_out
from benchsight.live.rest.request import Refused, make_request
from tests.benchsight.api.staged import StagedSite, staged_site

EVENTS = "/rest/v1/staging_events"
UPSERT = {"Prefer": "resolution=merge-duplicates"}
WHOLE = {"Prefer": "return=representation"}
ONE = {"Accept": "application/vnd.pgrst.object+json"}


@pytest.fixture(scope="module")
def site(server_url: str, worker_id: str) -> Iterator[StagedSite]:
    """Yield a server on a database without games."""
    with staged_site(server_url, f"rows_{worker_id}") as site:
        yield site


@pytest.fixture
def client(site: StagedSite) -> Iterator[httpx.Client]:
    """Yield a client with a tracker's key."""
    with httpx.Client(base_url=site.client.base_url, headers=site.as_("track"), timeout=30) as client:
        yield client


@pytest.fixture
def game(site: StagedSite) -> int:
    """Return a game that nothing is staged of."""
    return site.new_game()


def event(game: int, index: int, **more: Any) -> dict[str, Any]:
    return {"event_key": key(game, index), "game_id": game, "event_index": index, "event_type": "Shot"} | more


def key(game: int, index: int) -> str:
    return f"E{game}{index:05d}"


def test_rows_are_written_read_changed_and_deleted_by_key(client: httpx.Client, site: StagedSite, game: int) -> None:
    some = {"select": "event_key,puck_x,processed"}
    made = client.post(EVENTS, json=event(game, 1, puck_x=10.5), headers=WHOLE, params=some)
    assert (made.status_code, made.json()) == (201, [{"event_key": key(game, 1), "puck_x": 10.5, "processed": False}])
    several = client.post(EVENTS, json=[event(game, 2), event(game, 3, event_type="GameEnd")])
    assert (several.status_code, several.content) == (201, b"")
    queued = "select operation, priority, status, requested_by from etl_queue where game_id = %s"
    assert site.rows(queued, game) == [("process_game", 10, "pending", "benchsight_tracker")]
    second, odd = {"event_key": f"eq.{key(game, 2)}"}, 'é,")('
    changed = client.patch(EVENTS, json={"period": 2, "event_detail": odd}, params=second)
    assert (changed.status_code, changed.content) == (204, b"")
    changed = client.patch(EVENTS, json={"period": 3}, params=second | {"select": "period,event_detail"}, headers=WHOLE)
    assert (changed.status_code, changed.json()) == (200, [{"period": 3, "event_detail": odd}])
    nothing = client.patch(EVENTS, json={"period": 1}, params={"event_key": f"eq.{key(game, 9)}"}, headers=WHOLE)
    assert (nothing.status_code, nothing.json()) == (200, [])
    unread = {"game_id": f"eq.{game}", "period": "is.null", "order": "event_index.desc", "select": "event_index"}
    read = client.get(EVENTS, params=unread)
    assert (read.json(), read.headers["content-range"]) == ([{"event_index": 3}, {"event_index": 1}], "0-1/*")
    two = {"event_key": f'in.("{key(game, 1)}",{key(game, 3)})'}
    listed = client.get(EVENTS, params=two | {"limit": 1, "offset": 1, "select": "event_index"})
    assert (listed.json(), listed.headers["content-range"]) == ([{"event_index": 3}], "1-1/*")
    assert client.delete(EVENTS, params=two).status_code == 204
    left = "select event_index, period, event_detail from staging_events where game_id = %s"
    assert site.rows(left, game) == [(2, 3, odd)]
    writers = "select distinct changed_by from ops.input_changes where game_id = %s"
    assert site.rows(writers, game) == [("key 2 (track)",)]


def test_an_upsert_writes_what_it_is_given_and_repeats_without_harm(
    client: httpx.Client, site: StagedSite, game: int
) -> None:
    for _ in range(2):
        first = [event(game, 1, period=1), event(game, 2, period=1)]
        assert client.post(EVENTS, json=first, headers=UPSERT).status_code == 201
    changes = "select operation, row_count from ops.input_changes where game_id = %s"
    assert site.rows(changes, game) == [("insert", 2)]
    corrected = [event(game, 1, period=2), {"event_key": key(game, 3), "game_id": game, "event_index": 3}]
    defaults = {"Prefer": "resolution=merge-duplicates,missing=default"}
    columns = {"columns": '"event_key","game_id","event_index","event_type","period"', "on_conflict": "event_key"}
    assert client.post(EVENTS, json=corrected, headers=defaults, params=columns).status_code == 201
    ignored = {"Prefer": "resolution=ignore-duplicates"}
    assert client.post(EVENTS, json=event(game, 2, period=9), headers=ignored).status_code == 201
    staged = "select event_index, period, event_type from staging_events where game_id = %s order by 1"
    assert site.rows(staged, game) == [(1, 2, "Shot"), (2, 1, "Shot"), (3, None, None)]


@pytest.mark.parametrize(
    ("bad", "status", "code", "says"),
    [
        ({"period": 99}, 400, "23514", "staging_events_period_check"),
        ({"period": "x"}, 400, "22P02", "invalid input syntax"),
        ({"event_index": None}, 400, "23502", "null value"),
        ({"processed": True}, 403, "42501", "row-level security"),
        (None, 409, "23505", "duplicate key"),
    ],
)
def test_one_row_at_fault_leaves_none_of_its_request_and_is_named(
    client: httpx.Client, site: StagedSite, game: int, bad: dict[str, Any] | None, status: int, code: str, says: str
) -> None:
    same = {"period": 1, "processed": False}
    third = event(game, 1, **same) if bad is None else event(game, 3, **same) | bad
    answer = client.post(EVENTS, json=[event(game, 1, **same), event(game, 2, **same), third])
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["row"]) == (status, code, 2), problem
    assert says in problem["message"] and "row 2" in problem["detail"]
    assert site.rows("select count(*) from staging_events where game_id = %s", game) == [(0,)]


FEW = [event(1, 1), {"event_key": "x"}]


@pytest.mark.parametrize(
    ("method", "path", "params", "body", "status", "code"),
    [
        ("POST", "staging_events", {}, {"no_such": 1}, 400, "PGRST204"),
        ("POST", "staging_events", {}, FEW, 400, "PGRST102"),
        ("POST", "staging_events", {}, [{}], 400, "PGRST102"),
        ("POST", "staging_events", {}, [{}] * 1001, 400, "PGRST102"),
        ("POST", "staging_events", {}, [1], 422, "not_valid"),
        ("POST", "staging_players", {}, {"player_id": "P1"}, 403, "42501"),
        ("POST", "fact_events", {}, {"event_id": "1"}, 404, "PGRST205"),
        ("PATCH", "staging_events", {}, {"period": 1}, 400, "21000"),
        ("PATCH", "staging_events", {"event_index": "gte.0"}, {"period": 1}, 400, "21000"),
        ("PATCH", "staging_events", {"game_id": "eq.1"}, {}, 400, "PGRST102"),
        ("PATCH", "staging_events", {"game_id": "eq.1"}, {"processed": True}, 403, "42501"),
        ("PATCH", "staging_events", {"game_id": "eq.1"}, {"no_such": 1}, 400, "PGRST204"),
        ("DELETE", "staging_events", {"event_key": "neq.x"}, None, 400, "21000"),
        ("DELETE", "staging_events", {"event_key": "is.null"}, None, 400, "21000"),
        ("DELETE", "etl_queue", {"game_id": "eq.1"}, None, 403, "42501"),
        ("GET", "load_history", {}, None, 403, "42501"),
        ("GET", "game_inputs", {}, None, 404, "PGRST205"),
        ("GET", "staging_events", {"select": "raw->x"}, None, 400, "PGRST100"),
        ("GET", "staging_events", {"select": "nothing"}, None, 400, "42703"),
        ("GET", "staging_events", {"period": "like.1"}, None, 400, "PGRST100"),
        ("GET", "staging_events", {"period": "eq.one"}, None, 400, "22P02"),
        ("GET", "staging_events", {"event_key": 'in.("a)'}, None, 400, "PGRST100"),
        ("GET", "staging_events", {"event_key": "eq.\x00"}, None, 400, "22021"),
        ("GET", "staging_events", {"order": "period; drop table x"}, None, 400, "PGRST100"),
    ],
)
def test_what_is_refused_says_why(
    client: httpx.Client, method: str, path: str, params: dict[str, str], body: Any, status: int, code: str
) -> None:
    answer = client.request(method, f"/rest/v1/{path}", params=params, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["message"] == answer.json()["detail"]


def test_one_object_is_one_row_or_nothing_happens(client: httpx.Client, site: StagedSite, game: int) -> None:
    client.post(EVENTS, json=[event(game, 1), event(game, 2)])
    one = client.get(EVENTS, params={"event_key": f"eq.{key(game, 1)}", "select": "event_index"}, headers=ONE)
    assert one.json() == {"event_index": 1}
    several = client.delete(EVENTS, params={"game_id": f"eq.{game}"}, headers=ONE | WHOLE)
    assert (several.status_code, several.json()["code"]) == (406, "PGRST116")
    assert site.rows("select count(*) from staging_events where game_id = %s", game) == [(2,)]


def test_two_trackers_write_one_row_at_once_and_it_is_there_once(
    client: httpx.Client, site: StagedSite, game: int
) -> None:
    with ThreadPoolExecutor(2) as pool, psycopg.connect(site.url) as holding:
        holding.execute("lock table staging_events in exclusive mode")  # both wait for the end of this transaction
        answers = [
            pool.submit(client.post, EVENTS, json=event(game, 1, period=period), headers=UPSERT) for period in (1, 2)
        ]
        waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'relation'"
        deadline = time.monotonic() + 60
        while site.rows(waiting) != [(2,)]:
            assert time.monotonic() < deadline
        holding.rollback()
        assert [answer.result().status_code for answer in answers] == [201, 201]
    assert site.rows("select count(*) from staging_events where game_id = %s", game) == [(1,)]
    history = "select operation, row_count from ops.input_changes where game_id = %s order by change_id"
    assert site.rows(history, game) == [("insert", 1), ("update", 1)]


def test_only_a_key_of_scope_track_writes_rows(site: StagedSite, game: int) -> None:
    for scope in ("read", "load"):
        answer = site.client.post(EVENTS, json=event(game, 1), headers=site.as_(scope))
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert site.client.post(EVENTS, json=event(game, 1), headers=site.as_("admin")).status_code == 201


def test_an_administrators_key_writes_rows_with_the_trackers_rights_alone(site: StagedSite) -> None:
    answer = site.client.post("/rest/v1/staging_players", json={"player_id": "P1"}, headers=site.as_("admin"))
    assert (answer.status_code, answer.json()["code"]) == (403, "42501")


def test_a_login_that_may_not_act_as_the_tracker_keeps_writes_waiting(site: StagedSite, game: int) -> None:
    with psycopg.connect(site.url, autocommit=True) as connection, connection.transaction(force_rollback=True):
        connection.execute("create role stranded")
        connection.execute("set local session authorization stranded")
        with pytest.raises(Refused, match="run `grant benchsight_tracker to") as refused:
            carry_out(connection, make_request("POST", "staging_events", [], rows=[event(game, 1)]), "rink")
    assert refused.value.status == 503  # the tracker's client tries again
