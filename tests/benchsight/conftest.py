"""Fixtures of several folders: embedded servers with homes of their own, and a browser."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchsight.db.server import EmbeddedServer
from benchsight.errors import ServerError
from tests.browser import Browser, opened_browser

MakeServer = Callable[[], EmbeddedServer]


@pytest.fixture
def make_server(postgres_programs: Path | None) -> Iterator[MakeServer]:
    """Makes servers that do not run yet, each with a home of its own."""
    servers: list[EmbeddedServer] = []

    def make() -> EmbeddedServer:
        # Not below tmp_path: pytest closes its folders to others, and as root the server is run by another user.
        home = Path(tempfile.mkdtemp(prefix="benchsight-home-"))
        home.chmod(0o755)
        servers.append(EmbeddedServer(home, postgres_programs, os.environ.get("BENCHSIGHT_SERVER_USER")))
        return servers[-1]

    yield make
    for server in servers:
        with suppress(ServerError):  # a test may have left it in a state that cannot even be stopped
            server.stop()
            shutil.rmtree(server.place.folder, ignore_errors=True)
        shutil.rmtree(server.home)


@pytest.fixture
def server(make_server: MakeServer) -> EmbeddedServer:
    """A server that does not run yet, with a home of its own."""
    return make_server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield the browser that all tests of a process share; mark them with `browser`."""
    with opened_browser() as browser:
        yield browser
