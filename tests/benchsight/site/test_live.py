"""A game while it is tracked."""

import re

import pytest
from fastapi import FastAPI

from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.site.reads.live import what
from benchsight.web.settings import NameStyle, WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite
from tests.browser import opened_browser
from tests.live.test_live_views import write_game_on

GOALS = "document.querySelector('.side:nth-child(2) .goals').textContent"


@pytest.fixture
def game_on(league: LeagueSite) -> int:
    """Return a game that is being tracked: a goal of the home side's 9, Alma Berg, then a penalty."""
    return write_game_on(league)


def score_again(league: LeagueSite, game: int, index: int, home: bool = True) -> None:
    """Stage another goal, by a tracker's hands."""
    side = "home" if home else "away"
    league.execute(
        f"""
        insert into staging_events (event_key, game_id, event_index, period, event_start_seconds, event_type,
            event_detail, event_team, event_team_player_1)
        values ('E{game}{index:05d}', {game}, {index}, 1, {1100 - index}, 'Goal', 'Goal_Scored', '{side}', 9)
        """
    )


def plain(html: str) -> str:
    """Return the text of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_live_page_shows_the_game_as_it_is_now(league: LeagueSite, game_on: int, api_settings: ApiSettings) -> None:
    """Without a script: score, clock, penalty, people and plays; what a tracker writes is in the next page."""
    with serving(create_application(league.url, api_settings, WebSettings())) as client:
        page = client.get(f"/live/{game_on}")
        text = plain(page.text)
        (names,) = league.rows(f"select home_team_name, away_team_name from staging_schedule where game_id = {game_on}")
        assert f"{names[0]} 1 1 shots on goal" in text and f"{names[1]} 0 0 shots on goal" in text
        assert "18:20 period 1" in text and "9 Alma Berg" in text
        assert f"2:00 {names[1]}" in text and "Penalty: reason not noted" in text
        assert page.headers["cache-control"] == "no-store"
        score_again(league, game_on, 10, home=False)
        text = plain(client.get(f"/live/{game_on}").text)
        (box,) = league.rows(f"select goals, sog from live_box_score where game_id = {game_on} and venue = 'away'")
        assert f"{names[1]} {box[0]} {box[1]} shots on goal" in text and box[0] == 1 and f"1:50 {names[1]}" in text
        board = client.get(f"/live/{game_on}?display=scoreboard").text
        assert "<nav" in board and "Standings" not in board and 'class="goals">1<' in board
        listed = plain(client.get("/live").text)
        assert f"{names[0]} 1" in listed and "period 1, 18:10" in listed
        assert client.get("/live/5").status_code == 404


def test_a_game_that_is_being_tracked_leads_to_its_live_page(league: LeagueSite, api_settings: ApiSettings) -> None:
    """Its page among the others does, from the first play on; not that of a game that was loaded."""
    (game,) = league.rows("select min(game_id) from fact_events")[0]
    assert isinstance(game, int)
    league.execute(f"update dim_schedule set is_played = false where game_id = {game}")
    link = f'<a class="button" href="/live/{game}">'
    with serving(create_application(league.url, api_settings, WebSettings())) as client:
        assert link not in client.get(f"/games/{game}").text
        league.execute(f"delete from staging_events where game_id = {game} and event_type ilike 'game%end'")
        league.execute(f"""
            insert into staging_events (event_key, game_id, event_index, period, event_start_seconds, event_type)
            values ('E{game}99999', {game}, 99999, 1, 5, 'Shot')
        """)
        assert link in client.get(f"/games/{game}").text


def test_a_live_page_shows_numbers_for_names(league: LeagueSite, game_on: int, api_settings: ApiSettings) -> None:
    """On the ice too, whose people come as one value from the database."""
    with serving(create_application(league.url, api_settings, WebSettings(names=NameStyle.NUMBERS))) as client:
        page = client.get(f"/live/{game_on}").text
        assert "Alma" not in page and "#9" in page


def test_loaded_games_are_not_live(league: LeagueSite, api_settings: ApiSettings) -> None:
    """Only a tracker's writes make a game live; the page says when one appears."""
    with serving(create_application(league.url, api_settings, WebSettings())) as client:
        assert "No game is being tracked." in client.get("/live").text


def test_a_play_has_words() -> None:
    """Codes become hockey's words."""
    play = {"event_type": "Penalty", "event_detail": "Penalty_Minor", "event_detail_2": "Penalty_CrossChecking"}
    assert what({**play, "is_goal": False}) == "Penalty: cross checking"
    shot = {"event_type": "Shot", "event_detail": "Shot_Blocked", "event_detail_2": None, "is_goal": False}
    assert what({**shot, "is_shot_on_goal": False}) == "Shot blocked"
    assert what({**shot, "event_detail": "Shot_OnNetSaved", "is_shot_on_goal": True}) == "Shot on goal"


@pytest.mark.browser
def test_a_page_follows_the_game_through_a_restart_of_the_server(
    league: LeagueSite, game_on: int, api_settings: ApiSettings
) -> None:
    """What is scored while the server is away is shown when it is back; meanwhile the page says that it is old."""

    def application() -> FastAPI:
        return create_application(league.url, api_settings, WebSettings())

    with opened_browser() as browser, browser.page(width=1024, height=600) as page:
        with serving(application()) as client:
            port = client.base_url.port
            assert port is not None
            page.go(f"http://127.0.0.1:{port}/live/{game_on}?display=scoreboard")
            assert page.run(GOALS) == "1"
            assert page.run("document.documentElement.scrollHeight <= innerHeight") is True
            score_again(league, game_on, 11)
            page.wait(f"{GOALS} === '2'")
            page.wait("document.querySelector('[data-age]').textContent.startsWith('as of ')")
        page.wait("document.querySelector('[data-age]').textContent.startsWith('connection lost, trying again')")
        score_again(league, game_on, 12)
        with serving(application(), port):
            page.wait(f"{GOALS} === '3'")
            page.wait("document.querySelector('[data-age]').textContent.startsWith('as of ')")
