"""The pages of an application, asked for in this process, from the first along all links."""

import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx
from fastapi import FastAPI

from benchsight.api.dependencies import Services
from benchsight.errors import BenchSightError
from benchsight.static_site.addresses import ORIGIN, address_of
from benchsight.static_site.rewriting import index_links, links_of

HTML, FEED, INDEX, SITEMAP = "text/html", "application/atom+xml", "application/json", "application/xml"


class PageFailed(BenchSightError):
    """The application could not make a page."""


@dataclass(frozen=True)
class Answer:
    """What the application answered; ``packed`` is its body, compressed: a league has thousands of pages."""

    media_type: str
    packed: bytes

    @property
    def body(self) -> bytes:
        """The body."""
        return zlib.decompress(self.packed)


@dataclass
class Found:
    """Answers by address; ``moved``: addresses that lead to others. An address in neither has no page."""

    answers: dict[str, Answer] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)

    def at(self, address: str) -> str | None:
        """Return the address at which a page is found, None if there is none."""
        address = self.moved.get(address, address)
        return address if address in self.answers else None


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of an application that is not served: no job runs, no port is open."""
    services: Services = app.state.services
    await services.database.open()
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
            yield client
    finally:
        await services.database.close()


async def crawl(
    client: httpx.AsyncClient, first: list[str], site_url: str | None, progress: Callable[[int, int], None]
) -> Found:
    """Return all pages that the first ones lead to; ``progress`` gets the pages read and known. Raise PageFailed."""
    found, known = Found(), dict.fromkeys(first)
    waiting = deque(first)
    while waiting:
        address = waiting.popleft()
        response = await client.get(address)
        for link in _read(found, address, response, site_url):
            target = address_of(link, address)
            if target is not None and target not in known:
                known[target] = None
                waiting.append(target)
        progress(len(known) - len(waiting), len(known))
    return found


def _read(found: Found, address: str, response: httpx.Response, site_url: str | None) -> Iterator[str]:
    """Note an answer, and yield its links."""
    if response.is_redirect:
        target = address_of(response.headers["location"], address)
        if target is not None:
            found.moved[address] = target
            yield target
        return
    if response.status_code == HTTPStatus.NOT_FOUND:
        return
    if response.status_code != HTTPStatus.OK:
        raise PageFailed(f"{address} cannot be made (status {response.status_code}): open it with `benchsight serve`")
    media_type = response.headers.get("content-type", "").partition(";")[0]
    found.answers[address] = Answer(media_type, zlib.compress(response.content, 1))
    if media_type in (HTML, FEED):
        yield from links_of(response.text, site_url)
    elif media_type == INDEX:
        yield from index_links(response.text)
