"""Makes the static site: asks for all pages, rewrites their links, puts the files in place."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from fastapi import FastAPI

from benchsight.api.dependencies import Services
from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.errors import BenchSightError
from benchsight.reads.published.version import DATA_VERSIONS
from benchsight.static_site.addresses import ORIGIN, Files, address_of, is_asking, relative
from benchsight.static_site.folder import Changes, opened
from benchsight.static_site.pages import FEED, HTML, INDEX, SITEMAP, Found, client_of, crawl
from benchsight.static_site.rewriting import rewrite_index, rewrite_page, rewrite_sitemap
from benchsight.web.settings import WebSettings

FIRST = ["/", "/search-index.json", "/calendar.ics", "/results.atom", "/robots.txt", "/sitemap.xml"]
TRIES = 3  # a build that ends meanwhile makes another version
Progress = Callable[[int, int], None]


class NothingToShow(BenchSightError):
    """The database has no league to show."""


class KeepsChanging(BenchSightError):
    """The league changed whenever it was read."""


@dataclass(frozen=True)
class MadeSite:
    """The site: its first page, its files and what changed of them."""

    page: Path
    files: int
    changes: Changes


def make_site(url: str, settings: ApiSettings, web: WebSettings, folder: Path, progress: Progress) -> MadeSite:
    """Write the league of the database at ``url`` into a folder; ``progress`` gets the pages read and known.

    Raise NotOurs for a folder with other files, NothingToShow before the first build, PageFailed, KeepsChanging.
    """
    app = create_application(
        url, replace(settings, keys_required=False), replace(web, public=True, is_static=True)
    )  # readers of files have no keys
    with opened(folder) as target:
        found = asyncio.run(_read(app, web, progress))
        files = Files()
        for address in sorted(found.answers):
            files.of(address)
        for address in sorted(found.answers):
            content = _as_file(found, files, address, web.url)
            target.add(files.of(address), content)
            if found.answers[address].media_type == INDEX:
                target.add(str(Path(files.of(address)).with_suffix(".js")), b"searchIndex = " + content)
        return MadeSite(folder / files.of("/"), len(found.answers), target.swap())


async def _read(app: FastAPI, web: WebSettings, progress: Progress) -> Found:
    services: Services = app.state.services
    async with client_of(app) as client:
        await _require_league(client)
        for _ in range(TRIES):
            before = await _versions(services)
            found = await crawl(client, FIRST, web.url, progress)
            if await _versions(services) == before:
                return found
    raise KeepsChanging("builds changed the league while its pages were read: try again when the queue is empty")


async def _require_league(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    if response.is_redirect:
        raise NothingToShow("nothing is built yet: load games, then run `benchsight build`")


async def _versions(services: Services) -> dict[str, str]:
    """Return the version of each published table."""
    names = sorted(contract.full_name for contract in services.contracts.values())
    return dict(await services.database.fetch(DATA_VERSIONS, (names,)))


def _as_file(found: Found, files: Files, address: str, site_url: str | None) -> bytes:
    """Return the content of the file of an address."""
    answer = found.answers[address]
    if answer.media_type not in (HTML, FEED, INDEX, SITEMAP):
        return answer.body
    here = files.of(address)

    def resolve(link: str, absolute: bool = False) -> str | None:
        target = address_of(link, address)
        if target is None:
            return link if _is_elsewhere(link, address) else None
        at = found.at(target)
        if at is None or (at == address and is_asking(link)):
            return None
        fragment = urldefrag(link).fragment
        way = f"{site_url}/{relative('', files.of(at))}" if absolute else relative(here, files.of(at))
        return f"{way}#{fragment}" if fragment else way

    text = answer.body.decode()
    if answer.media_type == INDEX:
        return rewrite_index(text, resolve).encode()
    if answer.media_type == SITEMAP:
        return rewrite_sitemap(text, resolve, site_url).encode()
    return rewrite_page(text, resolve, site_url).encode()


def _is_elsewhere(link: str, page: str) -> bool:
    """Return whether a link leads to a place in its page, or to another server."""
    parts = urlsplit(urljoin(ORIGIN + page, link))
    return not link or link.startswith("#") or f"{parts.scheme}://{parts.netloc}" != ORIGIN
