"""The data dictionary has every published column, leads to the SQL that makes it, and is up to date."""

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from benchsight.catalog.dictionary.compiled import Project, compile_project
from benchsight.catalog.dictionary.entries import Dictionary, make_dictionary
from benchsight.catalog.dictionary.html_page import html_page
from benchsight.catalog.dictionary.markdown import markdown_pages, stale_pages

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE_URL = "https://example.org/main"
VOID = {"meta", "input"}


class Page(HTMLParser):
    """What a page links, its ids, and the tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: set[str] = set()
        self.loaded: list[str] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note id, link and what the tag loads."""
        attributes = dict(attrs)
        if name := attributes.get("id"):
            self.ids.update([name])
        if tag == "a" and (link := attributes.get("href")):
            self.links.add(link)
        self.loaded += [tag] if "src" in attributes or tag == "link" else []
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note a tag that closes no open one."""
        if not self._open or self._open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture(scope="module")
def project() -> Project:
    """This checkout."""
    return compile_project(REPOSITORY)


@pytest.fixture(scope="module")
def dictionary(project: Project) -> Dictionary:
    """The dictionary of this project."""
    return make_dictionary(project)


@pytest.fixture(scope="module")
def page(dictionary: Dictionary) -> Page:
    """Its page, parsed."""
    return Page(html_page(dictionary, SOURCE_URL))


def test_the_committed_pages_are_what_the_project_yields(dictionary: Dictionary) -> None:
    assert stale_pages(REPOSITORY, markdown_pages(dictionary)) == [], "run `benchsight dictionary`"


def test_every_published_column_is_on_the_pages_once(project: Project, dictionary: Dictionary, page: Page) -> None:
    published = {f"{node.name}.{column.name}" for node in project.nodes if node.is_published for column in node.columns}
    assert len(published) > 2000
    markdown = "\n".join(markdown_pages(dictionary).values())
    assert [anchor for anchor in published if markdown.count(f'<a id="{anchor}"></a>') != 1] == []
    assert [anchor for anchor in published if page.ids[anchor] != 1] == []


def test_what_a_column_leads_to_is_a_file_that_makes_it(project: Project, dictionary: Dictionary) -> None:
    nodes = {node.name: node for node in project.nodes}
    columns = [column for table in dictionary.tables for column in table.columns]
    assert [column.anchor for column in columns if not (REPOSITORY / column.path).is_file()] == []
    # as compiled: a loop may write the name
    texts = {name: node.sql + (REPOSITORY / node.path).read_text(encoding="utf-8") for name, node in nodes.items()}
    assert [(column.anchor, column.model) for column in columns if column.name not in texts[column.model]] == []


def test_a_count_leads_to_its_family_and_a_ratio_to_the_table_with_its_formula(dictionary: Dictionary) -> None:
    columns = {column.anchor: column for table in dictionary.tables for column in table.columns}
    made_by = {
        "fact_player_game_stats.goals": "int_player_game__points",
        "fact_player_game_stats.screens": "int_player_game__play_details",
        "fact_player_game_stats.fo_pct": "fact_player_game_stats",
        "fact_goalie_game_stats.saves_glove": "int_goalie_game__saves",
        "fact_team_game_stats.toi_5v5_seconds": "int_team_game__ice_time",
        "fact_shots.xg": "int_shots",
    }
    assert {anchor: columns[anchor].model for anchor in made_by} == made_by
    assert [rule.text[:10] for rule in columns["fact_player_game_stats.goals"].rules] == ["A goal is "]


def test_every_folder_of_tables_has_a_title(dictionary: Dictionary) -> None:
    assert [group.folder for group in dictionary.groups if group.title == group.folder] == []


def test_the_html_page_is_well_formed_whole_in_itself_and_has_no_dead_link(page: Page) -> None:
    assert page.wrong == []
    assert page.loaded == []
    assert [name for name, count in page.ids.items() if count > 1] == []
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner - set(page.ids) == set()
    files = {link.removeprefix(f"{SOURCE_URL}/") for link in page.links if not link.startswith("#")}
    assert [file for file in files if not (REPOSITORY / file).exists()] == []
    assert len(files) > 50
