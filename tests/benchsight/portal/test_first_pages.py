"""What a person meets first: the page of an empty database, and that of somebody who may only read."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest

from benchsight.api.keys import Scope
from benchsight.api.users import create_user
from benchsight.application import create_application
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.api.uploading import UploadSite
from tests.benchsight.web.html_problems import html_problems
from tests.benchsight.web.looks import PHONE, look_at
from tests.benchsight.web.words import raw_names
from tests.browser import Browser, Page
from tests.using import small_targets, tab_to, walk

pytestmark = pytest.mark.browser

PASSWORD = "a password of Rita"
EMPTY = ("/admin", "/admin/load", "/admin/alerts", "/admin/operations", "/admin/rejects", "/admin/queue", "/live")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page, on which no script may fail and nothing may violate the policy."""
    with browser.page() as page:
        yield page
        # nothing is built to find, and one of them is refused a page
        assert [each for each in page.problems if "/search-index.json" not in each and "403" not in each] == []


def test_who_has_never_seen_it_finds_the_way_to_the_first_file(page: Page, portal: httpx.Client) -> None:
    """The first address leads to the page that says what to drop; it is read by everybody, and on a phone."""
    page.go(f"{portal.base_url}/")
    page.wait("location.pathname === '/admin' && document.readyState === 'complete'")
    text = page.text("main")
    assert "Nothing is loaded yet" in text and "What is understood" in text and "benchsight serve --demo" in text
    walk(page)
    page.resize(PHONE, 740)
    assert small_targets(page) == []


@pytest.mark.parametrize("address", EMPTY)
def test_pages_of_an_empty_database_look_right_and_say_what_to_do(
    page: Page, portal: httpx.Client, address: str
) -> None:
    html = portal.get(address, headers={"Accept": "text/html"}).text
    assert html_problems(html) == [] == raw_names(html)
    assert look_at(page, f"{portal.base_url}{address}") == []
    assert page.run("[...document.querySelectorAll('main table')].every((each) => each.tBodies[0].rows.length)")
    assert page.run("document.querySelectorAll('main a, main button, main [data-drop], main .empty').length > 0")


def test_who_may_only_read_sees_whom_to_ask(page: Page, upload_site: UploadSite) -> None:
    """The page after a sign-in that is not enough; another name can be given from there, by keyboard."""
    with psycopg.connect(upload_site.url, autocommit=True) as owner:
        create_user(owner, "boss", PASSWORD, [Scope.ADMIN])
        create_user(owner, "rita", PASSWORD, [Scope.READ])
    application = create_application(upload_site.url, replace(upload_site.settings, keys_required=True), WebSettings())
    with serving(application) as client:
        page.go(f"{client.base_url}/sign-in?next=/admin/queue")
        page.fill("[name=name]", "rita")
        page.fill("[name=password]", PASSWORD)
        page.press("Enter")
        page.wait("location.pathname === '/admin/queue' && document.readyState === 'complete'")
        html = page.run("document.documentElement.outerHTML")
        assert html_problems(f"<!doctype html>{html}") == [] == raw_names(html)
        assert look_at(page, f"{client.base_url}/admin/queue") == []
        assert "Ask boss, who can give them." in page.text("main")
        assert small_targets(page) == []
        tab_to(page, "main a[href^='/sign-in']")
        page.press("Enter")
        page.wait("location.pathname === '/sign-in' && document.readyState === 'complete'")
