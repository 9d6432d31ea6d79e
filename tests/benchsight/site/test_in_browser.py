"""Pages of the league in a headless Chromium: by keyboard, on a phone, without scripts."""

import httpx
import pytest

from tests.benchsight.builds.league import LeagueSite
from tests.browser import Browser
from tests.using import small_targets, tab_to, walk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def places(site: LeagueSite) -> dict[str, str]:
    """Return a page of each sort, and the table that it shows."""
    [(game, player)] = site.rows("select game_id, player_id from fact_player_game_stats order by goals desc limit 1")
    return {"/standings": "standings", f"/games/{game}": "", f"/players/{player}": "", "/leaders": "leaders"}


def test_a_table_and_the_theme_are_changed_by_keys(browser: Browser, pages: httpx.Client) -> None:
    """Each action of the page is reached, each stop is visible; the order is in the address, the theme stays."""
    with browser.page() as page:
        page.go(f"{pages.base_url}/standings")
        walk(page)
        tab_to(page, "#standings [data-key=gp] [data-sort]")
        page.press("Enter")
        sort = "document.querySelector('#standings [data-key=gp]').getAttribute('aria-sort')"
        assert page.run(sort) == "descending" and page.url.endswith("sort.standings=-gp")
        page.press("Space")
        assert page.run(sort) == "ascending" and page.url.endswith("sort.standings=gp")
        page.go(page.url)
        assert page.run(sort) == "ascending"
        tab_to(page, "[data-theme-switch]")
        page.press("Enter")
        page.go(f"{pages.base_url}/leaders")
        assert page.run("document.documentElement.dataset.theme") == "dark"
        assert page.problems == []


def test_columns_are_shown_by_their_group_and_stay(browser: Browser, pages: httpx.Client) -> None:
    """A group at a time by keyboard, all at once by the button; the page has them when it is opened again."""
    heads = "[...document.querySelectorAll('#players thead [data-group]')]"
    shown = f"{heads}.filter((head) => head.checkVisibility()).map((head) => head.dataset.group)"
    cells = """[...document.querySelectorAll('#players tbody tr')]
      .map((row) => [...row.cells].filter((cell) => cell.checkVisibility()).length)"""
    with browser.page() as page:
        page.go(f"{pages.base_url}/players")
        groups = page.run(f"[...new Set({heads}.map((head) => head.dataset.group))]")
        assert len(groups) > 3 and page.run(shown) == []
        usual = page.run(cells)
        tab_to(page, "[data-more=players]")
        page.press("Tab")
        page.press("Enter")
        first = page.text("[data-more] + button")
        assert set(page.run(shown)) == {first}
        page.go(f"{pages.base_url}/players")
        assert page.run("document.querySelector('[data-more] + [aria-pressed=true]').innerText") == first
        opened = page.run(shown)
        assert set(opened) == {first} and page.run(cells) == [count + len(opened) for count in usual]
        page.click("[data-more=players]")
        assert set(page.run(shown)) == set(groups)
        page.click("[data-more=players]")
        assert page.run(shown) == [] and page.run(cells) == usual
        assert page.problems == []


def test_pages_work_on_a_phone(browser: Browser, pages: httpx.Client, places: dict[str, str]) -> None:
    """Nothing scrolls sideways, and a finger hits everything."""
    with browser.page(width=360, height=740) as page:
        for path in places:
            page.go(f"{pages.base_url}{path}")
            assert not page.is_too_wide, path
            assert " | ".join(small_targets(page)) == "", path
        assert page.problems == []


def test_pages_are_read_without_scripts(browser: Browser, pages: httpx.Client, places: dict[str, str]) -> None:
    """All tables and all their columns are shown; what only a script does is not offered."""
    with browser.page() as page:
        page.send("Emulation.setScriptExecutionDisabled", value=True)
        for path, table in places.items():
            page.go(f"{pages.base_url}{path}")
            assert page.run("document.documentElement.dataset.theme") is None
            rows = page.run(
                f"[...document.querySelectorAll('{f'#{table}' if table else 'main .table'} tbody tr')].length"
            )
            hidden = page.run(
                "[...document.querySelectorAll('main .table td')].filter((c) => !c.checkVisibility()).length"
            )
            assert rows > 1 and hidden == 0, path
            assert not page.run(
                "[...document.querySelectorAll('[data-more], [data-theme-switch]')].some((b) => b.checkVisibility())"
            )
            assert page.problems == []
