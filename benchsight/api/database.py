"""Connection pools of the API: an async one for queries, a blocking one for functions that run in threads."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolTimeout
from starlette.concurrency import run_in_threadpool

from benchsight.api.settings import ApiSettings
from benchsight.db.connections import LIVELINESS

Result = TypeVar("Result")

NAME = "benchsight api"
# After this long without a server the pool reconnects with each request, so it recovers as soon as the server does.
GIVE_UP_SECONDS = 2.0
UNAVAILABLE = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)


class Database:
    """Configured database, which may become unavailable and recover."""

    def __init__(self, url: str, settings: ApiSettings) -> None:
        self.url = url
        self._settings = settings
        conninfo = self.conninfo = make_conninfo(**({**LIVELINESS, "connect_timeout": 3} | conninfo_to_dict(url)))
        # bounds how long a statement runs in a thread after its request timed out
        options = f"-c statement_timeout={round(settings.request_seconds * 1000)}"
        self._pool = AsyncConnectionPool(
            conninfo,
            kwargs={"autocommit": True, "application_name": NAME, "options": options},
            min_size=1,
            max_size=settings.pool_size,
            timeout=settings.pool_wait,
            reconnect_timeout=GIVE_UP_SECONDS,
            open=False,
        )
        self._threads = ConnectionPool(
            conninfo,
            kwargs={"autocommit": True, "application_name": NAME, "options": options},
            min_size=0,
            max_size=max(2, settings.pool_size // 2),
            timeout=settings.pool_wait,
            reconnect_timeout=GIVE_UP_SECONDS,
            check=ConnectionPool.check_connection,
            open=False,
        )

    async def open(self) -> None:
        """Open the pools without waiting for the server."""
        await self._pool.open(wait=False)
        self._threads.open(wait=False)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close(5)
        await run_in_threadpool(self._threads.close, 5)

    async def fetch(self, query: str | sql.Composed, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[TupleRow]:
        """Return the rows of a read-only query; retry it once if the connection is broken.

        Raise one of UNAVAILABLE if the database is unavailable.
        """
        try:
            return await self._fetch(query, parameters)
        except (psycopg.errors.QueryCanceled, PoolTimeout):
            raise
        except (psycopg.OperationalError, psycopg.InterfaceError):
            await self._pool.check()  # other connections may be broken too
            return await self._fetch(query, parameters)

    async def run(self, function: Callable[[psycopg.Connection], Result]) -> Result:
        """Run a function in a thread, on an autocommit connection, and return its result."""

        def in_thread() -> Result:
            with self._threads.connection() as connection:
                return function(connection)

        return await run_in_threadpool(in_thread)

    async def is_there(self) -> bool:
        """Return whether the database responds within the pool's wait."""
        with suppress(*UNAVAILABLE, TimeoutError):
            async with asyncio.timeout(self._settings.pool_wait):
                return await self.fetch("select 1") == [(1,)]
        return False

    async def _fetch(self, query: str | sql.Composed, parameters: Sequence[Any] | dict[str, Any]) -> list[TupleRow]:
        statement = query.encode() if isinstance(query, str) else query
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statement, parameters)
            return await cursor.fetchall()
