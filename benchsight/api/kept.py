"""Bodies of responses, kept while the version of their rows is the current one."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import NamedTuple
from weakref import WeakValueDictionary

LARGEST_SHARE = 1 / 8  # of all that is kept, for one body


class Body(NamedTuple):
    """Content of a response, and the cursor of the next page."""

    content: bytes
    following: str | None = None


class Kept:
    """Least recently used bodies of at most ``most_bytes`` together; of equal requests at once, one reads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._bodies: OrderedDict[Hashable, Body] = OrderedDict()
        self._reading: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def get(self, key: Hashable, read: Callable[[], Awaitable[Body]]) -> Body:
        """Return the body of ``key``, which names the version of its rows; ``read`` it if it is not kept."""
        if not self._most_bytes:
            return await read()
        body = self._known(key)
        if body is not None:
            return body
        lock = self._reading.setdefault(key, asyncio.Lock())
        async with lock:
            body = self._known(key)
            if body is None:
                body = await read()
                self._keep(key, body)
            return body

    def _known(self, key: Hashable) -> Body | None:
        if key not in self._bodies:
            return None
        self._bodies.move_to_end(key)
        return self._bodies[key]

    def _keep(self, key: Hashable, body: Body) -> None:
        if len(body.content) > self._most_bytes * LARGEST_SHARE:
            return
        self._bodies[key] = body
        self._bytes += len(body.content)
        while self._bytes > self._most_bytes:
            _, dropped = self._bodies.popitem(last=False)
            self._bytes -= len(dropped.content)
