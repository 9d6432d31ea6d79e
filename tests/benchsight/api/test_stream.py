"""Event stream: what is sent, to whom, in which order, and what happens to slow, late and foreign readers."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from websockets.exceptions import InvalidStatus

from benchsight.api.app import create_app
from benchsight.api.database import Database
from benchsight.api.keys import Scope, create_key, revoke_key
from benchsight.api.settings import ApiSettings, load_api_settings
from benchsight.api.streams.hub import Hub
from benchsight.api.streams.log import PAGE_ROWS, Place
from benchsight.api.streams.readers import Reader, StreamEvent, Wanted
from tests.benchsight.api.relay import relay
from tests.benchsight.api.serving import serving
from tests.benchsight.api.streaming import Event, events, following, web_socket
from tests.benchsight.builds.league import REPOSITORY, LeagueSite, copy_of

MANY_LARGE = """
    select ops.note_stream('game', jsonb_build_object('pad', repeat('x', 50000))) from generate_series(1, 64)
"""
# as number_stream does with older ones
FORGET = "delete from ops.stream_events where position < (select position from ops.stream_head) - 1"
POSITIONS = "select game_id, position from ops.stream_events order by position"


@pytest.fixture(scope="module")
def settings() -> ApiSettings:
    """Return settings without keys."""
    return load_api_settings(REPOSITORY, environ={})


@pytest.fixture
def writer(database_url: str) -> Iterator[psycopg.Connection]:
    """Yield an autocommit connection with the rights of a tracker."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("set role benchsight_tracker")
        yield connection


@pytest.fixture
def owner(connection: psycopg.Connection) -> psycopg.Connection:
    """Return an autocommit connection of the owner."""
    connection.autocommit = True
    return connection


@pytest.fixture(scope="module")
def shared_url(server_url: str, worker_id: str) -> str:
    """Return the URL of a database for tests that need no server of their own."""
    return copy_of(server_url, f"stream_{worker_id}", "benchsight_template")


