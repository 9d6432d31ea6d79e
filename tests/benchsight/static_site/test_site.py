"""The league as files: read from disk as a browser would, with names hidden."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from benchsight.api.settings import ApiSettings
from benchsight.static_site.make import MadeSite, make_site
from benchsight.static_site.rewriting import script_links
from benchsight.web.settings import NameStyle, WebSettings
from tests.benchsight.builds.league import LeagueSite

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


def test_every_module_and_address_of_the_index_is_there(made: MadeSite) -> None:
    """Scripts import files beside them; the search finds pages of the site."""
    folder = made.page.parent
    found = texts(made)
    imports = [(name, link) for name, text in found.items() if name.endswith(".js") for link in script_links(text)]
    assert imports and all(((folder / name).parent / link).is_file() for name, link in imports)
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
