"""Search: the page, the index of the type-ahead, privacy."""

import json
import re

import httpx
import pytest

from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.site.reads.search import Entry, fold, found
from benchsight.web import names as names_module
from benchsight.web.names import shown_id
from benchsight.web.settings import NameStyle, WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.site.reading import text_of
from tests.browser import opened_browser


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Åse Łukasz", "ase lukasz"),
        ("Søren Ærø", "soren aero"),
        ("Weiß", "weiss"),
        ("ÉLÈVE", "eleve"),
        ("Ďuriš", "duris"),
    ],
)
def test_accents_and_case_do_not_matter(text: str, folded: str) -> None:
    """Neither do letters that are no accent to Unicode."""
    assert fold(text) == folded


def test_every_word_is_found_and_names_come_first() -> None:
    """Numbers and teams are words too; what has a word inside of one comes last, and numbers only begin one."""
    entries = [
        Entry("team", "Berg", "BER", "/teams/B"),
        Entry("player", "Jörg Ås", "#7 · F · Berg", "/players/1"),
        Entry("player", "Berglind Ek", "#71 · D · Dal", "/players/2"),
        Entry("game", "Dal at Berg 1 : 2", "2026-10-04", "/games/9", "October 4 2026"),
    ]
    assert [entry.href for entry in found(entries, "berg", 9)] == ["/teams/B", "/players/2", "/players/1", "/games/9"]
    assert [entry.href for entry in found(entries, "jorg #7", 9)] == ["/players/1"]
    assert [entry.href for entry in found(entries, "oct berg", 9)] == ["/games/9"]
    assert [entry.href for entry in found(entries, "2026-10", 1)] == ["/games/9"]
    assert [entry.href for entry in found(entries, "ek", 9)] == ["/players/2"]
    assert [entry.href for entry in found(entries, "ER", 9)] == ["/teams/B", "/players/1", "/players/2", "/games/9"]
    assert [entry.href for entry in found(entries, "lind berg", 9)] == ["/players/2"]
    assert found(entries, " # ", 9) == [] == found(entries, "1 71", 9) == found(entries, "k", 9)


def test_the_page_finds_a_player_without_a_script(pages: httpx.Client, site: LeagueSite) -> None:
    """By his name, with a link to his page; what is asked for is text."""
    player, name = site.rows("select player_id, player_name from public.dim_player where not is_placeholder limit 1")[0]
    page = pages.get("/search", params={"q": str(name).lower()})
    assert f'href="/players/{player}"' in page.text
    page = pages.get("/search", params={"q": "<b>nobody</b>"})
    assert "<b>nobody" not in page.text and "No player, team or game has all of these words." in text_of(page.text)
    assert pages.get("/search").status_code == 200


def test_the_index_has_all_that_can_be_found(pages: httpx.Client, site: LeagueSite) -> None:
    """Players, teams and games, with their addresses, tagged like a page."""
    answer = pages.get("/search-index.json")
    entries = answer.json()["entries"]
    counts = {kind: sum(entry[0] == kind for entry in entries) for kind in ("player", "team", "game")}
    for kind, table in (
        ("player", "dim_player where not is_placeholder"),
        ("team", "dim_team"),
        ("game", "dim_schedule"),
    ):
        assert counts[kind] == len(site.rows(f"select from public.{table}")) > 0
    assert all(entry[3].startswith(f"/{entry[0]}s/") for entry in entries)
    again = pages.get("/search-index.json", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_no_page_tells_a_name_that_the_setting_hides(
    site: LeagueSite, api_settings: ApiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in lists, leaders, comparisons, CSV, search nor its index; nor an id that may be made of one."""
    monkeypatch.setattr(names_module, "SPOKEN", re.compile("SP"))  # the ids of the simulated league count as such
    rows = site.rows("select player_id, player_name from public.fact_player_season_stats order by points desc limit 4")
    names = {str(part) for _, name in rows for part in str(name).split() if len(part) > 2}
    teams = " ".join(
        str(name) for row in site.rows("select team_name, long_team_name from public.dim_team") for name in row
    )
    names = {name for name in names if name not in teams}
    players = ",".join(shown_id(NameStyle.NUMBERS, str(player)) for player, _ in rows)
    addresses = (
        "/", "/leaders", "/leaders?csv=leaders", "/players", "/players?csv=players", "/goalies", "/all-time",
        f"/compare?players={players}", f"/compare?players={players}&csv=comparison", "/search?q=%23",
        "/search-index.json", "/schedule", "/standings",
    )  # fmt: skip
    linked: set[str] = set()
    with serving(create_application(site.url, api_settings, WebSettings(names=NameStyle.NUMBERS))) as client:
        for address in addresses:
            page = client.get(address)
            assert page.status_code == 200, address
            assert not [name for name in names if name in page.text], address
            assert not re.search(r"SP\d{4}", page.text), address
            linked |= set(re.findall(r"/players/(p-\w+)", page.text))
        assert linked and all(client.get(f"/players/{player}").status_code == 200 for player in sorted(linked)[:2])


@pytest.mark.browser
def test_the_header_finds_while_one_types(pages: httpx.Client, site: LeagueSite) -> None:
    """On a phone, with the keyboard alone; the name is chosen and its page opened."""
    player, name = site.rows("select player_id, player_name from public.dim_player where not is_placeholder limit 1")[0]
    with opened_browser() as browser, browser.page(360) as page:
        page.go(str(pages.base_url.join("/standings")))
        page.fill("[data-index]", str(name).upper())
        page.wait("document.querySelectorAll('#found li').length > 0")
        page.press("ArrowDown")
        page.press("Enter")
        page.wait(f"location.pathname === '/players/{player}'")
        part = str(name)[1:4].lower()
        shown = [entry.title for entry in found(read_all(pages), part, 8)]
        page.fill("[data-index]", part)
        page.wait("document.querySelectorAll('#found li').length > 0")
        titles = "[...document.querySelectorAll('#found li')].map((each) => each.firstChild.textContent)"
        assert page.run(titles) == shown and name in shown


@pytest.mark.browser
def test_what_is_typed_before_the_script_has_come_is_found(pages: httpx.Client) -> None:
    name = read_all(pages)[0].title
    typing = """new MutationObserver((changes, observer) => {
      const field = document.querySelector("[data-index]");
      if (!field) return;
      observer.disconnect();
      field.focus();
      field.value = NAME;
    }).observe(document, {childList: true, subtree: true})"""
    with opened_browser() as browser, browser.page() as page:
        page.send("Page.addScriptToEvaluateOnNewDocument", source=typing.replace("NAME", json.dumps(name)))
        page.go(str(pages.base_url.join("/standings")))
        page.wait("document.querySelectorAll('#found li').length > 0")
        assert page.text("#found li").startswith(name)


def read_all(pages: httpx.Client) -> list[Entry]:
    """Return the entries of the index."""
    return [Entry(*entry) for entry in pages.get("/search-index.json").json()["entries"]]
