"""The league as files: read from disk as a browser would, with names hidden."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

import pytest

from benchsight.api.settings import ApiSettings
from benchsight.static_site.make import MadeSite, make_site
from benchsight.web.settings import NameStyle, WebSettings
from tests.benchsight.builds.league import LeagueSite
from tests.browser import opened_browser

pytestmark = pytest.mark.slow  # all pages of a league, twice

LOADS = {"img": "src", "script": "src", "link": "href"}
URL = "https://league.example.org/ice"


class Links(HTMLParser):
    """What a page links and loads, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the links of a tag."""
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in ("href", "src", "action") and value is not None:
                (self.loaded if LOADS.get(tag) == name else self.links).append(value)


@pytest.fixture(scope="module")
def made(site: LeagueSite, api_settings: ApiSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeSite]:
    """Yield the league as files, with numbers instead of names."""
    folder = tmp_path_factory.mktemp("out") / "site"
    yield make_site(site.url, api_settings, settings(), folder, lambda done, known: None)


def settings() -> WebSettings:
    """Return the settings of the files."""
    return WebSettings(names=NameStyle.NUMBERS, url=URL, indexed=True)


def texts(made: MadeSite) -> dict[str, str]:
    """Return the text of every file that is ours."""
    folder = made.page.parent
    files = json.loads((folder / ".benchsight-site" / "files.json").read_text())
    return {name: (folder / name).read_bytes().decode("utf-8", "replace") for name in files}


def test_every_link_leads_to_a_file_of_the_site(made: MadeSite) -> None:
    """From disk and in any folder of a host: no link is absolute, leaves the folder, or misses its place in a page."""
    pages = {name: Links(text) for name, text in texts(made).items() if name.endswith(".html")}
    folder = made.page.parent
    assert {"index.html", "standings.html", "dictionary/league_standings.html"} <= set(pages)
    for name, page in pages.items():
        for link in page.links + page.loaded:
            parts = urlsplit(link)
            assert not parts.scheme and not parts.netloc and not parts.query and not link.startswith("/"), (name, link)
            target = (folder / name).parent / unquote(parts.path) if parts.path else folder / name
            assert target.resolve().is_relative_to(folder.resolve()) and target.is_file(), (name, link)
            if parts.fragment and parts.path and target.suffix == ".html":
                anchors = pages[target.resolve().relative_to(folder.resolve()).as_posix()].ids
                assert unquote(parts.fragment) in anchors, (name, link)


def test_every_address_of_the_index_is_there(made: MadeSite) -> None:
    """The search finds pages of the site."""
    folder = made.page.parent
    found = texts(made)
    entries = json.loads(found["search-index.json"])["entries"]
    assert {entry[0] for entry in entries} == {"game", "player", "team"}
    assert all((folder / unquote(entry[3])).is_file() for entry in entries)
    assert 'action="search.html"' in found["index.html"] and 'data-index="search-index.json"' in found["index.html"]


def test_nothing_of_the_server_is_left(made: MadeSite) -> None:
    """No page leads to the portal or the API, and tables come as CSV files."""
    found = texts(made)
    assert not [name for name in found if re.match(r"(admin|api|live|docs|sign-in)\b", name)]
    assert found["standings.standings.csv"].startswith("rank,team_name")
    assert f"<loc>{URL}/standings.html</loc>" in found["sitemap.xml"]
    assert f'href="{URL}/index.html"' in found["results.atom"]


def test_no_file_has_a_name_of_the_rosters(made: MadeSite, site: LeagueSite) -> None:
    """Neither text, addresses, feeds, tables nor indexes: numbers stand for all players."""
    names = {str(name) for row in site.rows("select player_name from public.dim_player") for name in row}
    assert len(names) > 20
    for file, text in texts(made).items():
        assert not [name for name in names if name in text], file
        assert not [name for name in names if name.replace(" ", "-").lower() in file.lower()], file


def test_the_same_league_makes_the_same_files(made: MadeSite, site: LeagueSite, api_settings: ApiSettings) -> None:
    """A second call changes none."""
    again = make_site(site.url, api_settings, settings(), made.page.parent, lambda done, known: None)
    assert (again.changes.written, again.changes.removed, again.files) == (0, 0, made.files)


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Yield the address of a folder at a host that serves files and no more."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    with server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["host", "disk"])
def root(request: pytest.FixtureRequest, made: MadeSite) -> Iterator[str]:
    """Yield the address of the site: in a folder of a host, or on a disk."""
    folder = made.page.parent
    if request.param == "disk":
        yield folder.as_uri()
        return
    with hosted(folder.parent) as address:
        yield f"{address}/{folder.name}"


@pytest.mark.browser
def test_search_sort_and_tables_work_without_a_server_of_ours(root: str, site: LeagueSite) -> None:
    """Names are found while one types and on the search page, rows are sorted and filtered, the CSV is beside them."""
    team, name = site.rows("select team_id, team_name from dim_team order by team_name limit 1")[0]
    column = "[...document.querySelectorAll('#players tbody tr:not([hidden])')].map((row) => row.cells[{}].innerText)"
    with opened_browser() as browser, browser.page() as page:
        page.go(f"{root}/players.html")
        page.click("#players [data-key=gp] [data-sort]")
        games = page.run(f"{column.format('document.querySelector(`#players [data-key=gp]`).cellIndex')}.map(Number)")
        assert len(games) > 10 and games == sorted(games, reverse=True)
        page.fill("[data-rows]", str(name))
        page.wait(f"document.querySelectorAll('#players tbody tr:not([hidden])').length < {len(games)}")
        assert len(page.run(column.format(0))) > 2
        href = page.run("document.querySelector('[data-csv=players]').href")
        assert href == f"{root}/players.players.csv"
        page.fill("[data-index]", str(name)[1:4].upper())
        page.wait("document.querySelectorAll('#found li').length > 0")
        found = "[...document.querySelectorAll('#found li')]"
        page.run(f"{found}.find((each) => each.innerText.startsWith({name!r})).click()")
        page.wait(f"location.href.endsWith('/teams/{team}.html') && document.readyState === 'complete'")
        page.fill("[data-index]", str(name))
        page.press("Enter")
        page.wait("location.pathname.endsWith('/search.html') && document.querySelectorAll('.results a').length > 2")
        assert page.run(f"document.querySelector('.results a').innerText === {name!r}")
        assert page.problems == []
