"""Fixtures that serve the built league, read-only, to the tests of the API and of the pages."""

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import httpx
import pytest

from benchsight.api import app as app_module
from benchsight.api.settings import ApiSettings, load_api_settings
from benchsight.application import create_application
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import TEMPLATE, LeagueSite, copy_of, entered, make_template

READ_ONLY = "api_{}"


@pytest.fixture(scope="session", autouse=True)
def contracts_are_read_once() -> Iterator[None]:
    """Applications of a run share the contracts and their routes, which take a second or two."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(app_module, "published", cache(app_module.published))
        yield


@pytest.fixture(scope="module")
def api_settings(server_url: str) -> ApiSettings:
    """Return settings without keys and with small limits."""
    home = Path(os.environ["BENCHSIGHT_TEST_HOME"])
    make_template(server_url, home)
    settings = load_api_settings(home / "league-project", environ={})
    return replace(settings, pool_wait=1.0, body_bytes=4096)


@pytest.fixture(scope="module")
def site(server_url: str, worker_id: str, api_settings: ApiSettings) -> Iterator[LeagueSite]:
    """Yield a read-only copy of the built league."""
    url = copy_of(server_url, READ_ONLY.format(worker_id), TEMPLATE)
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        entered(url, monkeypatch, Path(os.environ["BENCHSIGHT_TEST_HOME"])),
    ):
        yield LeagueSite(url)


@pytest.fixture(scope="module")
def pages(site: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server with all pages, on the copy."""
    with serving(create_application(site.url, api_settings, WebSettings())) as client:
        yield client
