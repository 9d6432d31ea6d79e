"""Connections of the API: an async pool for queries, a pool for threads in which the functions of commands run."""

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
# After this long without a server the pool tries again with each request, so that it is back as soon as the server is.
GIVE_UP_SECONDS = 2.0
UNAVAILABLE = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)


class Database:
    """The configured database, which may go away and come back."""

    def __init__(self, url: str, settings: ApiSettings) -> None:
        self.url = url
        self._settings = settings
        conninfo = make_conninfo(**({**LIVELINESS, "connect_timeout": 3} | conninfo_to_dict(url)))
        # so that nothing goes on in a thread for long after its request was given up
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
        """Open the pools; the server need not be there yet."""
        await self._pool.open(wait=False)
        self._threads.open(wait=False)

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close(5)
        await run_in_threadpool(self._threads.close, 5)

    async def fetch(self, query: str | sql.Composed, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[TupleRow]:
        """The rows of a query, which only reads: it is run again where a connection turns out to be gone.

        Raises one of UNAVAILABLE if the database is not there.
        """
        try:
            return await self._fetch(query, parameters)
        except (psycopg.errors.QueryCanceled, PoolTimeout):
            raise
        except (psycopg.OperationalError, psycopg.InterfaceError):
            await self._pool.check()  # the others may be gone too
            return await self._fetch(query, parameters)

    async def run(self, function: Callable[[psycopg.Connection], Result]) -> Result:
        """What a function of a connection returns; it runs in a thread, on a connection in autocommit."""

        def in_thread() -> Result:
            with self._threads.connection() as connection:
                return function(connection)

        return await run_in_threadpool(in_thread)

    async def is_there(self) -> bool:
        """Whether the database answers."""
        with suppress(*UNAVAILABLE, TimeoutError):
            async with asyncio.timeout(self._settings.pool_wait):
                return await self.fetch("select 1") == [(1,)]
        return False

    async def _fetch(self, query: str | sql.Composed, parameters: Sequence[Any] | dict[str, Any]) -> list[TupleRow]:
        statement = query.encode() if isinstance(query, str) else query
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statement, parameters)
            return await cursor.fetchall()
