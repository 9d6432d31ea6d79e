"""Addresses and their files, links and what they become."""

import pytest

from benchsight.static_site.addresses import Files, address_of, relative
from benchsight.static_site.rewriting import rewrite_index, rewrite_page


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/standings", "/standings"),
        ("?season=2&sort=w", "/teams/1?season=2"),
        ("2#games", "/teams/2"),
        ("?csv=table&season=2", "/teams/1?csv=table&season=2"),
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
