"""Requests: keys, retries, redirects, cached responses, tables that change."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest

from benchsight.api.app import create_app
from benchsight.api.keys import Scope, create_key
from benchsight.api.settings import ApiSettings
from benchsight.client import Client, ClientError
from benchsight.client.client import KEY_VARIABLE
from tests.benchsight.api.serving import serving

Answer = Callable[[httpx.Request], httpx.Response]
PROBLEM = {"detail": "the database is unavailable: retry in a moment", "code": "database_away"}


class Recorded:
    """Client of a server that gives prepared answers; its waits are recorded instead of slept."""

    def __init__(self, *answers: httpx.Response | Exception, **options: Any) -> None:
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []
        self._answers = iter(answers)
        self.client = Client("http://stats.example", "bsk_x", transport=httpx.MockTransport(self._answer), **options)
        self.client._transport._sleep = self.waits.append

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def away(seconds: str | None = "2") -> httpx.Response:
    """A 503 with or without Retry-After."""
    headers = {"Content-Type": "application/problem+json"} | ({"Retry-After": seconds} if seconds else {})
    return httpx.Response(503, json=PROBLEM, headers=headers)


def too_often(seconds: int) -> httpx.Response:
    """A 429 that asks to wait for so many seconds."""
    problem = {"detail": "rate limit exceeded: 3 per minute", "code": "too_often"}
    return httpx.Response(429, json=problem, headers={"Retry-After": str(seconds)})


def fine() -> httpx.Response:
    """A 200."""
    return httpx.Response(200, json={"status": "ok"})


@pytest.fixture
def keyed(database_url: str, api_settings: ApiSettings) -> Iterator[str]:
    """Yield the URL of a server on an empty database that requires keys."""
    with serving(create_app(database_url, replace(api_settings, keys_required=True))) as client:
        yield str(client.base_url)


def test_the_key_comes_from_the_argument_or_the_environment_and_is_not_shown(
    keyed: str, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = create_key(connection, "notebook", [Scope.READ])
    connection.commit()
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with Client(keyed, retries=0) as client, pytest.raises(ClientError) as caught:
        client.status()
    assert (caught.value.code, caught.value.status) == ("no_key", 401)
    with Client(keyed, secret) as client:
        assert client.table_counts()
        assert secret not in repr(client) and secret not in repr(client.games())
        with pytest.raises(ClientError) as caught:
            client.trigger()
        assert (caught.value.code, caught.value.status) == ("missing_scope", 403)
    monkeypatch.setenv(KEY_VARIABLE, secret)
    with Client(f"{keyed}/api/") as client:
        assert client.table_counts()


def test_a_read_waits_for_the_database_as_long_as_the_server_says() -> None:
    server = Recorded(away(), too_often(7), away(None), fine())
    assert server.client.status() == {"status": "ok"}
    assert server.waits[:2] == [2.0, 7.0] and 0 <= server.waits[2] <= 5


def test_a_read_is_repeated_when_the_connection_is_lost() -> None:
    server = Recorded(httpx.ReadError("reset"), httpx.ConnectError("refused"), fine())
    assert server.client.status() == {"status": "ok"}
    assert len(server.requests) == 3


def test_retries_end() -> None:
    server = Recorded(away(), away(), away(), retries=2)
    with pytest.raises(ClientError, match="retry in a moment") as caught:
        server.client.status()
    assert (caught.value.status, caught.value.code, server.waits) == (503, "database_away", [2.0, 2.0])


def test_a_server_that_asks_for_a_long_wait_gets_no_second_request() -> None:
    server = Recorded(too_often(3600))
    with pytest.raises(ClientError) as caught:
        server.client.status()
    assert (caught.value.retry_after, server.waits) == (3600.0, [])


@pytest.mark.parametrize("failure", [away(), httpx.ReadError("reset"), httpx.ReadTimeout("slow")])
def test_a_write_is_not_repeated_when_it_may_have_been_done(failure: httpx.Response | Exception) -> None:
    server = Recorded(failure)
    with pytest.raises(ClientError):
        server.client.trigger()
    assert len(server.requests) == 1


def test_a_write_is_repeated_when_it_was_refused_for_its_rate() -> None:
    server = Recorded(too_often(1), httpx.Response(201, json={"id": 1}))
    assert server.client.queue_game(18969) == {"id": 1}
    assert server.waits == [1.0]


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (httpx.Response(502, text="<h1>Bad Gateway</h1>"), "not_the_api", "Bad Gateway"),
        (httpx.Response(200, text="<h1>Welcome</h1>", headers={"Content-Type": "text/html"}), "not_the_api", "is this"),
        (httpx.Response(301, headers={"Location": "https://stats.example/"}), "not_the_api", "301"),
        (httpx.ConnectError("refused"), "unreachable", "refused"),
    ],
)
def test_what_is_no_answer_of_the_api_is_the_same_exception(
    answer: httpx.Response | Exception, code: str, says: str
) -> None:
    with pytest.raises(ClientError, match=says) as caught:
        Recorded(answer, retries=0).client.status()
    assert caught.value.code == code


@pytest.mark.parametrize("url", ["stats.example", "", "http://", "ftp://stats.example"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ClientError, match="expected an address"):
        Client(url)


def test_unchanged_responses_are_not_sent_again(server: httpx.Client) -> None:
    with Client(str(server.base_url), cache=True) as client:
        seen: list[int] = []
        client._transport._http.event_hooks["response"].append(lambda response: seen.append(response.status_code))
        first, second = (client.shots(game_id=900001).to_arrow() for _ in range(2))
        assert first == second and first.num_rows > 0
        assert client.box_score(900001) == client.box_score(900001)
        assert client.shots(game_id=900002).to_arrow() != first
    assert seen == [200, 304, 200, 304, 200]


def test_a_table_that_changes_between_two_pages_is_read_again(server: httpx.Client) -> None:
    versions = iter(["a", "b", "b", "b", "b"])

    def answer(request: httpx.Request) -> httpx.Response:
        response = inner.handle_request(request)
        response.read()
        response.headers["x-payload-version"] = next(versions)
        return response

    with (
        httpx.HTTPTransport() as inner,
        Client(str(server.base_url), transport=httpx.MockTransport(answer)) as client,
    ):
        teams = replace(client.teams(), page_rows=1)
        assert teams.to_arrow().num_rows == 2
        assert next(versions) == "b"  # 4 requests
        versions = iter("abcdefgh")
        with pytest.raises(ClientError, match="changed while its pages were read"):
            teams.to_arrow()
        versions = iter("ab")
        assert len(list(replace(teams, consistent=False))) == 2
