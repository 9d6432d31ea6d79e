"""The client store in node: what it keeps, and when it asks again."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchsight.api.app import create_app
from benchsight.api.settings import ApiSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite

DRIVER = Path(__file__).with_name("store_driver.mjs")
TEAMS, LEADERS = "/api/v2/teams?limit=1", "/api/v2/leaders?limit=2"
BUILD = """
    insert into ops.build_runs (code_version, input_snapshot, game_count, status, completed_at)
    values ('c', '1:1:', 0, 'completed', now())
"""


class Page:
    """Page with a store."""

    def __init__(self, base: str) -> None:
        command = ["node", str(DRIVER), json.dumps({"base": base})]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, command: str, **given: Any) -> Any:
        """Return what a command of the driver answers."""
        assert self._node.stdin is not None and self._node.stdout is not None
        self._node.stdin.write(json.dumps({"command": command, **given}) + "\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())["result"]

    def get(self, *urls: str) -> tuple[list[dict[str, Any]], list[int]]:
        """Return what the store has for URLs, and the statuses of the requests that it sent."""
        found = self.tell("get", urls=urls)
        return found, self.tell("requests")

    def close(self) -> None:
        """End node."""
        assert self._node.stdin is not None and self._node.stdout is not None
        self._node.stdin.close()
        self._node.wait(20)
        self._node.stdout.close()


@pytest.fixture
def page(client: httpx.Client) -> Iterator[Page]:
    """Yield a page whose stream is open."""
    if shutil.which("node") is None:
        pytest.skip("no node on this machine")
    page = Page(str(client.base_url).rstrip("/"))
    page.tell("live", **{"is": True})
    yield page
    page.close()


def test_a_response_is_asked_for_once_until_a_build_ends(page: Page, site: LeagueSite, client: httpx.Client) -> None:
    found, requests = page.get(TEAMS, TEAMS)
    assert requests == [200] and found[0] == found[1]
    assert found[0]["data"] == client.get(TEAMS).json() and found[0]["version"] == found[0]["data"]["payload_version"]
    assert page.get(TEAMS)[1] == []
    site.execute(BUILD)
    assert page.tell("stale", count=1) == 1
    again, requests = page.get(TEAMS)
    assert requests == [200] and again[0]["version"] != found[0]["version"]  # versions change with every build
    assert page.get(TEAMS) == (again, [])


def test_other_pages_of_a_table_that_changed_are_dropped(page: Page, site: LeagueSite) -> None:
    page.get("/api/v2/teams?limit=1", "/api/v2/teams?limit=2", LEADERS)
    site.execute(BUILD)
    page.tell("stale", count=1)
    page.get("/api/v2/teams?limit=1")
    assert page.tell("size") == 2
    page.tell("reopen", limit=1)
    page.tell("live", **{"is": True})
    page.get(TEAMS, LEADERS)
    assert page.tell("size") == 1


def test_without_a_stream_every_response_is_checked(page: Page) -> None:
    page.tell("reopen", stream=False)
    assert page.get(TEAMS)[1] == [200]
    assert page.get(TEAMS)[1] == [304]


def test_an_error_is_raised_and_not_kept(page: Page) -> None:
    found, requests = page.get("/api/v2/teams?limit=0")
    assert found[0]["code"] == "not_valid" and requests == [422]
    assert page.tell("size") == 0


def test_after_a_break_what_changed_meanwhile_is_asked_for(site: LeagueSite, api_settings: ApiSettings) -> None:
    if shutil.which("node") is None:
        pytest.skip("no node on this machine")
    app = create_app(site.url, api_settings)
    with serving(app) as client:
        page = Page(str(client.base_url).rstrip("/"))
        page.tell("live", **{"is": True})
        page.get(TEAMS)
        assert page.get(TEAMS)[1] == []
        for reader in list(app.state.services.stream._readers):
            reader.end("slow")
        site.execute(BUILD)
        assert page.tell("stale", count=1) == 1
        page.tell("live", **{"is": True})
        assert page.get(TEAMS)[1] == [200]
        page.close()
