"""Request limits, host and origin checks, and error responses."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI, Request

from benchsight.api.app import create_app
from benchsight.api.settings import ApiSettings, load_api_settings
from benchsight.errors import BenchSightError, ConfigurationError
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite


@pytest.fixture(scope="module")
def app(site: LeagueSite, api_settings: ApiSettings) -> FastAPI:
    """Return the application with extra routes that fail or read a body."""
    settings = replace(api_settings, request_seconds=1.0, cors_origins=("https://portal.example",))
    app = create_app(site.url, settings)

    @app.get("/api/fault")
    async def fault() -> None:
        raise RuntimeError("the password is swordfish")

    @app.get("/api/ours")
    async def ours() -> None:
        raise BenchSightError("one line for people")

    @app.get("/api/slow")
    async def slow() -> None:
        await app.state.services.database.fetch("select pg_sleep(20)")

    @app.post("/api/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    return app


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    """Yield a client of the application."""
    with serving(app) as client:
        yield client


def test_a_fault_of_ours_shows_nothing_of_the_inside(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "benchsight.api"):
        answer = client.get("/api/fault")
    assert answer.status_code == 500
    assert "swordfish" not in answer.text and "Traceback" not in answer.text
    assert answer.json()["incident"] in answer.json()["detail"]
    assert any(answer.json()["incident"] in record.getMessage() and record.exc_info for record in caplog.records)


def test_what_we_say_to_people_is_the_detail(client: httpx.Client) -> None:
    answer = client.get("/api/ours")
    assert (answer.status_code, answer.json()["detail"]) == (409, "one line for people")


def test_what_takes_too_long_is_cut_off(client: httpx.Client) -> None:
    answer = client.get("/api/slow", timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (504, "too_slow")


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(client: httpx.Client) -> None:
    assert client.post("/api/body", content=b"x" * 4096).json() == 4096
    answer = client.post("/api/body", content=b"x" * 4097)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_does_not_say_its_size_is_cut_off(client: httpx.Client) -> None:
    answer = client.post("/api/body", content=(b"x" * 1000 for _ in range(10)))
    assert answer.status_code == 413
    assert "4096" in answer.json()["detail"]


def test_without_keys_a_page_of_somebody_else_may_not_write(client: httpx.Client) -> None:
    foreign = client.post("/api/body", content=b"", headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")
    rebound = client.get("/api/health", headers={"Host": "evil.example"})
    assert (rebound.status_code, rebound.json()["code"]) == (403, "foreign_host")
    own = {"Origin": str(client.base_url).rstrip("/")}
    assert client.post("/api/body", content=b"abc", headers=own).json() == 3
    allowed = client.post("/api/body", content=b"abc", headers={"Origin": "https://portal.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://portal.example"


def test_pages_of_named_origins_may_ask(client: httpx.Client) -> None:
    asked = {"Origin": "https://portal.example", "Access-Control-Request-Method": "DELETE"}
    assert client.options("/api/health", headers=asked).headers["access-control-allow-origin"] == asked["Origin"]
    tracker = asked | {"Access-Control-Request-Headers": "apikey,authorization,content-profile,prefer,x-client-info"}
    assert client.options("/rest/v1/staging_events", headers=tracker).status_code == 200
    foreign = client.options("/api/health", headers=asked | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in foreign.headers


def test_what_is_no_method_of_a_path_is_a_problem_too(client: httpx.Client) -> None:
    answer = client.delete("/api/health")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("host", "environ", "needed"),
    [
        ("127.0.0.1", {}, False),
        ("::1", {}, False),
        ("localhost", {}, False),
        ("0.0.0.0", {}, True),
        ("192.168.1.5", {}, True),
        ("stats.example", {}, True),
        ("127.0.0.1", {"ENVIRONMENT": "production"}, True),
        ("127.0.0.1", {"BENCHSIGHT_API_KEYS": "required"}, True),
    ],
)
def test_keys_are_needed_anywhere_but_on_a_laptop(
    api_settings: ApiSettings, host: str, environ: dict[str, str], needed: bool
) -> None:
    settings = load_api_settings(api_settings.project_root, host, environ)
    assert settings.keys_required == needed


@pytest.mark.parametrize(
    "environ",
    [
        {"ENVIRONMENT": "staging"},
        {"BENCHSIGHT_API_KEYS": "off"},
        {"CORS_ORIGINS": "*"},
        {"CORS_ORIGINS": "portal.example"},
        {"BENCHSIGHT_API_TIMEOUT": "soon"},
        {"BENCHSIGHT_API_BODY_BYTES": "1"},
        {"BENCHSIGHT_API_UPLOAD_BYTES": "1"},
        {"BENCHSIGHT_API_UPLOAD_TIMEOUT": "long"},
    ],
)
def test_settings_that_make_no_sense_are_refused(api_settings: ApiSettings, environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(environ))):
        load_api_settings(api_settings.project_root, environ=environ)
