"""Requests from many clients at once, over connections that stay open, at little cost to the machine."""

import asyncio
import random
import time
from array import array
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import psutil

END_OF_HEAD = b"\r\n\r\n"


@dataclass
class Load:
    """Seconds of each request, of all together, and of processors by what used them."""

    name: str
    each: "array[float]" = field(default_factory=lambda: array("d"))
    wall: float = 0.0
    processor: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.each) / self.wall

    def percentile(self, percent: float) -> float:
        """Seconds within which so many of 100 requests ended."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, round(len(ordered) * percent / 100))]

    def per_request(self, part: str) -> float:
        """Seconds of a processor per request."""
        return self.processor[part] / len(self.each)


@dataclass(frozen=True)
class Request:
    """GET of a path with these headers, which must be answered with ``status``."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def encode(self, host: str) -> bytes:
        """Return the bytes to send."""
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: {host}",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode()


class _Visitor(asyncio.Protocol):
    """Client that sends a request, awaits the response, and sends the next, at once or at its ``pace`` in seconds."""

    def __init__(self, request: Request, host: str, load: Load, left: list[int], pace: float) -> None:
        self._content, self._status = request.encode(host), f"HTTP/1.1 {request.status} ".encode()
        self._load, self._left = load, left
        self._received, self._began, self._pace = b"", 0.0, pace
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(END_OF_HEAD)
        if head < 0:
            return
        if not self._received.startswith(self._status):
            self.done.set_exception(RuntimeError(self._received[:500].decode(errors="replace")))
            self._transport.abort()
            return
        if len(self._received) >= head + len(END_OF_HEAD) + _length(self._received[:head]):
            took = time.perf_counter() - self._began
            self._load.each.append(took)
            if self._pace:
                asyncio.get_running_loop().call_later(max(0.0, self._pace - took), self._next)
            else:
                self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or RuntimeError("the server closed the connection"))

    def _next(self) -> None:
        self._received = b""
        if not self._left[0]:
            self.done.set_result(None)
            self._transport.close()
            return
        self._left[0] -= 1
        self._began = time.perf_counter()
        self._transport.write(self._content)


def _length(head: bytes) -> int:
    begin = head.lower().find(b"content-length:")
    return int(head[begin + 15 :].split(b"\r\n", 1)[0]) if begin >= 0 else 0


async def request_all(
    name: str,
    host: str,
    port: int,
    request: Request,
    clients: int,
    requests: int,
    parts: Mapping[str, int],
    pace: float = 0.0,
) -> Load:
    """Send so many requests; ``parts``: processes to account for, by name, with their children.

    ``pace``: seconds from one request of a client to its next; 0 for as soon as it has the response.
    """
    load, left = Load(name), [requests]

    async def visit() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(random.random() * pace)
        visitor = _Visitor(request, f"{host}:{port}", load, left, pace)
        await loop.create_connection(lambda: visitor, host, port)
        await visitor.done

    await _timed(load, [visit] * clients, parts)
    return load


async def call_all(
    name: str, work: Callable[[], Awaitable[object]], clients: int, calls: int, parts: Mapping[str, int]
) -> Load:
    """Call ``work`` so many times from so many tasks at once."""
    load, left = Load(name), [calls]

    async def visit() -> None:
        while left[0]:
            left[0] -= 1
            began = time.perf_counter()
            await work()
            load.each.append(time.perf_counter() - began)

    await _timed(load, [visit] * clients, parts)
    return load


async def _timed(load: Load, visits: list[Callable[[], Awaitable[None]]], parts: Mapping[str, int]) -> None:
    before = {name: _processor_seconds(process) for name, process in parts.items()}
    began = time.perf_counter()
    await asyncio.gather(*(visit() for visit in visits))
    load.wall = time.perf_counter() - began
    load.processor = {name: _processor_seconds(process) - before[name] for name, process in parts.items()}


def _processor_seconds(process: int) -> float:
    """Seconds of a process and its children, those that live included."""
    root = psutil.Process(process)
    ended = root.cpu_times().children_user + root.cpu_times().children_system
    return ended + sum(_own_seconds(each) for each in [root, *root.children(recursive=True)])


def _own_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
