"""A built league, and an endpoint that answers as a test says."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.benchsight.builds.league import TEMPLATE, LeagueSite, copy_of, entered, make_template


@pytest.fixture(scope="module")
def built(server_url: str, worker_id: str) -> Iterator[LeagueSite]:
    """Yield a copy of the built league as the configured database, which nobody changes."""
    home = Path(os.environ["BENCHSIGHT_TEST_HOME"])
    make_template(server_url, home)
    url = copy_of(server_url, f"analysis_{worker_id}", TEMPLATE)
    with pytest.MonkeyPatch.context() as monkeypatch, entered(url, monkeypatch, home):
        yield LeagueSite(url)


@dataclass
class EndpointOfTest:
    """What the endpoint answers, and what it was sent."""

    url: str = ""
    status: int = 200
    text: str = ""
    raw: bytes | None = None
    held: threading.Event = field(default_factory=threading.Event)  # set: answers at once
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def answer(self, path: str) -> bytes:
        """Return the body of an answer."""
        if self.raw is not None:
            return self.raw
        if "generateContent" in path:
            return json.dumps({"candidates": [{"content": {"parts": [{"text": self.text}]}}]}).encode()
        return json.dumps({"choices": [{"message": {"content": self.text}}]}).encode()


@pytest.fixture
def endpoint() -> Iterator[EndpointOfTest]:
    """Yield a running endpoint."""
    state = EndpointOfTest()
    state.held.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append((self.path, dict(self.headers), body))
            state.held.wait()
            content = state.answer(self.path)
            self.send_response(state.status)
            self.send_header("Location", f"{state.url}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content)
            except ConnectionError:
                return  # nobody waits any more

        def log_message(self, *arguments: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield state
        state.held.set()
        server.shutdown()
        thread.join()
