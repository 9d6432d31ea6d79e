"""Users and their sessions: sign in and out, cookies, CSRF, limits, expiry, storage."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from benchsight.api import users as users_module
from benchsight.api.app import create_app
from benchsight.api.keys import Scope
from benchsight.api.sessions import ATTEMPTS_OF_A_NAME, COOKIE, csrf_token
from benchsight.api.settings import ApiSettings, load_api_settings
from benchsight.api.users import UserProblem, change_password, create_user, is_password, list_users, revoke_user
from benchsight.cli.main import run
from benchsight.errors import ConfigurationError
from benchsight.server import require_keys
from tests.benchsight.api.serving import serving
from tests.benchsight.api.streaming import following
from tests.benchsight.builds.league import REPOSITORY, copy_of

PASSWORD = "a password of Ada"
QUEUE = "/api/etl/queue"


@pytest.fixture(scope="module")
def settings() -> ApiSettings:
    """Return settings that require keys or sessions."""
    return replace(load_api_settings(REPOSITORY, environ={}), keys_required=True, heartbeat_seconds=0.1)


@pytest.fixture(scope="module", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hash with little memory, as the library's own tests do; one test uses the real parameters."""
    from argon2 import PasswordHasher

    with pytest.MonkeyPatch.context() as monkeypatch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        monkeypatch.setattr(users_module, "_hasher", lambda: quick)
        yield
    users_module._nobody.cache_clear()


@pytest.fixture(scope="module")
def url(server_url: str, worker_id: str) -> str:
    """Return the URL of a database for all tests of this module."""
    return copy_of(server_url, f"session_{worker_id}", "benchsight_template")


@pytest.fixture(scope="module")
def app(url: str, settings: ApiSettings) -> FastAPI:
    """Return an application that requires keys or sessions."""
    return create_app(url, settings)


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[httpx.URL]:
    """Yield the address of its server."""
    with serving(app) as client:
        yield client.base_url


