"""API keys: commands, scopes, rate limits, expiry and storage."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest

from benchsight.api.app import create_app
from benchsight.api.keys import KeyProblem, Scope, create_key, list_keys, revoke_key
from benchsight.api.settings import ApiSettings
from benchsight.cli.main import run
from benchsight.errors import ConfigurationError
from benchsight.server import require_keys
from tests.benchsight.api.serving import serving


@pytest.fixture
def keys(connection: psycopg.Connection) -> psycopg.Connection:
    """Return an autocommit connection to a database without keys."""
    connection.autocommit = True
    return connection


@pytest.fixture
def client(database_url: str, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server that requires keys."""
    with serving(create_app(database_url, replace(api_settings, keys_required=True))) as client:
        yield client


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_key_opens_what_its_scopes_are_for(client: httpx.Client, keys: psycopg.Connection) -> None:
    reads, _ = create_key(keys, "portal", [Scope.READ])
    tracks, _ = create_key(keys, "tracker", [Scope.TRACK])
    everything, _ = create_key(keys, "boss", [Scope.ADMIN])
    assert client.get("/api/tables/counts", headers=bearer(reads)).status_code == 200
    assert client.get("/api/tables/counts", headers={"X-API-Key": reads}).status_code == 200
    assert client.get("/api/tables/counts", headers=bearer(everything)).status_code == 200
    refused = client.get("/api/tables/counts", headers=bearer(tracks))
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert client.get("/api/health").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer bsk_nothing"}, {"Authorization": "Basic abc"}],
)
def test_nothing_is_open_without_a_key(client: httpx.Client, headers: dict[str, str]) -> None:
    answer = client.get("/api/tables/counts", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "no_key")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_every_endpoint_but_health_and_signing_in_needs_a_key(client: httpx.Client) -> None:
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        for method in methods:
            if (method, path) == ("post", "/api/session"):
                continue  # test_session.py
            answer = client.request(method, path.replace("{game_id}", "1").replace("{table}", "dim_team"))
            assert (answer.status_code == 401) != path.startswith("/api/health"), (method, path, answer.status_code)


def test_a_revoked_key_ends_within_seconds(client: httpx.Client, keys: psycopg.Connection) -> None:
    secret, key = create_key(keys, "portal", [Scope.READ])
    assert client.get("/api/tables/counts", headers=bearer(secret)).status_code == 200
    revoke_key(keys, key.key_id)
    deadline = time.monotonic() + 4
    while client.get("/api/tables/counts", headers=bearer(secret)).status_code == 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    with pytest.raises(KeyProblem, match="no key"):
        revoke_key(keys, key.key_id)


def test_an_expired_key_opens_nothing(client: httpx.Client, keys: psycopg.Connection) -> None:
    secret, _ = create_key(keys, "portal", [Scope.READ])
    keys.execute("update ops.api_keys set expires_at = clock_timestamp() - interval '1 second'")
    assert client.get("/api/tables/counts", headers=bearer(secret)).status_code == 401


def test_a_key_has_so_many_requests_a_minute(client: httpx.Client, keys: psycopg.Connection) -> None:
    secret, _ = create_key(keys, "portal", [Scope.READ], requests_per_minute=3)
    statuses = [client.get("/api/v2/datasets", headers=bearer(secret)).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    answer = client.get("/api/v2/datasets", headers=bearer(secret))
    assert 1 <= int(answer.headers["retry-after"]) <= 21
    other, _ = create_key(keys, "other", [Scope.READ])
    assert client.get("/api/v2/datasets", headers=bearer(other)).status_code == 200


def test_a_key_is_kept_nowhere(keys: psycopg.Connection, client: httpx.Client) -> None:
    secret, _ = create_key(keys, "portal", [Scope.READ])
    assert client.get("/api/v2/datasets", headers=bearer(secret)).status_code == 200
    [row] = keys.execute("select cast(k as text), last_used_at is not null from ops.api_keys as k").fetchall()
    assert secret not in row[0] and secret.removeprefix("bsk_") not in row[0]
    assert row[1]


@pytest.mark.parametrize(("name", "scopes"), [("", ["read"]), ("a\nb", ["read"]), ("ok", [])])
def test_a_key_needs_a_name_and_a_scope(keys: psycopg.Connection, name: str, scopes: list[str]) -> None:
    with pytest.raises(KeyProblem):
        create_key(keys, name, [Scope(scope) for scope in scopes])


def test_two_active_keys_have_two_names(keys: psycopg.Connection) -> None:
    _, first = create_key(keys, "portal", [Scope.READ])
    with pytest.raises(KeyProblem, match="already"):
        create_key(keys, "portal", [Scope.LOAD])
    revoke_key(keys, first.key_id)
    create_key(keys, "portal", [Scope.LOAD])
    assert [key.scopes for key in list_keys(keys)] == [["load"], ["read"]]


def test_a_public_address_needs_a_key_to_begin_with(
    database_url: str, keys: psycopg.Connection, api_settings: ApiSettings
) -> None:
    public = replace(api_settings, keys_required=True)
    require_keys(database_url, api_settings, "127.0.0.1")
    with pytest.raises(ConfigurationError, match=r"0\.0\.0\.0 is a public address, and there is no key"):
        require_keys(database_url, public, "0.0.0.0")
    _, key = create_key(keys, "portal", [Scope.READ])
    require_keys(database_url, public, "0.0.0.0")
    revoke_key(keys, key.key_id)
    with pytest.raises(ConfigurationError, match="no key"):
        require_keys(database_url, public, "0.0.0.0")


def test_the_command_makes_lists_and_revokes_keys(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    assert run(["keys", "list"]) == 0
    assert "There are no keys." in capsys.readouterr().out
    assert run(["keys", "create", "portal", "--scope", "read", "--scope", "load", "--days", "30"]) == 0
    printed = capsys.readouterr()
    secret = printed.out.strip()
    assert secret.startswith("bsk_") and len(secret) > 40 and secret not in printed.err
    assert run(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "portal" in listed and "load, read" in listed and secret not in listed
    assert run(["keys", "revoke", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["revoked_at"]
    assert run(["keys", "revoke", "1"]) == 1
    assert "benchsight keys list" in capsys.readouterr().err
