"""The API's read-only server, and a client of it."""

from collections.abc import Iterator

import httpx
import pytest

from benchsight.client import Client
from tests.benchsight.api.conftest import api_settings, contracts_are_read_once, site
from tests.benchsight.api.conftest import client as server

__all__ = ["api_settings", "contracts_are_read_once", "server", "site"]


@pytest.fixture(scope="module")
def client(server: httpx.Client) -> Iterator[Client]:
    """Yield a client that fails at once."""
    with Client(str(server.base_url), retries=0) as client:
        yield client
