"""Calendar, feed, robots and pictures."""

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from PIL import Image

from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.site.pictures import Side, game_picture
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite

URL = "https://league.example.org"
SETTINGS = WebSettings(url=URL, zone=ZoneInfo("Europe/Berlin"), indexed=True)
GAMES = "select game_id, home_team_id, home_goals, away_goals, game_date, game_time from public.dim_schedule order by 1"


@pytest.fixture(scope="module")
def known(site: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server that knows its address and its time zone."""
    with serving(create_application(site.url, api_settings, SETTINGS)) as client:
        yield client


def events_of(response: httpx.Response) -> list[Any]:
    """Return the events of a calendar."""
    calendar: Any = Calendar.from_ical(response.content)
    return list(calendar.walk("VEVENT"))


def test_the_calendar_has_each_game_of_the_season(known: httpx.Client, site: LeagueSite) -> None:
    """With its time in the league's zone, its result, and a link; lines are folded at 75 bytes."""
    response = known.get("/calendar.ics")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    events = {str(event["uid"]): event for event in events_of(response)}
    games = site.rows(GAMES)
    assert len(events) == len(games) > 0
    for game, _, home, away, day, time in games:
        event = events[f"game-{game}@benchsight"]
        assert str(event["url"]) == f"{URL}/games/{game}"
        assert event["dtstart"].dt.strftime("%Y-%m-%d %H:%M:%S") == f"{day} {time}"
        assert str(event["dtstart"].dt.tzinfo) == "Europe/Berlin"
        assert f" {away}, " in str(event["summary"]) and f" {home}" in str(event["summary"])
    assert response.text.count("BEGIN:VTIMEZONE") == 1


def test_the_calendar_of_a_team_has_its_games_alone(pages: httpx.Client, site: LeagueSite) -> None:
    """Without a zone times float; a team that is none is an error."""
    team = site.rows("select team_id from public.dim_team order by 1")[0][0]
    counted = site.rows(f"select count(*) from public.dim_schedule where '{team}' in (home_team_id, away_team_id)")
    events = events_of(pages.get("/calendar.ics", params={"team": str(team)}))
    assert len(events) == counted[0][0] and all(event["dtstart"].dt.tzinfo is None for event in events)
    assert pages.get("/calendar.ics", params={"team": "none"}).status_code == 404


def test_the_feed_has_the_results_the_newest_first(known: httpx.Client, pages: httpx.Client) -> None:
    """Absolute links if the address is known; times are those of the zone, in UTC."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(known.get("/results.atom").content)
    moments = [entry.findtext(f"{atom}updated") for entry in feed.iter(f"{atom}entry")]
    assert moments and moments == sorted(moments, key=str, reverse=True)
    assert feed.findtext(f"{atom}updated") == moments[0]
    assert all(link.get("href", "").startswith(URL) for link in feed.iter(f"{atom}link"))
    assert 'href="/games/' in pages.get("/results.atom").text


def test_search_engines_get_what_the_setting_says(known: httpx.Client, pages: httpx.Client) -> None:
    """By default nothing; if they may, the list of pages."""
    assert pages.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert pages.get("/sitemap.xml").status_code == 404
    assert f"Sitemap: {URL}/sitemap.xml" in known.get("/robots.txt").text
    assert f"<loc>{URL}/standings</loc>" in known.get("/sitemap.xml").text


def test_a_shared_link_has_the_title_and_address(known: httpx.Client, pages: httpx.Client) -> None:
    """Only where the address is known."""
    assert f'<meta property="og:url" content="{URL}/standings">' in known.get("/standings").text
    assert "og:url" not in pages.get("/standings").text


def test_a_game_has_a_picture(pages: httpx.Client, site: LeagueSite) -> None:
    """PNG of the size that others ask for, the same each time; a game that is none has none."""
    game = site.rows(GAMES)[0][0]
    first = pages.get(f"/og/games/{game}.png")
    assert first.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    assert pages.get("/og/games/1.png").status_code == 404


def test_a_picture_has_the_teams_colours_and_long_names_fit() -> None:
    """The margins keep the colour of the half."""
    long = Side("Østfold Ishockeyklubb Veteranenes Evige Lag " * 2, "#112233", None)
    image = Image.open(io.BytesIO(game_picture(long, Side("Ø", "#eeddcc", 12), "2026-11-28", "Liga")))
    assert image.getpixel((5, 100)) == (0x11, 0x22, 0x33) == image.getpixel((590, 100))
    assert image.getpixel((1190, 290)) == (0xEE, 0xDD, 0xCC)
