"""Helpers of the tests of uploads: a site without games, a body sent by hand, a job that has ended."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from benchsight.api.app import create_app
from benchsight.api.settings import ApiSettings, load_api_settings
from tests.benchsight.api.serving import serving

REPOSITORY = Path(__file__).resolve().parents[3]
PATIENCE = 60
ENDED = ("completed", "failed", "cancelled")
BOUNDARY = "0123456789abcdef"


@dataclass
class UploadSite:
    """A migrated database without rows, and the home of its servers."""

    url: str
    home: Path
    settings: ApiSettings = field(default_factory=lambda: load_api_settings(REPOSITORY, environ={}))

    @property
    def spooled(self) -> list[str]:
        """What the spool folder holds."""
        folder = self.home / "uploads"
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))

    @contextmanager
    def serving(self, **settings: Any) -> Iterator[httpx.Client]:
        """Serve, with these changes of the settings."""
        with serving(create_app(self.url, replace(self.settings, **settings))) as client:
            yield client

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


def entered_upload_site(url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> UploadSite:
    """Return a site whose database and home are those that commands of this process mean."""
    monkeypatch.chdir(REPOSITORY)
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", url)
    monkeypatch.setenv("BENCHSIGHT_HOME", str(home))
    return UploadSite(url, home)


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, which then goes on to hold."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ended(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    """Return the upload of a response when its job has ended."""
    assert answer.status_code == 202, answer.text
    deadline = time.monotonic() + PATIENCE
    while True:
        found: dict[str, Any] = client.get(answer.headers["location"]).json()
        if found["status"] in ENDED:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def upload(client: httpx.Client, *paths: Path, **query: Any) -> httpx.Response:
    """Send files to the endpoint of their number."""
    where, name = ("csv", "file") if len(paths) == 1 else ("bulk", "files")
    sent = [(name, (path.name, path.read_bytes())) for path in paths]
    return client.post(f"/api/upload/{where}", params=query, files=sent)


def part(name: str, content: bytes) -> bytes:
    """Return the part of a form that is a file."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


@contextmanager
def sending(client: httpx.Client, path: str, *headers: str) -> Iterator[socket.socket]:
    """Yield a connection on which the head of an upload was sent, and nothing of its body."""
    url = client.base_url
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {url.host}:{url.port}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        *headers,
        "",
        "",
    ]
    with socket.create_connection((url.host, url.port or 80), timeout=PATIENCE) as connection:
        connection.sendall("\r\n".join(head).encode())
        yield connection


def status_of(connection: socket.socket) -> int:
    """Return the status of the response on a connection."""
    with connection.makefile("rb") as received:
        return int(received.readline().split()[1])
