"""The server: uvicorn with the application, and beside it a worker where one is asked for."""

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import uvicorn
from fastapi import FastAPI

from benchsight.api.keys import has_active_keys
from benchsight.api.processes import start, stop
from benchsight.api.settings import ApiSettings, is_loopback
from benchsight.api.users import has_active_users
from benchsight.application import create_application
from benchsight.db.connections import open_connection
from benchsight.errors import ConfigurationError
from benchsight.web.settings import WebSettings

log = logging.getLogger("benchsight.api")

WORKER = [sys.executable, "-c", "from benchsight.cli.main import main; main()", "worker"]
RESTART_SECONDS = 5.0
GRACE_SECONDS = 20.0
STREAM_GRACE_SECONDS = 1.0
STREAM_PATHS = ("/api/live/events", "/api/live/ws")


def serve(url: str, settings: ApiSettings, web: WebSettings, host: str, port: int, with_worker: bool = False) -> None:
    """Serve until stopped. Raises ConfigurationError for a public address that nobody would have a key for."""
    require_keys(url, settings, host)
    app = create_application(url, settings, web, [worker()] if with_worker else [])
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="info",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=round(GRACE_SECONDS),
        proxy_headers=False,
        ws_max_size=2**16,
    )
    Server(config, app).run()


class Server(uvicorn.Server):
    """Server that ends the event streams of its application when it stops, which has no end of its own to wait for.

    No request waits for the garbage collector to go through the application.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start; what is there by then stays, so the collector need not look through it in the middle of a request."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # 0.2 s of a request, each time, at 240,000 objects

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, aborting those whose client takes nothing, then wait for requests."""
        stream = self._app.state.services.stream
        self._abort_streams(lambda transport: transport.is_closing())  # closed long ago, and never flushed
        stream.close()
        if not await stream.is_drained(STREAM_GRACE_SECONDS):
            self._abort_streams(lambda transport: True)
        await super().shutdown(sockets)

    def _abort_streams(self, which: Callable[[asyncio.Transport], bool]) -> None:
        for connection in list(self.server_state.connections):
            path = (getattr(connection, "scope", None) or {}).get("path")
            if path in STREAM_PATHS and which(connection.transport):
                connection.transport.abort()


def require_keys(url: str, settings: ApiSettings, host: str) -> None:
    """Raise ConfigurationError if keys are needed, as on a public address, and there is neither a key nor a user."""
    if not settings.keys_required:
        return
    with open_connection(url, autocommit=True, application_name="benchsight serve") as connection:
        if has_active_keys(connection) or has_active_users(connection):
            return
    why = "ENVIRONMENT or BENCHSIGHT_API_KEYS asks for keys" if is_loopback(host) else f"{host} is a public address"
    raise ConfigurationError(f"{why}, and there is no key: make one with `benchsight keys create NAME --scope read`")


@asynccontextmanager
async def worker() -> AsyncIterator[None]:
    """A worker in a process of its own, started again if it dies."""
    stopping = asyncio.Event()
    keeping = asyncio.create_task(_keep(stopping))
    try:
        yield
    finally:
        stopping.set()
        await keeping


async def _keep(stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        process = await start(WORKER)
        ended, asked = asyncio.create_task(process.wait()), asyncio.create_task(stopping.wait())
        await asyncio.wait([ended, asked], return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            asked.cancel()
            await stop(process, GRACE_SECONDS)
            await ended
            return
        log.warning("the worker ended with %s; it is started again", process.returncode)
        with suppress(TimeoutError):
            await asyncio.wait_for(asked, RESTART_SECONDS)
