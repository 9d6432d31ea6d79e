"""Links of pages, feeds and indexes, rewritten to lead to files."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

TAG = re.compile(r"<[a-zA-Z][^<>]*>")
LINK = re.compile(r"\s(?P<name>href|src|action|data-root|data-index|content)=\"(?P<value>[^\"]*)\"")
FORM = re.compile(r"<form\b(?P<tag>[^<>]*)>.*?</form>", re.DOTALL)
SEARCH = re.compile(r"\saction=\"/search\"")  # works without a server
PLACE = re.compile(r"(?<=<loc>)[^<]*(?=</loc>)")  # in a sitemap


class Resolve(Protocol):
    """Returns what a link becomes; None if it leads to nothing that a file has."""

    def __call__(self, link: str, absolute: bool = False) -> str | None: ...


def links_of(text: str, site_url: str | None) -> Iterator[str]:
    """Yield the links of HTML or XML; absolute addresses of the site itself as paths."""
    for tag in TAG.finditer(_without_forms(text)):
        for found in LINK.finditer(tag[0]):
            value, is_own = _own(html.unescape(found["value"]), site_url)
            if is_own or found["name"] != "content":
                yield value


def rewrite_page(text: str, resolve: Resolve, site_url: str | None) -> str:
    """Return HTML or XML with the links that ``resolve`` returns; a link of which it returns None is none any more.

    Absolute addresses of the site itself stay absolute. Forms that need a server are left out.
    """

    def link(found: re.Match[str]) -> str:
        value, is_own = _own(html.unescape(found["value"]), site_url)
        if found["name"] == "content" and not is_own:
            return found[0]
        target = resolve(value, absolute=is_own)
        if found["name"] == "data-root" and target is not None:
            target = target.removesuffix("index.html")  # what scripts put before an address
        return "" if target is None else f' {found["name"]}="{html.escape(target)}"'

    return TAG.sub(lambda tag: LINK.sub(link, tag[0]), _without_forms(text))


def index_links(text: str) -> Iterator[str]:
    """Yield the addresses in an index of pages (JSON): all texts that begin with a slash."""
    found: list[str] = []

    def note(address: str) -> str:
        found.append(address)
        return address

    _walk(json.loads(text), note)
    yield from found


def rewrite_index(text: str, resolve: Resolve) -> str:
    """Return the index with the addresses that ``resolve`` returns; one of which it returns None is empty."""
    rewritten = _walk(json.loads(text), lambda address: resolve(address) or "")
    return json.dumps(rewritten, ensure_ascii=False, separators=(",", ":"))


def rewrite_sitemap(text: str, resolve: Resolve, site_url: str | None) -> str:
    """Return a sitemap whose places are what ``resolve`` returns."""
    return PLACE.sub(
        lambda found: html.escape(resolve(_own(html.unescape(found[0]), site_url)[0], absolute=True) or found[0]), text
    )


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    """Return a JSON value with its addresses changed."""
    if isinstance(value, str):
        return change(value) if value.startswith("/") else value
    if isinstance(value, list):
        return [_walk(each, change) for each in value]
    if isinstance(value, dict):
        return {key: _walk(each, change) for key, each in value.items()}
    return value


def _without_forms(text: str) -> str:
    return FORM.sub(lambda form: form[0] if SEARCH.search(form["tag"]) else "", text)


def _own(value: str, site_url: str | None) -> tuple[str, bool]:
    """Return an absolute address of the site as a path, and whether it is one."""
    if site_url is not None and (value == site_url or value.startswith(f"{site_url}/")):
        return value.removeprefix(site_url) or "/", True
    return value, False