@pytest.fixture(scope="module")
def client(shared_url: str, settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server on the shared database."""
    with serving(create_app(shared_url, settings)) as client:
        yield client


@pytest.fixture
def admin(shared_url: str) -> Iterator[psycopg.Connection]:
    """Yield an autocommit connection of the owner to the shared database, in which nothing is staged."""
    with psycopg.connect(shared_url, autocommit=True) as connection:
        with connection.transaction():
            connection.execute(f"set local benchsight.load_id = '{UUID(int=1)}'")  # adds no message
            connection.execute("delete from staging_events")
        yield connection


@pytest.fixture
def tracker(admin: psycopg.Connection, shared_url: str) -> Iterator[psycopg.Connection]:
    """Yield an autocommit connection to the shared database with the rights of a tracker."""
    with psycopg.connect(shared_url, autocommit=True) as connection:
        connection.execute("set role benchsight_tracker")
        yield connection


def stage(connection: psycopg.Connection, game: int, *indexes: int) -> None:
    """Stage events as a tracker does, in one statement."""
    values = ", ".join(f"('E{game}{index:05d}', {game}, {index})" for index in indexes)
    connection.execute(f"insert into staging_events (event_key, game_id, event_index) values {values}".encode())


def keys_of(found: Iterator[Event], count: int) -> list[str]:
    """Return the keys of the next game events."""
    games = (event for event in found if event.event == "game")
    return [key for _ in range(count) for key in next(games).data["keys"]]


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for a condition that stays once it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_staged_event_is_seen_by_who_follows_its_game(client: httpx.Client, tracker: psycopg.Connection) -> None:
    with following(client, "?topic=game&game_id=2") as found:
        assert next(found).event == "ready"
        stage(tracker, 1, 1)
        stage(tracker, 2, 1, 2)
        seen = next(found)
        assert (seen.event, seen.data) == (
            "game",
            {
                "change": "staged",
                "table": "staging_events",
                "op": "insert",
                "game_id": 2,
                "count": 2,
                "keys": ["E200001", "E200002"],
            },
        )


def test_a_build_tells_which_games_it_published(client: httpx.Client, admin: psycopg.Connection) -> None:
    with following(client) as found:
        assert next(found).event == "ready"
        run = "insert into ops.build_runs (code_version, input_snapshot, game_count) values ('c', '1:1:', 2)"
        row = admin.execute(f"{run} returning build_id".encode()).fetchone()
        assert row is not None
        with admin.transaction():
            admin.execute(
                "insert into ops.game_builds values (7, now(), %(build)s, 1, 'c'), (8, now(), %(build)s, 0, 'c')",
                {"build": row[0]},
            )
            admin.execute("update ops.build_runs set status = 'completed', completed_at = now()")
        published, fresh = next(found), next(found)
        assert published.data == {"change": "published", "game_id": 7, "build_id": row[0]}
        assert fresh.event == "freshness" and fresh.data["status"] == "completed"


def test_the_build_of_a_league_told_of_its_games(site: LeagueSite) -> None:
    told = site.rows(
        "select topic, data ->> 'change', game_id, data ->> 'status' from ops.stream_events order by event_id"
    )
    assert told == [
        *(("game", "published", game, None) for game in (900001, 900002, 900003)),
        ("freshness", None, None, "completed"),
    ]


def test_what_was_missed_is_caught_up_and_filtered(client: httpx.Client, tracker: psycopg.Connection) -> None:
    with following(client) as found:
        began = next(found).id
        stage(tracker, 1, 1)
        first = next(found)
    for index in range(2, 2 * PAGE_ROWS):
        stage(tracker, index % 2 + 1, index)
    with following(client, last=first.id) as found:
        assert keys_of(found, 2 * PAGE_ROWS - 3) == [f"E{i % 2 + 1}{i:05d}" for i in range(2, 2 * PAGE_ROWS - 1)]
        last = next(event for event in found if event.event == "game")
        stage(tracker, 1, 500)
        assert keys_of(found, 1) == ["E100500"]
    with following(client, f"?game_id=1&last_event_id={began}") as found:
        assert keys_of(found, 3) == ["E100001", "E100002", "E100004"]
    with following(client, last=last.id) as found:
        assert next(found).data["keys"] == ["E100500"]
        assert next(found).event == "ready"


@pytest.mark.parametrize("last", ["nonsense", "00000000-1", "{epoch}-999", "{epoch}-1"])
def test_a_catch_up_that_is_not_possible_says_so(
    client: httpx.Client, tracker: psycopg.Connection, admin: psycopg.Connection, last: str
) -> None:
    with following(client) as found:
        began = next(found).id
        assert began is not None
        for index in range(1, 5):
            stage(tracker, 1, index)
        keys_of(found, 4)
    admin.execute(FORGET)
    with following(client, last=last.format(epoch=began.split("-")[0])) as found:
        assert [next(found).event, next(found).event] == ["reset", "ready"]
        stage(tracker, 1, 9)
        assert keys_of(found, 1) == ["E100009"]


def test_positions_follow_the_order_of_commits(database_url: str, owner: psycopg.Connection) -> None:
    with psycopg.connect(database_url) as slow:
        stage(slow, 1, 1)
        stage(owner, 2, 1)
        owner.execute("select ops.number_stream()")
        assert owner.execute(POSITIONS).fetchall() == [(2, 1)]
        slow.commit()
    stage(owner, 3, 1)
    owner.execute("select ops.number_stream()")
    assert owner.execute(POSITIONS).fetchall() == [(2, 1), (1, 2), (3, 3)]


def test_two_servers_that_number_at_once_give_each_position_once(database_url: str, owner: psycopg.Connection) -> None:
    with psycopg.connect(database_url) as first, psycopg.connect(database_url, autocommit=True) as second:
        stage(owner, 1, 1)
        first.execute("select ops.number_stream()")  # holds the lock until it commits
        stage(owner, 2, 1)
        numbering = threading.Thread(target=second.execute, args=("select ops.number_stream()",))
        numbering.start()
        blocked = "select count(*) from pg_locks where pid = %s and not granted"
        until(lambda: owner.execute(blocked, (second.info.backend_pid,)).fetchone() == (1,))
        first.commit()
        numbering.join(20)
    assert owner.execute(POSITIONS).fetchall() == [(1, 1), (2, 2)]


def test_two_servers_send_the_same_to_all_their_readers_over_one_connection_each(
    database_url: str, settings: ApiSettings, writer: psycopg.Connection, owner: psycopg.Connection
) -> None:
    with (
        serving(create_app(database_url, settings)) as first,
        serving(create_app(database_url, settings)) as second,
        following(first) as one,
        following(first) as two,
        following(second) as three,
    ):
        assert {next(found).event for found in (one, two, three)} == {"ready"}
        for index in range(1, 21):
            stage(writer if index % 2 else owner, index, index)
        seen = [
            [(event.id, event.data["game_id"]) for event in (next(found) for _ in range(20))]
            for found in (one, two, three)
        ]
        assert seen[0] == seen[1] == seen[2]
        assert [game for _, game in seen[0]] == list(range(1, 21))
        listening = "select count(*) from pg_stat_activity where datname = current_database() and application_name = %s"
        assert owner.execute(listening, ("benchsight api stream",)).fetchone() == (2,)


def test_a_server_that_is_behind_the_readers_last_one_sends_nothing_twice(
    database_url: str, settings: ApiSettings, writer: psycopg.Connection
) -> None:
    app = create_app(database_url, settings)
    with serving(app) as client:
        with following(client) as found:
            began = next(found).id
            for index in range(1, 4):
                stage(writer, 1, index)
            last = [next(found).id for _ in range(3)][-1]
        app.state.services.stream._place = Place.read(str(began))
        with following(client, last=last) as found:
            ready = next(found)
            assert (ready.event, ready.id) == ("ready", last)
            stage(writer, 1, 4)
            assert keys_of(found, 1) == ["E100004"]


def test_a_new_log_resets_its_readers(
    client: httpx.Client, tracker: psycopg.Connection, admin: psycopg.Connection
) -> None:
    with following(client) as found:
        assert next(found).event == "ready"
        stage(tracker, 1, 1)
        last = next(found).id
    with following(client, last=last) as found:
        assert next(found).event == "ready"
        with admin.transaction():
            admin.execute("delete from ops.stream_events")
            admin.execute("update ops.stream_head set epoch = gen_random_uuid(), position = 0")
            admin.execute("notify benchsight_live")
        reset = next(found)
        assert reset.event == "reset" and reset.id is not None and reset.id.endswith("-0")
        stage(tracker, 1, 2)
        assert keys_of(found, 1) == ["E100002"]


def test_the_log_keeps_its_latest_messages(owner: psycopg.Connection) -> None:
    for index in range(1, 6):
        stage(owner, index, 1)
    owner.execute("select ops.number_stream(2)")
    assert owner.execute(POSITIONS).fetchall() == [(4, 4), (5, 5)]


def test_without_a_server_the_log_stays_bounded_and_tells_that_it_dropped(owner: psycopg.Connection) -> None:
    owner.execute("select ops.note_stream('game', '{}') from generate_series(1, 100)")
    owner.execute("select setval(pg_get_serial_sequence('ops.stream_events', 'event_id'), 20999)")
    owner.execute("select ops.note_stream('game', '{}') from generate_series(1, 2)")
    rows = owner.execute("select topic, count(*) from ops.stream_events group by topic order by topic").fetchall()
    assert rows == [("game", 2), ("reset", 1)]


def test_a_message_that_cannot_be_kept_costs_no_write(writer: psycopg.Connection, owner: psycopg.Connection) -> None:
    owner.execute("alter table ops.stream_events add check (topic <> 'game')")
    stage(writer, 1, 1)
    assert owner.execute("select count(*) from staging_events").fetchone() == (1,)
    assert owner.execute("select count(*) from ops.stream_events").fetchone() == (0,)


def test_a_load_of_files_adds_no_message(owner: psycopg.Connection) -> None:
    owner.execute("select set_config('benchsight.load_id', 'f0c2a0e4-0000-4000-8000-000000000000', false)")
    stage(owner, 1, 1)
    owner.execute(
        "insert into load_history (load_id, table_name, operation, scope, game_id, started_at, status)"
        " values (gen_random_uuid(), 'staging_events', 'upsert', 'game', 1, now(), 'completed')"
    )
    assert owner.execute("select count(*) from ops.stream_events").fetchone() == (0,)


def test_a_reader_without_room_is_ended_and_holds_one_event() -> None:
    reader = Reader(Wanted(), PAGE_ROWS)
    assert reader.room.is_set()
    for index in range(PAGE_ROWS):
        reader.add(StreamEvent("game", {}, str(index)))
    assert not reader.room.is_set()
    reader.add(StreamEvent("game", {}, "one too many"))
    reader.add(StreamEvent("game", {}, "after its end"))
    assert [event.data["reason"] for event in reader._waiting] == ["slow"]


def test_only_readers_that_leave_no_room_are_ended(settings: ApiSettings) -> None:
    hub = Hub(Database("postgresql://nobody@127.0.0.1:1/nothing", settings), replace(settings, stream_patience=0.01))
    full, half, late = (Reader(Wanted(), 2 * PAGE_ROWS) for _ in range(3))
    hub._readers |= {full, half, late}
    for reader, count in ((full, 2 * PAGE_ROWS), (half, PAGE_ROWS), (late, PAGE_ROWS + 1)):
        for _ in range(count):
            reader.add(StreamEvent("game", {}))

    async def make_room() -> None:
        await late.take(1)  # as it does while the hub waits
        await hub._make_room()

    asyncio.run(make_room())
    assert [reader._has_ended for reader in (full, half, late)] == [True, False, False]


def test_a_reader_that_takes_nothing_is_disconnected_and_told(
    database_url: str, settings: ApiSettings, owner: psycopg.Connection
) -> None:
    app = create_app(database_url, replace(settings, stream_queue=PAGE_ROWS, stream_patience=0.2))
    with socket.socket() as slow, socket.socket() as stuck:
        with serving(app) as client:
            stream = app.state.services.stream
            for each in (slow, stuck):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                each.connect((client.base_url.host, client.base_url.port))
                each.sendall(b"GET /api/live/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            until(lambda: stream.readers == 2)
            readers, sent = list(stream._readers), 0
            while not all(reader._has_ended for reader in readers):
                owner.execute(MANY_LARGE)
                owner.execute("notify benchsight_live")
                sent += 64
                until(partial(has_sent, stream, sent))
            slow.settimeout(60)
            content = b""
            while b"event: end" not in content[-2000:]:
                content = content[-10000:] + (received := slow.recv(2**20))
                assert received
            (last,) = [event for event in events(iter(lines_after(content, "event: end"))) if event.event == "end"]
            assert last.data["reason"] == "slow" and "Last-Event-ID" in last.data["detail"] and last.id is None
            began = time.monotonic()
        assert time.monotonic() - began < 15  # a client that reads nothing does not hold up the server's end


def has_sent(stream: Hub, position: int) -> bool:
    return stream._place is not None and stream._place.position >= position


def lines_after(content: bytes, start: str) -> list[str]:
    text = content.decode(errors="replace")
    return [line.strip() for line in text[text.index(start) :].splitlines()]


def test_a_lost_listener_connects_again_and_catches_up(
    database_url: str, settings: ApiSettings, writer: psycopg.Connection
) -> None:
    parts = conninfo_to_dict(database_url)
    with relay(str(parts["host"]), int(str(parts["port"]))) as between:
        url = database_url.replace(f":{parts['port']}/", f":{between.port}/")
        app = create_app(url, replace(settings, pool_wait=0.5))
        with serving(app) as client, following(client) as found:
            assert next(found).event == "ready"
            between.cut()
            until(lambda: not app.state.services.stream._connected.is_set())
            stage(writer, 1, 1)
            refused = client.get("/api/live/events")
            assert (refused.status_code, refused.json()["code"]) == (503, "database_away")
            between.mend()
            assert keys_of(found, 1) == ["E100001"]
            stage(writer, 1, 2)
            assert keys_of(found, 1) == ["E100002"]


def test_a_server_that_stops_ends_its_streams_at_once(database_url: str, settings: ApiSettings) -> None:
    with ExitStack() as stack:
        with serving(create_app(database_url, settings)) as client:
            reader = stack.enter_context(httpx.Client(base_url=client.base_url, timeout=30))
            found = stack.enter_context(following(reader))
            over_socket = stack.enter_context(web_socket(client))
            assert next(found).event == json.loads(over_socket.recv(30))["event"] == "ready"
            began = time.monotonic()
        assert time.monotonic() - began < 15
        assert [(each.event, each.data["reason"]) for each in found] == [("end", "shutdown")]
        assert json.loads(over_socket.recv(30))["data"]["reason"] == "shutdown"


def test_a_stream_needs_a_key_that_may_read_and_ends_with_it(
    database_url: str, settings: ApiSettings, owner: psycopg.Connection
) -> None:
    app = create_app(database_url, replace(settings, keys_required=True, heartbeat_seconds=0.1))
    reads, key = create_key(owner, "portal", [Scope.READ])
    tracks, _ = create_key(owner, "tracker", [Scope.TRACK])
    with serving(app) as client:
        for headers, status in (({}, 401), ({"X-API-Key": tracks}, 403), ({"X-API-Key": "bsk_no"}, 401)):
            assert client.get("/api/live/events", headers=headers).status_code == status
            with pytest.raises(InvalidStatus) as refused:
                web_socket(client, additional_headers=headers)
            assert refused.value.response.status_code == status
            assert json.loads(refused.value.response.body)["detail"]
        bearer = {"Authorization": f"Bearer {reads}"}
        with following(client, headers=bearer) as found, web_socket(client, additional_headers=bearer) as over_socket:
            assert next(found).event == json.loads(over_socket.recv(30))["event"] == "ready"
            revoke_key(owner, key.key_id)
            assert [event.data for event in found if event.data][-1]["reason"] == "signed_out"
            last = next(told for _ in range(1000) if (told := json.loads(over_socket.recv(30)))["event"] == "end")
            assert last["data"]["reason"] == "signed_out"


def test_silence_is_filled_with_heartbeats_that_say_where_to_resume(
    database_url: str, settings: ApiSettings, writer: psycopg.Connection
) -> None:
    with serving(create_app(database_url, replace(settings, heartbeat_seconds=0.05))) as client:
        with following(client, "?topic=job") as found, following(client) as everything:
            began = next(found).id
            stage(writer, 1, 1)
            staged = next(event for event in everything if event.event == "game")
            beat = next(event for event in found if event.id != began)
            assert (beat.event, beat.id, beat.data) == ("comment", staged.id, None)
        with web_socket(client) as over_socket:
            over_socket.send(b"what a client sends is not read")
            assert [json.loads(over_socket.recv(30))["event"] for _ in range(3)] == ["ready", "heartbeat", "heartbeat"]


def test_pages_of_other_origins_open_no_socket(client: httpx.Client) -> None:
    with pytest.raises(InvalidStatus) as refused:
        web_socket(client, origin="https://evil.example")
    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body)["code"] == "foreign_origin"


@pytest.mark.parametrize("query", ["?topic=weather", "?game_id=x", "?job_id=7", "?other=1"])
def test_a_filter_that_makes_no_sense_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"/api/live/events{query}").status_code == 422
    with pytest.raises(InvalidStatus):
        web_socket(client, query)


def test_readers_are_counted(database_url: str, settings: ApiSettings) -> None:
    app = create_app(database_url, replace(settings, stream_readers=1))
    with serving(app) as client:
        with following(client) as found:
            assert next(found).event == "ready"
            refused = client.get("/api/live/events")
            assert (refused.status_code, refused.json()["code"]) == (503, "too_many_streams")
        until(lambda: app.state.services.stream.readers == 0)
        with following(client) as found:
            assert next(found).event == "ready"
