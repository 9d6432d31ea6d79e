"""Pages of games in every state: each says what is known, and unknown is a dash."""

import re

import httpx
import pytest

from benchsight.web.cells import UNKNOWN
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.site.game_states import (
    FORFEIT,
    POSTPONED,
    RESULT,
    SCHEDULED,
    state_pages,
    states,
    whole_games,
)
from tests.benchsight.site.test_game_pages import TABS, table

__all__ = ["state_pages", "states"]


@pytest.mark.parametrize(
    ("game", "says"),
    [
        (SCHEDULED, ["Not played yet.", "This game has not been played."]),
        (RESULT, ["This game was not tracked: there is the official result, and no more."]),
        (FORFEIT, ["Forfeited: the score was awarded", "forfeited"]),
        (POSTPONED, ["Postponed.", "Postponed: counts nowhere."]),
    ],
)
def test_a_game_that_is_not_tracked_has_its_state_on_every_tab(
    state_pages: httpx.Client, game: int, says: list[str]
) -> None:
    """And no number that nobody counted."""
    pages = {tab: state_pages.get(f"/games/{game}{tab}") for tab in TABS}
    assert {page.status_code for page in pages.values()} == {200}
    assert all(words in pages[""].text for words in says)
    assert all(says[0] in page.text for page in pages.values())
    assert "Who drove play?" not in pages[""].text
    for page in pages.values():
        body = page.text.split('<nav class="tabs"')[1]
        assert not re.findall(r'<td class="number[^>]*>0<', body) and "Not tracked" in page.text


def test_a_scheduled_game_has_no_score(state_pages: httpx.Client) -> None:
    """Dashes, and a name is text."""
    page = state_pages.get(f"/games/{SCHEDULED}").text
    assert re.findall(r'<span class="score"[^>]*>([^<]+)</span>', page) == [UNKNOWN, UNKNOWN]
    assert "&lt;i&gt;Home&lt;/i&gt;" in page and "<i>Home</i>" not in page
    assert "by-period" not in page


def test_a_result_alone_has_its_periods(state_pages: httpx.Client) -> None:
    """As the league has them; of a forfeit there are none."""
    page = state_pages.get(f"/games/{RESULT}").text
    assert re.findall(r'<td class="number">(\d)</td>', page) == ["0", "0", "1", "2", "1", "1"]
    assert "by-period" not in state_pages.get(f"/games/{FORFEIT}").text


def test_home_and_away_are_the_leagues(state_pages: httpx.Client, states: LeagueSite) -> None:
    """Where the tracking has them the other way round, the players stay with their team."""
    game = whole_games(states)[0]
    page = state_pages.get(f"/games/{game}").text
    assert "The tracking has home and away the other way round" in page
    away, home, away_goals, home_goals = states.rows(
        f"select away_team_name, home_team_name, away_goals, home_goals from public.dim_schedule where game_id = {game}"
    )[0]
    title = re.search(r"<title>(.*?) ·", page)
    assert title is not None and title[1] == f"{away} {away_goals}, {home} {home_goals}"
    expected = states.rows(f"""
        select player_name from public.fact_player_game_stats
        where game_id = {game} and not is_goalie and team_id = (
            select home_team_id from public.dim_schedule where game_id = {game})
    """)
    shown = {row["player_name"] for row in table(state_pages, f"/games/{game}", "skaters-home")}
    assert shown == {row[0] for row in expected}
    assert table(state_pages, f"/games/{game}", "goals")[-1]["score"] == f"{away_goals}{UNKNOWN}{home_goals}"


def test_a_shootout_has_its_attempts(state_pages: httpx.Client, states: LeagueSite) -> None:
    """An attempt and its goal are one, a goal that is one event too; the head says how it ended."""
    game = whole_games(states)[0]
    rows = table(state_pages, f"/games/{game}", "shootout")
    assert [row["result"] for row in rows] == ["goal", "no goal", "goal"]
    page = state_pages.get(f"/games/{game}").text
    assert "after a shootout" in page and ">SO</th>" in page


def test_a_goal_links_into_its_video(state_pages: httpx.Client, states: LeagueSite) -> None:
    """At the second of its period, in a period whose start in the video is known."""
    game = whole_games(states)[0]
    length = int(str(states.rows(f"""
        select max(period_length_seconds) from public.fact_team_period_stats where game_id = {game} and period = 1
    """)[0][0]))  # fmt: skip
    clocks = [int(str(row[0])) for row in states.rows(
        f"select clock_seconds from public.fact_goals where game_id = {game} and period = 1 order by goal_number"
    )]  # fmt: skip
    page = state_pages.get(f"/games/{game}").text
    assert clocks
    links = re.findall(r'<a href="(https://youtu\.be/[^"]+)">watch</a>', page)
    assert links == [f"https://youtu.be/a1?t={100 + length - clock}s" for clock in clocks]


def test_the_shot_map_has_each_attempt_with_a_position(state_pages: httpx.Client, states: LeagueSite) -> None:
    """To the left of who attacks is up; the filter leaves out; who has no position is counted in words."""
    game = whole_games(states)[0]
    attempts, placed, second, goals = (int(str(each)) for each in states.rows(f"""
        select count(*), count(attack_x), count(*) filter (where period = 2), count(attack_x) filter (where is_goal)
        from public.fact_shots
        where game_id = {game}
    """)[0])  # fmt: skip
    page = state_pages.get(f"/games/{game}/shots").text
    assert page.count('<g class="mark ') == placed > 0
    assert page.count('<g class="mark goal">') == goals > 0
    assert 'cx="60.5" cy="10.2"' in page
    assert f"{attempts - placed} of {attempts} attempts have no position" in page
    assert state_pages.get(f"/games/{game}/shots?period=2").text.count('<g class="mark ') == second


def test_without_shifts_and_rosters_there_is_what_events_tell(state_pages: httpx.Client, states: LeagueSite) -> None:
    """Goals and shots, but neither names nor time on ice; a value that differs is shown with its reason."""
    game = whole_games(states)[1]
    page = state_pages.get(f"/games/{game}").text
    assert "No shifts are tracked" in page and "No roster is known" in page
    assert "≠ Differs from the official result" in page
    assert "% of the shot attempts (" in page  # not at five on five: only shifts tell that
    for tab, says in (
        ("/shifts", "No shifts of this game are tracked: nobody knows who was on the ice when."),
        ("/h2h", "No shifts of this game are tracked: nobody knows who was on the ice with whom."),
        ("/lines", "No shifts of this game are tracked: nobody knows who was on the ice with whom."),
        ("/check", "goals tracked beyond the official score: 1"),
    ):
        assert says in state_pages.get(f"/games/{game}{tab}").text
    goals = table(state_pages, f"/games/{game}", "goals")
    assert goals and {row["scorer_player_name"] for row in goals} == {""}
