"""Readers of the event stream."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect


@dataclass(frozen=True)
class Event:
    """Server-sent event, or a comment."""

    event: str
    id: str | None
    data: Any


def events(lines: Iterator[str]) -> Iterator[Event]:
    """Parse the lines of a stream; comments are events of the name `comment`."""
    fields: dict[str, str] = {}
    for line in lines:
        if not line and fields:
            data = json.loads(fields["data"]) if "data" in fields else None
            yield Event(fields.get("event", "comment"), fields.get("id"), data)
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


@contextmanager
def following(
    client: httpx.Client, query: str = "", last: str | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[Iterator[Event]]:
    """Yield the events of a stream."""
    sent = dict(headers or {}) | ({} if last is None else {"Last-Event-ID": last})
    with client.stream("GET", f"/api/live/events{query}", headers=sent) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield events(answer.iter_lines())


def web_socket(client: httpx.Client, query: str = "", **more: Any) -> ClientConnection:
    """Open a WebSocket."""
    return connect(str(client.base_url).replace("http", "ws") + f"/api/live/ws{query}", **more)
