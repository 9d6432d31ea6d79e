"""Every operation of the OpenAPI document, reads and writes, with and without keys, on a database of the test's own."""

import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest
import schemathesis
from hypothesis import strategies as st

from benchsight.api.app import create_app
from benchsight.api.errors import ROWS_PATH
from benchsight.api.jobs.store import add_job
from benchsight.api.keys import Scope, create_key
from benchsight.api.settings import ApiSettings
from tests.benchsight.api.driving import RANDOM_BESIDE, Key, drive
from tests.benchsight.api.serving import START_NO_JOB, serving
from tests.benchsight.builds.league import LeagueSite, league

__all__ = ["league"]

READS, WRITES = 4, 8  # examples of each operation; test_openapi.py drives the reads too
REFUSED = (401, 403)
UNREADABLE = (400, 413, 422)  # a body is parsed before the key is looked up


@pytest.fixture
def client(league: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server that requires keys and starts no jobs."""
    league.execute(START_NO_JOB)
    with serving(create_app(league.url, replace(api_settings, keys_required=True))) as client:
        yield client


@pytest.fixture
def keys(league: LeagueSite) -> list[Key]:
    """Return no key, a wrong one, and one of each scope."""
    with psycopg.connect(league.url, autocommit=True) as connection:
        made = [create_key(connection, f"of {scope}", [scope], 100_000)[0] for scope in Scope]
    nothing: frozenset[str] = frozenset()
    scopes = [frozenset(Scope) if scope is Scope.ADMIN else frozenset({scope}) for scope in Scope]
    return [(nothing, None), (nothing, "bsk_wrong"), *zip(scopes, made, strict=True)]


@pytest.fixture
def known(league: LeagueSite) -> dict[str, st.SearchStrategy[Any]]:
    """Return path parameters of what exists."""
    with psycopg.connect(league.url, autocommit=True) as connection:
        jobs = [str(add_job(connection, "plan", {"games": []}, "ann").job_id) for _ in range(2)]
    tables = ["fact_goals", "dim_team"]
    return {
        "game_id": st.sampled_from([900001, 900002]),
        "job_id": st.sampled_from(jobs),
        "table": st.sampled_from(tables),
    }


def scopes_of(operation: dict[str, Any]) -> set[str] | None:
    """Return the scopes that an operation requires, None if it is public."""
    requirements = operation.get("security")
    return None if requirements is None else {scope for each in requirements for scopes in each.values()
                                              for scope in scopes}  # fmt: skip


@RANDOM_BESIDE
def test_no_request_makes_the_server_fail_or_opens_what_its_key_does_not(
    client: httpx.Client, keys: list[Key], known: dict[str, st.SearchStrategy[Any]]
) -> None:
    document = client.get("/api/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    some_key = st.sampled_from([*keys, keys[-1]])  # more often that of the administrator
    failures: list[str] = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            needed, has_body = scopes_of(operation), "requestBody" in operation

            def check(
                key: Key, status: int, needed: set[str] | None = needed, has_body: bool = has_body, path: str = path
            ) -> None:
                if needed is None:
                    return
                if not key[0]:
                    assert status == 401 or (has_body and status in UNREADABLE), status
                elif not needed & key[0]:
                    assert status == 403 or (has_body and status in UNREADABLE), status
                elif Scope.ADMIN in key[0] and not path.startswith(ROWS_PATH):  # there, the tracker's role decides
                    assert status not in REFUSED, status

            try:
                drive(
                    schema[path][method.upper()],
                    client,
                    READS if method == "get" else WRITES,
                    some_key,
                    known,
                    check,
                    invalid=True,
                )
            except (Exception, BaseExceptionGroup):
                failures.append(f"{method.upper()} {path}\n{traceback.format_exc()}")
    assert not failures, "\n\n".join(failures)
