"""The real supabase-js in node, writing through the stand-in for PostgREST to a database of the test's own."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from filelock import FileLock

from benchsight.api.app import create_app
from benchsight.api.keys import Scope, create_key
from benchsight.api.settings import load_api_settings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import league

from .keys import key_of
from .postgrest_stand_in import PostgrestStandIn

__all__ = ["league"]  # a fixture

REPOSITORY = Path(__file__).resolve().parents[2]
CLIENT = REPOSITORY / "benchsight" / "live" / "static" / "tracker-client.js"
PACKAGE = "@supabase/supabase-js@2.109.0"
PATIENCE = 60.0  # seconds
QUICK = {"firstDelay": 30, "longestDelay": 60}  # milliseconds


class Page:
    """A tracker's page in a browser: node with the client module and supabase-js; its storage is a file."""

    def __init__(self, given: dict[str, Any]) -> None:
        command = ["node", str(Path(__file__).with_name("driver.mjs")), json.dumps(given)]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, command: str, **given: Any) -> Any:
        """What a command of the driver answers. Raises AssertionError for one that fails."""
        assert self._node.stdin is not None and self._node.stdout is not None
        self._node.stdin.write(json.dumps({"command": command, **given}) + "\n")
        self._node.stdin.flush()
        answer = json.loads(self._node.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def call(self, method: str, *args: Any, tab: int = 0) -> Any:
        """Call a method of the tracker; the result of its promise, if it gives one."""
        return self.tell("call", method=method, args=args, tab=tab)

    def get(self, name: str, tab: int = 0) -> Any:
        """A property of the tracker."""
        return self.tell("get", name=name, tab=tab)

    def supabase(self, table: str, *chain: list[Any]) -> dict[str, Any]:
        """data, error and status of calls of supabase-js itself."""
        result = self.tell("supabase", table=table, chain=chain)
        assert isinstance(result, dict)
        return result

    def wait_until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the status of the tracker is so."""
        deadline = time.monotonic() + PATIENCE
        while not holds(status := self.get("status")):
            assert time.monotonic() < deadline, status
            time.sleep(0.02)
        return dict(status)

    def wait_until_sent(self) -> None:
        """Wait until nothing is pending."""
        self.wait_until(lambda status: status["pending"] == 0 and not status["sending"])

    def close(self) -> None:
        """End it without a word, as a tab ends that is closed."""
        self._node.kill()
        self._node.communicate()


OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """A folder with supabase-js installed, once a run; the test is skipped where it cannot be had."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no node and npm on this machine")
    folder = Path(os.environ["BENCHSIGHT_TEST_HOME"]) / "node"
    with FileLock(f"{folder}.lock"):
        if not (folder / "installed").exists():
            command = [
                "npm",
                "install",
                "--prefix",
                str(folder),
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                PACKAGE,
            ]
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            if done.returncode != 0:
                why = " ".join(line.removeprefix("npm error ") for line in done.stderr.splitlines()[:2])
                pytest.skip(f"npm cannot install {PACKAGE}: {why}")
            (folder / "installed").touch()
    return folder


@pytest.fixture
def stand_in(database_url: str) -> Iterator[PostgrestStandIn]:
    """The server of the test's database."""
    with PostgrestStandIn(database_url).running() as server:
        yield server


@pytest.fixture
def open_page(node_modules: Path, stand_in: PostgrestStandIn, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens pages that share a storage, by the tracker's key unless another role is named."""
    with ExitStack() as stack:

        def open_one(
            role: str = "benchsight_tracker", key: str | None = None, url: str | None = None, **options: Any
        ) -> Page:
            page = Page(
                {
                    "url": url or stand_in.url,
                    "key": key or key_of(role),
                    "client": str(CLIENT),
                    "modules": str(node_modules / "package.json"),
                    "storageFile": str(tmp_path / "storage.json"),
                    "options": QUICK | options,
                }
            )
            stack.callback(page.close)
            return page

        yield open_one


@pytest.fixture(params=["postgrest", "benchsight serve"])
def open_either(request: pytest.FixtureRequest, open_page: OpenPage, database_url: str) -> Iterator[OpenPage]:
    """Opens pages by the tracker's key: of the stand-in for PostgREST, and of the HTTP API."""
    if request.param == "postgrest":
        yield open_page
        return
    with psycopg.connect(database_url, autocommit=True) as connection:
        secret, _ = create_key(connection, "rink", [Scope.TRACK])
    settings = load_api_settings(REPOSITORY, "0.0.0.0", {})
    with serving(create_app(database_url, settings)) as server:
        yield lambda **options: open_page(key=secret, url=str(server.base_url).rstrip("/"), **options)


@pytest.fixture
def rows(database_url: str) -> Callable[[str], list[tuple[Any, ...]]]:
    """The rows of a query, as the owner sees them."""

    def query(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(database_url, autocommit=True) as connection:
            return connection.execute(statement.encode()).fetchall()

    return query
