"""The site: every link and anchor leads somewhere, nothing is loaded from elsewhere, and dbt's catalogue is on it."""

import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from benchsight.catalog.docs_site import SiteError, make_site
from benchsight.site.routes import documentation
from tests.benchsight.web.axe import SCROLLING
from tests.benchsight.web.looks import look_at
from tests.browser import opened_browser

REPOSITORY = Path(__file__).resolve().parents[2]
LOADED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=["']?(https?:)?//""")
STYLES = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of this checkout, made strictly: a dead link or anchor fails it."""
    folder = tmp_path_factory.mktemp("site")
    catalogue = folder / "dbt.html"
    catalogue.write_text("<title>dbt's catalogue</title>")
    return make_site(REPOSITORY, folder / "site", catalogue).parent


class _UnderPolicy(SimpleHTTPRequestHandler):
    """Serves files as the application does."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", documentation.POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """Yield the address of the site, served under the policy of the application."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_UnderPolicy, directory=str(site))) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_page_is_on_the_site(site: Path) -> None:
    docs = REPOSITORY / "docs"
    pages = [page.relative_to(docs) for page in docs.rglob("*.md") if page.parent.name != "dbt"]
    assert len(pages) > 40
    made = {
        page: site / (page.parent if page.name == "index.md" else page.with_suffix("")) / "index.html" for page in pages
    }
    assert [page for page, html in made.items() if not html.is_file()] == []
    front = made[Path("index.md")].read_text(encoding="utf-8")
    sections = set(re.findall(r'href="(tutorial|how-to|concepts|reference|decisions)/"', front))
    assert sections == {"tutorial", "how-to", "concepts", "reference", "decisions"}


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    assert [page.name for page, text in pages.items() if LOADED.search(text)] == []
    styles = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.css")}
    assert styles
    assert [page.name for page, text in styles.items() if STYLES.search(text)] == []
    assert (site / "search" / "search_index.json").stat().st_size > 100_000


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", "how-to/show-the-league/", "reference/data_dictionary/league/"])
def test_pages_look_right_under_the_policy_of_the_application(served: str, address: str) -> None:
    """In both themes and on a phone; scripts of the theme run."""
    with opened_browser() as browser, browser.page() as page:
        # the theme itself lets the keyboard into code that scrolls, where there is a mouse; this browser has none
        found = [each for each in look_at(page, f"{served}/{address}") if not each.startswith(SCROLLING)]
        assert found == [] == page.problems


@pytest.mark.browser
def test_the_search_works_under_the_policy_of_the_application(served: str) -> None:
    with opened_browser() as browser, browser.page() as page:
        page.go(served)
        page.fill("[data-md-component=search-query]", "standings")
        page.wait("document.querySelectorAll('.md-search-result__item').length > 0")
        assert page.problems == []


def test_the_site_has_dbts_catalogue_and_the_files_that_pages_link_to(site: Path) -> None:
    assert "dbt's catalogue" in (site / "catalogue.html").read_text(encoding="utf-8")
    assert 'href="catalogue.html"' in (site / "index.html").read_text(encoding="utf-8")
    model = site / "source" / "deploy" / "compose.yaml.txt"
    assert model.read_text(encoding="utf-8") == (REPOSITORY / "deploy" / "compose.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("[x](nowhere.md)", "'nowhere.md', but the target is not found"),
        ("[x](index.md#nothing)", "no such anchor on this page|does not contain an anchor '#nothing'"),
        ("[x](../models/nowhere.sql)", r"index.md links to ../models/nowhere.sql, which does not exist"),
    ],
)
def test_a_dead_link_is_an_error_that_names_it(tmp_path: Path, link: str, message: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Title\n\n{link}\n")
    hooks = Path("benchsight/catalog/site_hooks.py")
    (tmp_path / hooks).parent.mkdir(parents=True)
    shutil.copy(REPOSITORY / hooks, tmp_path / hooks)
    text = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(text.partition("\nnav:")[0])
    with pytest.raises(SiteError, match=message):
        make_site(tmp_path, tmp_path / "site")


def test_every_path_that_a_page_names_exists() -> None:
    folders = "benchsight|ingest|models|macros|seeds|tests|docs|deploy|supabase|bench"
    path = re.compile(rf"`((?:{folders})/[\w./-]*)`")
    pages = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
    named = {(page.name, name) for page in pages for name in path.findall(page.read_text(encoding="utf-8"))}
    assert len(named) > 50
    example = ("extend-with-your-own-sql.md", "models/own/")  # the reader's
    assert sorted(each for each in named - {example} if not (REPOSITORY / each[1]).exists()) == []
