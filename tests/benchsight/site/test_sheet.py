"""The coach's sheet: HTML and PDF with the numbers of the box score."""

import base64
import io
import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import psycopg
import pytest
from pypdf import PdfReader

from benchsight.cli.main import run
from benchsight.reads.box_score import read_box_score
from benchsight.site.sheet.html import as_html
from benchsight.site.sheet.pdf import MOST_GOALS, as_pdf
from benchsight.site.sheet.read import Sheet, read_sheet
from benchsight.web.reader import PageReader
from benchsight.web.settings import NameStyle, WebSettings
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.web.html_problems import html_problems
from tests.benchsight.web.looks import look_at
from tests.benchsight.web.words import raw_names
from tests.browser import opened_browser

GAME = "select min(game_id) from qa_data_completeness where is_complete"


@pytest.fixture(scope="module")
def sheets(site: LeagueSite) -> dict[NameStyle, Sheet]:
    """Return the sheet of a game that is tracked whole, by style of names."""
    ((game,),) = site.rows(GAME)
    assert isinstance(game, int)
    with psycopg.connect(site.url) as connection:
        return {style: read_sheet(PageReader(connection, style), game) for style in NameStyle}


def text_of(pdf: bytes) -> tuple[int, str]:
    """Return the number of pages, and their text on one line."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).split())


def plain(html: str) -> str:
    """Return the text of a page on one line."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)).split())


def test_both_have_the_numbers_of_the_box_score(site: LeagueSite, sheets: dict[NameStyle, Sheet]) -> None:
    """Score, team counts, goalies and scorers; the PDF has one page."""
    sheet = sheets[NameStyle.FULL]
    with psycopg.connect(site.url) as connection:
        box = read_box_score(connection, sheet.box.header.game_id)
    away, home = box.teams
    pages, printed = text_of(as_pdf(sheet, WebSettings()))
    assert pages == 1
    for text in (printed, plain(as_html(sheet, WebSettings()))):
        assert f"{away.team_name} {away.goals}, {home.team_name} {home.goals}" in text
        assert f"Shots on goal {away.sog} {home.sog}" in text
        assert f"Expected goals {away.xg} {home.xg}" in text
        assert f"Penalty minutes {away.pim} {home.pim}" in text
        for goalie in box.goalies:
            assert f"{goalie.player_name} {goalie.shots_against} {goalie.saves} {goalie.goals_against}" in text
        assert box.goals
        for goal in box.goals:
            assert goal.scorer is not None and goal.scorer in text
            assert f"{goal.away_score}-{goal.home_score}" in text
    assert [line.toi_seconds for line in sheet.lines["home"]] and sheet.matchups["away"]


def test_the_html_is_one_file(sheets: dict[NameStyle, Sheet]) -> None:
    """It loads nothing, and runs nothing; with positions it has the shot maps, and the PDF still has one page."""
    sheet = sheets[NameStyle.FULL]
    goal = {"attack_x": Decimal(80), "attack_y": Decimal(-3), "outcome": "goal"}
    sheet = replace(sheet, shots={venue: [goal, {**goal, "outcome": "missed"}] for venue in sheet.shots})
    html = as_html(sheet, WebSettings())
    assert not re.search(r"<(script|link|img|iframe)\b|url\(|@import|\bsrc=|\bhref=", html)
    assert html.count('<svg class="rink"') == 2 == html.count('class="mark goal"')
    pages, text = text_of(as_pdf(sheet, WebSettings()))
    assert pages == 1 and "Goals are filled" in text and "no shot map" not in text


@pytest.mark.parametrize("style", [NameStyle.INITIALS, NameStyle.NUMBERS])
def test_names_are_shown_as_the_settings_say(
    site: LeagueSite, sheets: dict[NameStyle, Sheet], style: NameStyle
) -> None:
    """In no part of either file is a name of the rosters."""
    names = {str(name) for row in site.rows("select player_name from public.dim_player") for name in row}
    for text in (plain(as_html(sheets[style], WebSettings())), text_of(as_pdf(sheets[style], WebSettings()))[1]):
        assert not [name for name in names if name in text or name.split()[-1] in text.split()]


def test_a_long_game_with_letters_of_all_of_europe_fits_on_one_page(sheets: dict[NameStyle, Sheet]) -> None:
    """What does not fit is counted; a game without positions says that it has no map."""
    sheet = sheets[NameStyle.FULL]
    goal = replace(sheet.goals[0], people="Łukasz Žižka-Ångström (Ёж Ωmega)")
    shots = {venue: [{**shot, "attack_x": None} for shot in rows] for venue, rows in sheet.shots.items()}
    pages, text = text_of(as_pdf(replace(sheet, goals=[goal] * 30, shots=shots), WebSettings(title="Liga")))
    assert pages == 1 and "Łukasz Žižka-Ångström (Ёж Ωmega)" in text
    assert f"Goals: the last {MOST_GOALS} of 30" in text and "there is no shot map" in text


def test_the_command_writes_a_file_and_replaces_none_that_was_not_named(
    site: LeagueSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--html and --pdf need a game."""
    game = str(site.rows(GAME)[0][0])
    file = tmp_path / "sheet.html"
    assert run(["report", game, "--html", "--out", str(file)]) == 0
    assert file.read_text().startswith("<!doctype html>") and [path.name for path in tmp_path.iterdir()] == [
        "sheet.html"
    ]
    assert run(["report", "--pdf"]) == 2
    assert run(["report", game, "--out", str(file)]) == 2
    here = Path(f"game-{game}.pdf")
    try:
        assert run(["report", game, "--pdf"]) == 0
        assert here.read_bytes().startswith(b"%PDF")
        assert run(["report", game, "--pdf"]) == 1
        assert "exists: name it with --out to replace it" in " ".join(capsys.readouterr().err.split())
    finally:
        here.unlink(missing_ok=True)


@pytest.mark.browser
def test_the_file_alone_looks_right_to_everybody(sheets: dict[NameStyle, Sheet], tmp_path: Path) -> None:
    """Opened from disk: it asks for nothing else, is valid, and prints on one page."""
    file = tmp_path / "game.html"
    html = as_html(sheets[NameStyle.FULL], WebSettings())
    file.write_text(html, encoding="utf-8")
    assert html_problems(html) == [] == raw_names(html)
    with opened_browser() as browser, browser.page() as page:
        assert look_at(page, file.as_uri()) == []
        assert set(page.requests) == {file.as_uri()} and page.problems == []
        printed = page.send("Page.printToPDF", preferCSSPageSize=True)["data"]
    assert len(PdfReader(io.BytesIO(base64.b64decode(printed))).pages) == 1
