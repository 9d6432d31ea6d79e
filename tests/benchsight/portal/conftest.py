"""Fixtures that serve pages: of the built league, and of a database without games."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from benchsight.application import create_application
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.api.uploading import UploadSite, entered_upload_site
from tests.benchsight.builds.league import league
from tests.benchsight.served_league import api_settings, contracts_are_read_once, pages, site
from tests.ingest.landing.conftest import Files

__all__ = ["api_settings", "contracts_are_read_once", "league", "pages", "site"]  # fixtures
LIMIT = 200_000


@pytest.fixture
def upload_site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UploadSite:
    """Return a database without games as the configured one, with a home of its own."""
    return entered_upload_site(database_url, tmp_path, monkeypatch)


@pytest.fixture
def portal(upload_site: UploadSite) -> Iterator[httpx.Client]:
    """Yield a client of a server of all pages without games, which takes LIMIT bytes."""
    settings = replace(upload_site.settings, upload_bytes=LIMIT)
    with serving(create_application(upload_site.url, settings, WebSettings())) as client:
        yield client


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a writer of files in a folder of the person at the browser."""
    folder = tmp_path / "mine"
    folder.mkdir()
    return Files(folder)
