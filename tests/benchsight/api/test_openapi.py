"""OpenAPI document: complete, documented, and matched by every response."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis

from tests.benchsight.api.driving import drive
from tests.benchsight.builds.league import REPOSITORY

EXAMPLES = 4  # of each endpoint; test_every_operation.py has as many


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
    assert rows.keys() == {name for name, _ in operations(document)}
    for name, tests in rows.items():
        for file in re.findall(r"`([^`]+)`", tests):
            assert (REPOSITORY / "tests/benchsight/api" / file).is_file(), (name, file)


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
        failures = [status for status in operation["responses"] if status >= "400"]
        assert failures, name
        for status in failures:
            assert operation["responses"][status]["description"], name


def test_datasets_are_listed(client: httpx.Client, document: dict[str, Any]) -> None:
    listed = client.get("/api/v2/datasets").json()
    assert len(listed) > 15
    assert all(each["path"] in document["paths"] for each in listed)


def test_no_request_makes_the_server_fail_or_break_its_word(client: httpx.Client, document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    for path, methods in document["paths"].items():
        if "get" in methods:  # the league is shared: what writes is driven by test_every_operation.py
            drive(schema[path]["GET"], client, EXAMPLES)