@pytest.fixture
def owner(url: str) -> Iterator[psycopg.Connection]:
    """Yield an autocommit connection to the database with one user, ada, who may load."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("truncate ops.api_users, ops.api_sessions, etl_queue restart identity")
        create_user(connection, "ada", PASSWORD, [Scope.READ, Scope.LOAD])
        yield connection


@pytest.fixture
def client(app: FastAPI, address: httpx.URL, owner: psycopg.Connection) -> Iterator[httpx.Client]:
    """Yield a client without cookies, whose server has counted no attempts."""
    app.state.services.sign_in._names.clear()
    app.state.services.sign_in._all.left = 60
    app.state.services.callers._known.clear()
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def sign_in(client: httpx.Client, name: str = "ada", password: str = PASSWORD) -> httpx.Response:
    return client.post("/api/session", json={"name": name, "password": password})


def test_a_user_signs_in_writes_under_the_own_name_and_signs_out(
    client: httpx.Client, owner: psycopg.Connection
) -> None:
    assert client.get("/api/session").status_code == 401
    made = sign_in(client, "Ada")
    assert made.status_code == 200 and (made.json()["name"], made.json()["scopes"]) == ("ada", ["load", "read"])
    assert client.get("/api/session").json() == made.json()
    assert client.get(QUEUE).json() == []
    token = {"X-CSRF-Token": made.json()["csrf_token"]}
    assert client.post(QUEUE, json={"game_id": 7}, headers=token).json()["requested_by"] == "user ada"
    refused = client.post("/api/load/full-refresh", json={"confirm": True}, headers=token)
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
    assert "user ada" in refused.json()["detail"]
    with following(client) as events:
        assert next(events).event == "ready"
        cookie = client.cookies[COOKIE]
        gone = client.delete("/api/session", headers=token)
        assert (gone.status_code, COOKIE in client.cookies) == (204, False)
        assert [event.data for event in events if event.data][-1]["reason"] == "signed_out"
    client.cookies.set(COOKIE, cookie)
    again = client.get(QUEUE)
    assert (again.status_code, again.json()["detail"]) == (401, "the session has ended: sign in again")


@pytest.mark.parametrize("token", [None, "", "0" * 64, csrf_token("another session")])
def test_a_write_with_a_cookie_needs_the_token_of_its_session(
    client: httpx.Client, owner: psycopg.Connection, token: str | None
) -> None:
    sign_in(client)
    headers = {} if token is None else {"X-CSRF-Token": token}
    for answer in (
        client.post(QUEUE, json={"game_id": 7}, headers=headers),
        client.delete("/api/session", headers=headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert client.get(QUEUE).json() == []


@pytest.mark.parametrize(
    ("host", "production", "flags"),
    [
        ("localhost", False, {"HttpOnly", "SameSite=strict", "Path=/"}),
        ("localhost", True, {"HttpOnly", "SameSite=strict", "Path=/", "Secure"}),
        ("stats.example", False, {"HttpOnly", "SameSite=strict", "Path=/", "Secure"}),
    ],
)
def test_the_cookie_is_for_this_site_and_no_script(
    url: str, owner: psycopg.Connection, settings: ApiSettings, host: str, production: bool, flags: set[str]
) -> None:
    settings = replace(settings, environment="production" if production else "development")
    with serving(create_app(url, settings)) as client:
        client.headers["Host"] = host
        cookie = sign_in(client).headers["set-cookie"]
        parts = {part.strip() for part in cookie.split(";")}
        assert {part for part in parts if not part.startswith((COOKIE, "Max-Age"))} == flags


def test_an_unknown_name_and_a_wrong_password_answer_alike(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    verify = users_module._hasher().verify

    class Recorder:
        def verify(self, stored: str, password: str) -> bool:
            verified.append(stored)
            return verify(stored, password)

    monkeypatch.setattr(users_module, "_hasher", lambda: Recorder())
    users_module._nobody.cache_clear()
    monkeypatch.setattr(users_module, "_nobody", lambda: "$argon2id$v=19$m=8,t=1,p=1$bm9ib2R5MTIzNA$bm9ib2R5MTIzNA")
    wrong, unknown = sign_in(client, "ada", "wrong"), sign_in(client, "eve", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json() and wrong.json()["code"] == "wrong_credentials"
    assert len(verified) == 2 and "set-cookie" not in unknown.headers


def test_attempts_are_limited_by_name_before_the_password_is_looked_at(client: httpx.Client) -> None:
    for _ in range(ATTEMPTS_OF_A_NAME):
        assert sign_in(client, "ada", "wrong").status_code == 401
    answer = sign_in(client, "ADA")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_often")
    assert 1 <= int(answer.headers["retry-after"]) <= 7
    assert sign_in(client, "eve").status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        "update ops.api_sessions set expires_at = clock_timestamp()",
        "update ops.api_sessions set last_used_at = clock_timestamp() - interval '13 hours'",
        "update ops.api_sessions set ended_at = clock_timestamp()",
        "update ops.api_users set revoked_at = clock_timestamp()",
    ],
)
def test_a_session_ends(client: httpx.Client, owner: psycopg.Connection, change: str) -> None:
    sign_in(client)
    owner.execute(change.encode())
    assert client.get("/api/session").status_code == 401


def test_signing_in_again_ends_the_session_before(client: httpx.Client) -> None:
    sign_in(client)
    before = client.cookies[COOKIE]
    sign_in(client)
    assert client.get("/api/session").status_code == 200
    client.cookies.clear()
    assert client.get("/api/session", headers={"Cookie": f"{COOKIE}={before}"}).status_code == 401


def test_a_new_password_or_revocation_ends_the_sessions(client: httpx.Client, owner: psycopg.Connection) -> None:
    sign_in(client)
    change_password(owner, "ADA", "another password")
    assert client.get("/api/session").status_code == 401
    assert sign_in(client).status_code == 401
    assert sign_in(client, password="another password").status_code == 200
    revoke_user(owner, "ada")
    assert sign_in(client, password="another password").status_code == 401
    with pytest.raises(UserProblem, match="no user 'ada'"):
        revoke_user(owner, "ada")
    create_user(owner, "ada", PASSWORD, [Scope.READ])  # the name is free again
    assert [user.revoked_at is None for user in list_users(owner)] == [True, False]


def test_neither_password_nor_cookie_is_kept(client: httpx.Client, owner: psycopg.Connection) -> None:
    sign_in(client)
    rows = owner.execute(
        "select cast(u as text) || cast(s as text) from ops.api_users as u join ops.api_sessions as s using (user_id)"
    ).fetchall()
    assert len(rows) == 1 and "$argon2id$" in rows[0][0]
    assert PASSWORD not in rows[0][0] and client.cookies[COOKIE] not in rows[0][0]


def test_a_page_of_another_site_signs_nobody_in(client: httpx.Client) -> None:
    body = {"name": "ada", "password": PASSWORD}
    answer = client.post("/api/session", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    form = client.post("/api/session", content=json.dumps(body), headers={"Content-Type": "text/plain"})
    assert form.status_code == 422 and PASSWORD not in form.text


def test_without_keys_a_user_is_named_and_a_dead_cookie_is_no_obstacle(
    url: str, owner: psycopg.Connection, settings: ApiSettings
) -> None:
    with serving(create_app(url, replace(settings, keys_required=False))) as client:
        client.cookies.set(COOKIE, "dead")
        assert client.get(QUEUE).status_code == 200
        token = sign_in(client).json()["csrf_token"]
        queued = client.post(QUEUE, json={"game_id": 7}, headers={"X-CSRF-Token": token})
        assert queued.json()["requested_by"] == "user ada"


@pytest.mark.parametrize(
    ("name", "password", "scopes"),
    [
        ("", PASSWORD, ["read"]),
        ("a\nb", PASSWORD, ["read"]),
        ("bob", PASSWORD, []),
        ("bob", "short", ["read"]),
        ("the same name", "The Same Name", ["read"]),
        ("Ada", PASSWORD, ["read"]),
    ],
)
def test_a_user_needs_a_name_of_its_own_a_password_and_a_scope(
    owner: psycopg.Connection, name: str, password: str, scopes: list[str]
) -> None:
    with pytest.raises(UserProblem):
        create_user(owner, name, password, [Scope(scope) for scope in scopes])
    assert len(list_users(owner)) == 1


def test_passwords_are_hashed_as_recommended() -> None:
    from argon2 import PasswordHasher

    stored = PasswordHasher().hash(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert is_password(stored, PASSWORD)
    assert not is_password(stored, PASSWORD + " ") and not is_password(None, PASSWORD)
    assert not is_password("no hash", PASSWORD)


def test_a_public_address_may_be_served_to_users_alone(
    url: str, owner: psycopg.Connection, settings: ApiSettings
) -> None:
    require_keys(url, settings, "0.0.0.0")
    revoke_user(owner, "ada")
    with pytest.raises(ConfigurationError, match="no key"):
        require_keys(url, settings, "0.0.0.0")


def test_the_command_makes_lists_changes_and_revokes_users(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    assert run(["users", "list"]) == 0
    assert "There are no users." in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert run(["users", "create", "ada", "--scope", "read"]) == 0
    assert "user ada, scopes read, may sign in" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert run(["users", "password", "ada"]) == 1
    assert "a password has 10 to 1024 characters, this one has 5" in capsys.readouterr().err
    assert run(["users", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [user["name"] for user in listed] == ["ada"] and "argon2" not in json.dumps(listed)
    assert run(["users", "revoke", "ada"]) == 0
    assert run(["users", "revoke", "ada"]) == 1
