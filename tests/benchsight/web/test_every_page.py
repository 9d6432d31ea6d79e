"""Every kind of page is valid HTML in words, shuts nobody out in either theme, and fits a phone."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute

from benchsight import portal
from benchsight import site as league_site
from benchsight.web import sign_in
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.web.axe import findings
from tests.benchsight.web.empty_figures import empty_figures
from tests.benchsight.web.every_page import ADDRESSES, KINDS, NO_PAGES, NOT_FOUND, ids_of
from tests.benchsight.web.html_problems import html_problems
from tests.benchsight.web.looks import PHONE, look_at
from tests.benchsight.web.words import raw_names
from tests.browser import Browser, Page, opened_browser

VIEWPORT = '<meta name="viewport" content="width=device-width">'
VALID = (
    f'<!doctype html><html lang="en"><head><title>T</title>{VIEWPORT}</head>'
    "<body><main><h1>T</h1>{}</main></body></html>"
)


@pytest.fixture(scope="module")
def ids(site: LeagueSite) -> dict[str, str]:
    """Return what stands in the addresses for a game, a player and so on."""
    return ids_of(site)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield the browser of these tests."""
    with opened_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page that goes from address to address."""
    with browser.page() as page:
        yield page


def test_no_page_is_forgotten() -> None:
    """Each route that answers with a page has an address here."""
    routers = (*league_site.ROUTERS, *portal.ROUTERS, sign_in.router)
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    pages = {route.path for route in routes if "GET" in (route.methods or ())} - set(NO_PAGES)
    written = [address.split("?")[0] for address in KINDS]
    assert len(pages) > 40
    forgotten = [
        path
        for path in sorted(pages)
        if not any(re.fullmatch(re.sub(r"\\\{\w+(:path)?\\\}", ".*", re.escape(path)), each) for each in written)
    ]
    assert forgotten == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_valid_html(pages: httpx.Client, ids: dict[str, str], address: str) -> None:
    answer = pages.get(address.format(**ids), headers={"Accept": "text/html"})
    assert answer.status_code == (404 if address in NOT_FOUND else 200)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert html_problems(answer.text) == []
    assert empty_figures(answer.text) == []
    assert address.startswith("/dictionary") or raw_names(answer.text) == []


@pytest.mark.browser
@pytest.mark.parametrize("address", KINDS)
def test_it_shuts_nobody_out_and_fits_a_phone(
    page: Page, pages: httpx.Client, ids: dict[str, str], address: str
) -> None:
    """In light and dark; at 360 pixels nothing but what is made to scroll is wider than the page."""
    assert look_at(page, f"{pages.base_url}{address.format(**ids)}") == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<p>1 < 2 <div>3</p></div>", "unexpected-end-tag"),
        ('<p id="a">1</p><p id="a">2</p>', "id 'a' is 2 times in the page"),
        ("<span><div>1</div></span>", "may not be in <span>"),
        ("<ul><a href='/'>1</a></ul>", "may not be a child of <ul>"),
        ("<a href='/'><button>1</button></a>", "may not be in a link or button"),
        ("<label for='b'>1</label>", "for names no id 'b'"),
        ("<input>", "has no label"),
        ("<table><tr><th></th></tr></table>", "has no text"),
        ("<h3>1</h3>", "<h3> follows <h1>"),
        ("<img src='/a.png'>", "has no alt"),
    ],
)
def test_what_is_wrong_with_html_is_found(body: str, problem: str) -> None:
    assert html_problems(VALID.format("<p>1</p>")) == []
    assert any(problem in found for found in html_problems(VALID.format(body)))


def test_names_of_columns_are_found() -> None:
    body = '<p title="goals_for">toi_seconds of /a_b/2026_10.csv</p><script>let no_word</script><b>the<i>on_ice</i></b>'
    assert raw_names(VALID.format(body)) == ["goals_for", "on_ice", "toi_seconds"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<svg class="chart" aria-label="A"><path class="border" d="M0 0"/></svg>', ["chart without data: A"]),
        ('<svg class="chart" aria-label="A"><path class="series" d=""/></svg>', ["chart without data: A"]),
        ('<svg class="rink" aria-label="A"><g class="mark goal"><circle r="1"/></g></svg>', []),
        ('<svg class="rink" aria-label="A"><circle class="dot" r="1"/></svg>', ["rink without data: A"]),
        ("<table><thead><tr><th>1</th></tr></thead><tbody></tbody></table>", ["table without a row"]),
        ("<table><tbody><tr><td>1</td></tr></tbody></table>", []),
    ],
)
def test_what_shows_nothing_is_found(body: str, found: list[str]) -> None:
    assert empty_figures(VALID.format(body)) == found


@pytest.mark.browser
def test_what_shuts_people_out_is_found(browser: Browser) -> None:
    """Pale text, a field without a label, a page that is too wide."""
    body = '<p style="color: #aaa">pale</p><input><p style="width: 500px">wide</p>'
    with browser.page(PHONE) as page:
        page.go(f"data:text/html,{quote(VALID.format(body))}")
        assert {found.split(":")[0] for found in findings(page)} == {"color-contrast", "label"}
        assert page.is_too_wide
        assert page.overflowing == ['<p style="width: 500px"></p>']


@pytest.mark.browser
def test_what_hides_the_rest_on_a_phone_is_found(browser: Browser) -> None:
    """Links upon each other, and a first column that leaves no room."""
    links = (
        '<p class="bottom" style="display: flex"><a href="/1" style="width: 20px">Standings</a><a href="/2">L</a></p>'
    )
    column = '<th style="position: sticky; left: 0; min-width: 300px">Name</th><td style="min-width: 200px">1</td>'
    table = f'<div class="table" id="t" style="overflow: auto"><table><tbody><tr>{column}</tr></tbody></table></div>'
    with browser.page() as page:
        found = look_at(page, f"data:text/html,{quote(VALID.format(links + table))}")
    assert "Standings and L overlap" in found
    assert any(each.startswith("the first column covers t: ") for each in found)
