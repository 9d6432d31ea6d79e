"""Addresses and their files, links and what they become."""

import re

import pytest

from benchsight.site.game_types import GameTypeChoice
from benchsight.site.seasons import SeasonChoice
from benchsight.static_site.addresses import Files, address_of, relative
from benchsight.static_site.rewriting import rewrite_index, rewrite_page
from benchsight.web.settings import WebSettings
from benchsight.web.templates import render


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/standings", "/standings"),
        ("?season=2&sort=w", "/teams/1?season=2"),
        ("2#games", "/teams/2"),
        ("?csv=table&season=2", "/teams/1?csv=table&season=2"),
        ("?season=2&type=playoffs&minimum=5", "/teams/1?season=2&type=playoffs"),
        ("#games", None),
        ("/admin", None),
        ("/live/3", None),
        ("/api/docs", None),
        ("/livery", "/livery"),
        ("https://example.org/standings", None),
        ("mailto:a@example.org", None),
    ],
)
def test_a_link_leads_to_an_address_that_has_a_file_or_to_none(link: str, address: str | None) -> None:
    """What needs a server, and other servers, have none."""
    assert address_of(link, "/teams/1") == address


def test_each_address_has_a_file_of_its_own() -> None:
    """Queries are in the name, names that differ in case only do not meet, and none leaves the folder."""
    files = Files()
    assert [files.of(address) for address in ("/", "/games/1", "/games/1/shots", "/results.atom")] == [
        "index.html", "games/1.html", "games/1/shots.html", "results.atom"
    ]  # fmt: skip
    assert files.of("/standings?season=a%2Fb") == "standings.season-a~2fb.html"
    assert files.of("/standings?csv=t&season=2") == "standings.season-2.t.csv"
    assert files.of("/calendar.ics?team=3") == "calendar.team-3.ics"
    assert files.of("/players/ab") != files.of("/players/AB").lower()
    assert files.of("/players/%2e%2e") == "players/~2e..html"
    assert relative("games/1/shots.html", "games/1.html") == "../1.html"


def test_links_are_rewritten_and_dead_ones_become_text() -> None:
    """Absolute addresses of the site stay absolute; other servers stay as they are, text is left alone."""
    known = {"/a": "a.html"}

    def resolve(link: str, absolute: bool = False) -> str | None:
        if link.startswith("https:"):
            return link
        return f"https://x.example/{known[link]}" if absolute and link in known else known.get(link)

    page = (
        '<meta property="og:url" content="https://x.example/a"><meta name="a" content="/a"><p>href="/a"</p>'
        '<a href="/a">A</a><a class="b" href="/b">B</a><a href="https://y.example/">Y</a>'
        '<form method="get"><a href="/a">x</a></form><form action="/search"></form>'
    )
    assert rewrite_page(page, resolve, "https://x.example") == (
        '<meta property="og:url" content="https://x.example/a.html"><meta name="a" content="/a"><p>href="/a"</p>'
        '<a href="a.html">A</a><a class="b">B</a><a href="https://y.example/">Y</a><form></form>'
    )
    assert rewrite_index('[{"n": "Ü/", "u": "/a"}, ["/c"]]', resolve) == '[{"n":"Ü/","u":"a.html"},[""]]'


def test_seasons_and_kinds_of_games_are_links_of_a_file() -> None:
    """Where the server has a form; the rest of the page's choice is kept."""
    context = {
        "site": WebSettings(is_static=True), "query": {"who": "goalies", "per": "60"},
        "season": SeasonChoice("2", "B", [{"season_id": "2", "season": "B"}, {"season_id": "1", "season": "A"}]),
        "game_type": GameTypeChoice("playoffs", ["regular", "playoffs"]),
    }  # fmt: skip
    html = render("site/static_scope.html", context)
    assert re.findall(r'href="([^"]+)"( aria-current)?', html) == [
        ("?season=2&amp;who=goalies", " aria-current"), ("?season=1&amp;who=goalies", ""),
        ("?season=2&amp;type=regular&amp;who=goalies", ""),
        ("?season=2&amp;type=playoffs&amp;who=goalies", " aria-current"),
    ]  # fmt: skip
    assert render("site/static_scope.html", {**context, "site": WebSettings()}).strip() == ""
