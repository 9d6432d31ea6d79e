"""API server in a thread."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from benchsight.server import Server


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[httpx.Client]:
    """Serve the application on a port, a free one by default, and yield a client."""
    server = Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", server_header=False), app)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(60)
    assert not thread.is_alive()
