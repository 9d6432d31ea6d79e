"""Definitions and the documentation."""

import re
from pathlib import Path

import httpx
import pytest

from benchsight.db.settings import load_settings
from benchsight.reads.published.contract import read_contracts


def test_every_published_column_has_its_anchor(pages: httpx.Client) -> None:
    """The definitions of all pages link to it."""
    contracts = read_contracts(load_settings().project_root)
    index = pages.get("/dictionary").text
    for table in ("league_standings", "fact_player_game_stats", "fact_team_game_stats"):
        assert f'href="/dictionary/{table}"' in index
        page = pages.get(f"/dictionary/{table}").text
        assert {column.name for column in contracts[table].columns} == set(re.findall(r'<dt id="([^"]+)">', page))
    assert pages.get("/dictionary/none").status_code == 404


def test_the_definitions_of_a_page_lead_to_the_dictionary(pages: httpx.Client) -> None:
    """Each link finds its place."""
    links = re.findall(r'href="(/dictionary/[^"#]+)#([^"]+)"', pages.get("/standings").text)
    assert links
    for path, anchor in links:
        assert f'id="{anchor}"' in pages.get(path).text


def test_the_documentation_is_served_once_it_is_made(
    pages: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, the page says how to make it; nothing outside of its folder is sent."""
    monkeypatch.setenv("BENCHSIGHT_HOME", str(tmp_path))
    missing = pages.get("/docs/")
    assert missing.status_code == 404 and "benchsight docs --no-serve" in missing.text
    site = tmp_path / "docs" / "site"
    (site / "tutorial").mkdir(parents=True)
    (site / "index.html").write_text("front")
    (site / "tutorial" / "index.html").write_text("tutorial")
    (tmp_path / "docs" / "secret").write_text("secret")
    assert pages.get("/docs").headers["location"] == "/docs/"
    assert pages.get("/docs/").text == "front"
    assert pages.get("/docs/tutorial").headers["location"] == "/docs/tutorial/"
    assert pages.get("/docs/tutorial/").text == "tutorial"
    assert pages.get("/docs/%2e%2e/secret").status_code == 404
