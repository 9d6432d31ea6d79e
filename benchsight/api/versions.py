"""Versions of published tables, looked up with one query for all requests that wait."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus

from benchsight.api.database import Database
from benchsight.api.errors import ApiError
from benchsight.reads.published.contract import Contract
from benchsight.reads.published.version import DATA_VERSIONS, payload_version


@dataclass
class Lookup:
    """Query of the data versions of ``tables``; it starts after the last request joined."""

    tables: set[str] = field(default_factory=set)
    found: "asyncio.Future[dict[str, str]]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Versions:
    """Versions as they are after a request arrived: a request joins the next lookup, never one that is running."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._next: Lookup | None = None
        self._running: asyncio.Task[None] | None = None

    async def read(self, *contracts: Contract) -> list[str]:
        """Return the payload version of each table. Raise ApiError if one is not built."""
        if self._next is None:
            self._next = Lookup()
        self._next.tables.update(contract.full_name for contract in contracts)
        lookup = self._next
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        found = await asyncio.shield(lookup.found)
        if any(contract.full_name not in found for contract in contracts):
            raise ApiError(HTTPStatus.CONFLICT, "not_built", "nothing is built yet: load games, then run a build")
        return [payload_version(contract, found[contract.full_name]) for contract in contracts]

    async def _run(self) -> None:
        """Run lookups while requests wait for one; if one fails, so do those that wait for the next."""
        try:
            while self._next is not None:
                lookup, self._next = self._next, None
                try:
                    rows = await self._database.fetch(DATA_VERSIONS, (sorted(lookup.tables),))
                    lookup.found.set_result(dict(rows))
                except Exception as error:
                    for waiting in filter(None, (lookup, self._next)):
                        waiting.found.set_exception(error)
                        waiting.found.exception()  # its requests may have been cancelled
                    self._next = None
        finally:
            self._running = None
