"""API server in a thread; the processes of its jobs fork dbt from the run's warm one."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from benchsight.api.jobs import runner
from benchsight.server import Server
from tests.warm_command import WARM_MODULE

START_NO_JOB = """
    create function ops.stay_pending() returns trigger language plpgsql as 'begin return null; end';
    create trigger stay_pending before update on ops.api_jobs
    for each row when (new.status = 'running') execute function ops.stay_pending()
"""


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
        with (
            pytest.MonkeyPatch.context() as monkeypatch,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
        ):
            monkeypatch.setattr(runner, "CHILD", [*WARM_MODULE, "benchsight.api.jobs.child"])
            yield client
    finally:
        server.should_exit = True
        thread.join(60)
    assert not thread.is_alive()
