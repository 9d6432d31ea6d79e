"""The overview, load by scope and validation on a built league: their numbers are those of the database."""

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest

from benchsight.api.keys import Scope
from benchsight.api.settings import ApiSettings
from benchsight.api.users import create_user
from benchsight.application import create_application
from benchsight.quality.verify import verify
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.portal.test_upload_pages import words

GAME = 900002


def test_the_overview_counts_what_the_database_holds(pages: httpx.Client, site: LeagueSite) -> None:
    ((games, built),) = site.rows(
        "select (select count(*) from ops.game_inputs), (select count(*) from ops.game_builds)"
    )
    page = words(pages.get("/admin"))
    assert games == built and f"Yes: all {built} games are built." in page
    assert f"from {games} loaded games" in page, "what a full refresh does"
    listed = pages.get("/admin?csv=games").text.splitlines()
    assert len(listed) == 1 + int(str(games)) and f"{GAME}," in pages.get("/admin?csv=games").text
    assert pages.get("/admin?csv=operations").text.count("\r\n") > 1


def test_a_full_refresh_asks_for_its_name(pages: httpx.Client) -> None:
    page = pages.get("/admin").text
    form = page[page.index('action="/api/load/full-refresh"') :].split("</form>")[0]
    assert "{&#34;confirm&#34;: true}" in form and "required" in form and "full refresh" in form


def test_the_plan_of_a_scope_counts_the_rows_that_go(pages: httpx.Client, site: LeagueSite) -> None:
    ((rows,),) = site.rows(f"select count(*) from fact_events where game_id = {GAME}")
    page = pages.get("/admin/load", params={"game": GAME, "tables": "fact_events", "operation": "replace"})
    text = words(page)
    assert f"1 table has {rows:,} rows of game {GAME} now." in text
    assert f"These {rows:,} rows are deleted and computed again" in text
    assert f"Computes 1 game (1 asked for): {GAME}." in text
    assert 'action="/api/load/table"' in page.text and f"Type <b>{GAME}</b> to go on" in page.text


def test_an_update_of_what_is_built_computes_nothing(pages: httpx.Client) -> None:
    page = pages.get("/admin/load", params={"game": GAME})
    assert "up to date" in words(page) and 'action="/api/load/game"' in page.text


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"game": "1"}, "no tracked events or shifts are staged for game 1"),
        ({"game": "x"}, "x is not the number of a game"),
        ({"tables": "fact_evnts"}, "did you mean fact_events?"),
        ({"operation": "merge"}, "There is no operation merge"),
        ({"game": str(GAME), "tables": "fact_events", "operation": "append"}, "has rows already"),
    ],
)
def test_a_scope_that_makes_no_sense_says_why(pages: httpx.Client, query: dict[str, str], why: str) -> None:
    page = pages.get("/admin/load", params=query)
    assert why in words(page)


def test_the_picker_names_games_by_teams_and_date(pages: httpx.Client, site: LeagueSite) -> None:
    ((away, home, date),) = site.rows(
        f"select away_team_name, home_team_name, game_date from staging_schedule where game_id = {GAME}"
    )
    assert f"{GAME} · {away} at {home} · {date}" in pages.get("/admin/load").text


def test_tables_are_counted(pages: httpx.Client, site: LeagueSite) -> None:
    ((rows,),) = site.rows("select count(*) from fact_events")
    assert f"events,{rows},Events and shifts" in pages.get("/admin/tables?csv=tables").text
    listed = pages.get("/admin/tables").text
    assert '<a href="/dictionary/fact_events">events</a>' in listed and "/dictionary/staging_events" not in listed


def test_validation_shows_the_agreement(pages: httpx.Client, site: LeagueSite) -> None:
    with psycopg.connect(site.url) as connection:
        found = verify(connection)
    rows = pages.get("/admin/validate?csv=stats").text.splitlines()[1:]
    assert rows == [f"{s.stat.replace('_', ' ')},{s.equal},{s.compared},{s.not_comparable}" for s in found.stats]
    assert len(pages.get("/admin/validate?csv=disagreements").text.splitlines()) == 1 + len(found.disagreements)


@pytest.fixture
def reader(site: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client that is signed in with scope read alone."""
    with psycopg.connect(site.url, autocommit=True) as connection:
        connection.execute("delete from ops.api_sessions")
        connection.execute("delete from ops.api_users")
        create_user(connection, "ann", "a long enough password", [Scope.ADMIN])
        create_user(connection, "rita", "another long password", [Scope.READ])
    app = create_application(site.url, replace(api_settings, keys_required=True), WebSettings())
    with serving(app) as client:
        assert client.post("/api/session", json={"name": "rita", "password": "another long password"}).is_success
        yield client


def test_who_may_only_read_learns_whom_to_ask(reader: httpx.Client) -> None:
    for path in ("/admin", "/admin/upload", "/admin/load"):
        page = reader.get(path)
        assert page.status_code == 403 and "<b>ann</b>" in page.text
    assert not re.search(r"<nav[^>]*>.*Rejects", reader.get("/admin").text, re.S)
