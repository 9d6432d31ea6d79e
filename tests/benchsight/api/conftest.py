"""Fixtures that serve the built league; `client` is read-only and shared by a module."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from benchsight.api.app import create_app
from benchsight.api.settings import ApiSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.api.uploading import UploadSite, entered_upload_site
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.served_league import api_settings, contracts_are_read_once, site

__all__ = ["api_settings", "contracts_are_read_once", "site"]  # fixtures


@pytest.fixture(scope="module")
def client(site: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server on the copy."""
    with serving(create_app(site.url, api_settings)) as client:
        yield client


@pytest.fixture
def upload_site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UploadSite:
    """Return a database without games as the configured one, with a home of its own."""
    return entered_upload_site(database_url, tmp_path, monkeypatch)
