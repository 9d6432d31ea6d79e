"""Requests made from the OpenAPI document, and what each response must keep to."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
STREAM = "text/event-stream"
# Hypothesis takes the random numbers of the server, a thread of this process, for ours.
RANDOM_BESIDE = pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)

Operation = schemathesis.APIOperation[Any, Any, Any, Any]
Key = tuple[frozenset[str], str | None]  # scopes and secret of a key
Check = Callable[[Key, int], None]
NO_KEY: st.SearchStrategy[Key] = st.just((frozenset(), None))


def endless(operation: Operation) -> bool:
    """Return whether responses of the operation end only with the connection."""
    success = operation.definition.raw["responses"].get("200", {})
    return STREAM in success.get("content", {})


def drive(
    operation: Operation,
    client: httpx.Client,
    examples: int,
    keys: st.SearchStrategy[Key] = NO_KEY,
    known: Mapping[str, st.SearchStrategy[Any]] | None = None,
    check: Check = lambda key, status: None,
    invalid: bool = False,
) -> None:
    """Send so many requests that match the schema, and ``invalid`` ones that do not; validate each response.

    Path parameters in ``known`` get one of these values in every other request. ``check`` gets the key of a request
    and the status of its response.
    """
    checks: Any = schemathesis.checks.CHECKS.get_by_names(CHECKS)
    names = {each["name"] for each in operation.definition.raw.get("parameters", ()) if each["in"] == "path"}
    values = st.fixed_dictionaries({name: each for name, each in (known or {}).items() if name in names})
    cases = operation.as_strategy()
    if invalid and takes_anything(operation):
        cases |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=examples,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases, st.one_of(st.just({}), values), keys)
    def call(case: schemathesis.Case[Any], chosen: dict[str, Any], key: Key) -> None:
        case.path_parameters = {**(case.path_parameters or {}), **chosen}
        headers = {} if key[1] is None else {"Authorization": f"Bearer {key[1]}"}
        if endless(operation):
            check(key, begin(case, session, client, headers))
            return
        response = case.call(base_url=str(client.base_url), session=session, headers=headers, timeout=30)
        case.validate_response(response, checks=checks)
        check(key, response.status_code)

    with requests.Session() as session:
        call()


def takes_anything(operation: Operation) -> bool:
    """Return whether the operation takes a body or a query."""
    raw = operation.definition.raw
    return "requestBody" in raw or any(each["in"] == "query" for each in raw.get("parameters", ()))


def begin(
    case: schemathesis.Case[Any], session: requests.Session, client: httpx.Client, headers: dict[str, str]
) -> int:
    """Read the head of an endless response, and return its status, which must be documented."""
    request = case.as_transport_kwargs(base_url=str(client.base_url))
    request["headers"] = {**request["headers"], **headers}
    with session.request(**request, stream=True, timeout=30) as response:
        documented = case.operation.definition.raw["responses"]
        assert str(response.status_code) in documented, (request["url"], response.status_code)
        kind = response.headers["content-type"].partition(";")[0]
        assert kind in documented[str(response.status_code)]["content"], (request["url"], kind)
        return response.status_code
