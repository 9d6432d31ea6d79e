"""What all pages have in common, shown on the standings."""

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite

PAGE = "/standings"


@pytest.fixture(scope="module")
def closed(site: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server that needs keys, and whose pages are not public."""
    with serving(create_application(site.url, replace(api_settings, keys_required=True), WebSettings())) as client:
        yield client


def test_a_page_loads_nothing_from_elsewhere(pages: httpx.Client) -> None:
    """All addresses in it are its own, and its policy says so to the browser."""
    page = pages.get(PAGE)
    assert page.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert sources and all(source.startswith(("/", "#", "?")) and not source.startswith("//") for source in sources)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for source in (each for each in sources if each.startswith("/assets/")):
        asset = pages.get(source)
        assert asset.status_code == 200 and "immutable" in asset.headers["cache-control"]


def test_a_page_that_did_not_change_is_not_sent_again(pages: httpx.Client) -> None:
    """Its ETag brings 304."""
    page = pages.get(PAGE)
    again = pages.get(PAGE, headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_table_of_a_page_comes_as_csv(pages: httpx.Client) -> None:
    """All its columns, and a page that has no such table says so."""
    table = pages.get(PAGE, params={"csv": "standings"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("rank,team_name,gp,w,regulation_wins,")
    assert pages.get(PAGE, params={"csv": "other"}).status_code == 404


def test_a_heading_has_its_definition(pages: httpx.Client) -> None:
    """The text of the contract, at the end of the page, with a link to the dictionary."""
    page = pages.get(PAGE).text
    assert '<div popover id="def-league_standings-otl"' in page
    assert "Losses in overtime or shootout." in page
    assert 'href="/dictionary/league_standings#otl"' in page


def test_an_address_that_is_none_is_a_page(pages: httpx.Client) -> None:
    """For a browser; a program gets the API's error."""
    page = pages.get("/nowhere", headers={"Accept": "text/html"})
    assert page.status_code == 404 and "<h1>Not found</h1>" in page.text
    assert pages.get("/api/nowhere", headers={"Accept": "text/html"}).json()["status"] == 404


def test_a_season_that_is_none_is_a_page(pages: httpx.Client) -> None:
    """The error names it, and what it names is text."""
    page = pages.get(PAGE, params={"season": "<b>"})
    assert page.status_code == 404 and "There is no season &lt;b&gt;." in page.text


def test_who_has_no_key_is_sent_to_sign_in(closed: httpx.Client) -> None:
    """And from there back to the page."""
    page = closed.get(f"{PAGE}?season=1")
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Fstandings%3Fseason%3D1")
    assert closed.get("/sign-in").status_code == 200
    assert closed.get("/admin").headers["location"] == "/sign-in?next=%2Fadmin"


def test_public_pages_are_for_everybody_and_the_portal_is_not(site: LeagueSite, api_settings: ApiSettings) -> None:
    """The setting opens the league alone."""
    settings = replace(api_settings, keys_required=True)
    with serving(create_application(site.url, settings, WebSettings(public=True))) as client:
        assert client.get(PAGE).status_code == 200
        assert client.get("/admin").status_code == 303
        assert client.get("/api/v2/standings").status_code == 401


def test_pages_are_compressed_and_those_with_a_token_are_not(pages: httpx.Client) -> None:
    """For who accepts it; a page of the portal shows a token, and the API has formats of its own."""
    page = pages.get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip" and "<h1>" in page.text
    assert "content-encoding" not in pages.get(PAGE, headers={"Accept-Encoding": "identity"}).headers
    for path in ("/admin/queue", "/api/v2/standings", "/sign-in"):
        assert "content-encoding" not in pages.get(path, headers={"Accept-Encoding": "gzip"}).headers


def test_a_page_says_how_long_it_took(pages: httpx.Client) -> None:
    """The share of the database and all of it, once: afterwards the body is kept."""
    path = f"{PAGE}?unused=timing"
    assert re.fullmatch(r"sql;dur=[\d.]+, all;dur=[\d.]+", pages.get(path).headers["server-timing"])
    assert "server-timing" not in pages.get(path).headers
