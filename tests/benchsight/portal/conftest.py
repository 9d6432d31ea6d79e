"""Fixtures that serve the built league with its pages, and a database without games."""

from pathlib import Path

import pytest

from tests.benchsight.api.uploading import UploadSite, entered_upload_site
from tests.benchsight.served_league import api_settings, contracts_are_read_once, pages, site

__all__ = ["api_settings", "contracts_are_read_once", "pages", "site"]


@pytest.fixture
def upload_site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UploadSite:
    """Return a database without games as the configured one, with a home of its own."""
    return entered_upload_site(database_url, tmp_path, monkeypatch)
