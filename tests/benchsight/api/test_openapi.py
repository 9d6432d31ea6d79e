"""OpenAPI document: complete, documented, and matched by every response."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis

from benchsight.api.app import create_app
from benchsight.api.keys import Scope
from benchsight.api.routes import health
from benchsight.api.settings import ApiSettings
from tests.benchsight.api.driving import RANDOM_BESIDE, drive
from tests.benchsight.builds.league import REPOSITORY, LeagueSite

EXAMPLES = 4  # of each endpoint; test_every_operation.py has as many
PUBLIC = {"GET /api/health", "GET /api/health/live", "GET /api/health/ready"}
PUBLIC |= {"POST /api/session", "GET /api/session", "DELETE /api/session"}  # of whoever signs in, with any scope


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    """Return the OpenAPI document as served."""
    document: dict[str, Any] = client.get("/api/openapi.json").json()
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_endpoint_is_in_the_documentation_with_its_test(document: dict[str, Any]) -> None:
    page = (REPOSITORY / "docs/reference/api.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+ /[^`]+)` \|.*\| (.+) \|$", page, re.MULTILINE))
    assert rows.keys() == {name for name, _ in operations(document)} | {"WS /api/live/ws"}  # OpenAPI has no WebSockets
    for name, tests in rows.items():
        for file in re.findall(r"`([^`]+)`", tests):
            assert (REPOSITORY / "tests/benchsight/api" / file).is_file(), (name, file)


def test_an_application_takes_the_routes_as_they_are(site: LeagueSite, api_settings: ApiSettings) -> None:
    app = create_app(site.url, api_settings)
    # As FastAPI includes a router, the first request waits until each of its routes has been made again.
    assert {*map(id, health.router.routes)} <= {*map(id, app.router.routes)}


def test_the_page_loads_nothing_from_other_servers(client: httpx.Client) -> None:
    page = client.get("/api/docs")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 3
    for path in loaded:
        assert path.startswith("/api/docs/")
        assert client.get(path).status_code == 200
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")


def test_every_endpoint_says_what_it_does_and_how_it_fails(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert operation["summary"] and operation["description"], name
        failures = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert failures, name
        for status, failure in failures.items():
            assert failure["description"], (name, status)
            assert "application/problem+json" in failure["content"] or status == "503", (name, status)


def test_every_endpoint_needs_a_scope_but_the_public_ones(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        scopes = {scope for each in operation.get("security", ()) for scopes in each.values() for scope in scopes}
        assert (name in PUBLIC) == (not scopes), name
        assert scopes <= set(Scope), name
        if scopes:
            assert {"401", "403", "429", "503"} <= operation["responses"].keys(), name


def test_every_endpoint_shows_what_to_send_and_what_comes_back(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            if parameter["required"]:
                assert shows(document, parameter) or shows(document, parameter["schema"]), (name, parameter["name"])
        for kind, body in operation.get("requestBody", {}).get("content", {}).items():
            assert shows(document, body) or shows(document, body["schema"]), (name, kind)
        success = next(each for status, each in operation["responses"].items() if status < "300")
        for kind, content in success.get("content", {}).items():
            if kind == "application/json":
                assert "example" in json.dumps(content) or any_example(document, content["schema"]), (name, kind)


def shows(document: dict[str, Any], described: dict[str, Any]) -> bool:
    """Return whether a schema or parameter has an example, or each of its required properties has."""
    described = resolved(document, described)
    if any(key in described for key in ("example", "examples", "enum", "const")) or described.get("type") == "boolean":
        return True
    required = described.get("required")
    if not isinstance(required, list) or "properties" not in described:
        return False
    return all(shows(document, described["properties"][each]) for each in required)


def any_example(document: dict[str, Any], schema: dict[str, Any]) -> bool:
    """Return whether an example, or a value that can only be one of a few, is anywhere in a schema."""
    schema = resolved(document, schema)
    if shows(document, schema):
        return True
    parts = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    parts += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    return any(any_example(document, part) for part in parts)


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def test_datasets_are_listed(client: httpx.Client, document: dict[str, Any]) -> None:
    listed = client.get("/api/v2/datasets").json()
    assert len(listed) > 15
    assert all(each["path"] in document["paths"] for each in listed)


@RANDOM_BESIDE
def test_no_request_makes_the_server_fail_or_break_its_word(client: httpx.Client, document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    for path, methods in document["paths"].items():
        if "get" in methods:  # the league is shared: what writes is driven by test_every_operation.py
            drive(schema[path]["GET"], client, EXAMPLES)
