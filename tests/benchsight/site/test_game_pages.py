"""Pages of a tracked game: their numbers are those of the tables."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

import httpx
import psycopg
import pytest

from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.quality.verify import verify
from benchsight.reads.box_score import BoxScore, read_box_score
from benchsight.site.reads.game_check import stat_words
from benchsight.site.reads.game_plays import LIMIT
from benchsight.web.cells import UNKNOWN
from benchsight.web.settings import NameStyle, WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.site.game_states import partial_game, whole_games

TABS = ("", "/plays", "/shots", "/shifts", "/h2h", "/lines", "/check")
KILOBYTE = 1000


@pytest.fixture(scope="module")
def game(site: LeagueSite) -> int:
    """Return a game that is tracked as a whole."""
    return whole_games(site)[0]


@pytest.fixture(scope="module")
def box(site: LeagueSite, game: int) -> BoxScore:
    """Return the box score that the terminal shows."""
    with psycopg.connect(site.url) as connection:
        return read_box_score(connection, game)


def table(pages: httpx.Client, path: str, name: str, **query: str | int) -> list[dict[str, str]]:
    """Return a table of a page, as its CSV has it."""
    response = pages.get(path, params={**query, "csv": name})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def text(value: object) -> str:
    """Return a value as CSV has it."""
    return "" if value is None else str(value)


def test_skaters_and_goalies_are_those_of_the_terminal(pages: httpx.Client, game: int, box: BoxScore) -> None:
    """The same players in the same order with the same numbers."""
    stats = ("player_name", "goals", "assists", "points", "plus_minus", "sog", "toi_seconds", "cf_pct", "game_score")
    for venue in ("away", "home"):
        shown = [tuple(row[stat] for stat in stats) for row in table(pages, f"/games/{game}", f"skaters-{venue}")]
        expected = [tuple(text(getattr(each, stat)) for stat in stats) for each in box.skaters if each.venue == venue]
        assert expected and shown == expected
    of_goalies = ("player_name", "shots_against", "saves", "goals_against", "save_pct", "xg_against", "toi_seconds")
    shown = [tuple(row[stat] for stat in of_goalies) for row in table(pages, f"/games/{game}", "goalies")]
    assert shown == [tuple(text(getattr(each, stat)) for stat in of_goalies) for each in box.goalies]


def test_goals_and_the_score_after_each_are_those_of_the_terminal(
    pages: httpx.Client, game: int, box: BoxScore
) -> None:
    """Scorers with their numbers, assists, and the visitors' goals first."""
    shown = table(pages, f"/games/{game}", "goals")
    assert [row["score"] for row in shown] == [f"{goal.away_score}{UNKNOWN}{goal.home_score}" for goal in box.goals]
    for row, goal in zip(shown, box.goals, strict=True):
        assert row["scorer_player_name"].endswith(goal.scorer or "")
        assert (int(row["clock_seconds"]), row["team_name"]) == (goal.clock_seconds, goal.team_name)
        assert all(
            assist in row["assists_player_name"] for assist in (goal.primary_assist, goal.secondary_assist) if assist
        )


def test_the_head_has_score_and_goals_by_period(pages: httpx.Client, site: LeagueSite, game: int) -> None:
    """The final score is the league's, and the goals of the periods add up to it."""
    away, home = site.rows(f"select away_goals, home_goals from public.dim_schedule where game_id = {game}")[0]
    page = pages.get(f"/games/{game}").text
    assert re.findall(r'<span class="score">(\d+)</span>', page) == [str(away), str(home)]
    by_period = re.search(r'<table class="by-period">.*?</table>', page, re.DOTALL)
    assert by_period is not None
    for row, total in zip(by_period[0].split("<tr>")[2:], (away, home), strict=True):
        goals = [int(found) for found in re.findall(r'<td class="number">(\d+)</td>', row)]
        assert sum(goals) == total and f"<strong>{total}</strong>" in row
    assert "✓ Agrees with the official result" in page


def test_the_sides_beside_each_other_have_the_teams_numbers(pages: httpx.Client, game: int, box: BoxScore) -> None:
    """Shots, attempts, expected goals."""
    page = pages.get(f"/games/{game}").text.split('<table class="compared">')[1]
    rows = dict(re.findall(r'<th scope="row">([^<]+)<.*?</th>\s*<td>([^<]*)</td>', page, re.DOTALL))
    home = next(team for team in box.teams if team.venue == "home")
    assert (rows["Shots on goal"], rows["Shot attempts"]) == (str(home.sog), str(home.shots))
    assert home.xg is None or Decimal(rows["Expected goals"]) == home.xg


def test_plays_pass_the_filters_of_the_address(pages: httpx.Client, site: LeagueSite, game: int) -> None:
    """By kind, period, team and player; as many as the table of events has."""
    path, events = f"/games/{game}/plays", f"from public.fact_events where game_id = {game}"
    shooter, team = site.rows(
        f"select event_player_1_id, team_id {events} and event_type = 'Shot' order by event_index"
    )[0]
    filters: list[tuple[dict[str, str | int], str]] = [
        ({"kind": "Shot"}, "event_type = 'Shot'"),
        ({"kind": "all", "period": 2}, "period = 2"),
        ({"kind": "Faceoff", "team": str(team)}, f"event_type = 'Faceoff' and team_id = '{team}'"),
        ({"kind": "Shot", "player": str(shooter)},
         f"event_type = 'Shot' and '{shooter}' in (event_player_1_id, event_player_2_id, event_player_3_id, "
         "opp_player_1_id, opp_player_2_id, opp_player_3_id, goalie_id)"),
        ({"kind": "highlights"}, "is_highlight"),
    ]  # fmt: skip
    for query, condition in filters:
        expected = site.rows(f"select count(*) {events} and {condition}")[0][0]
        assert len(table(pages, path, "plays", **query)) == expected, query
    everything = site.rows(f"select count(*) {events}")[0][0]
    assert len(table(pages, path, "plays", kind="all")) == everything
    page = pages.get(path, params={"kind": "all", "from": LIMIT}).text
    assert f"{LIMIT + 1} to" in page and f"of {everything} plays" in page and 'rel="prev" href="?kind=all"' in page


def test_a_filter_that_is_none_is_an_error(pages: httpx.Client, game: int) -> None:
    """It names what was asked for, as text."""
    for tab, query, says in (
        ("plays", {"period": "9"}, "no period 9"),
        ("plays", {"kind": "<b>"}, "&lt;b&gt;"),
        ("plays", {"from": "-1"}, "expected a whole number"),
        ("shots", {"team": "none"}, "Team none does not play in this game"),
        ("shots", {"player": "none"}, "Player none is not in this game"),
        ("shots", {"strength": "9v9"}, "expected even, power_play"),
        ("shifts", {"at": "99999"}, "There is no interval 99999"),
    ):
        page = pages.get(f"/games/{game}/{tab}", params=query)
        assert page.status_code == 404 and says in page.text, (tab, query)
    for game_id in ("0", "none", "99999999999999999999", "\N{FULLWIDTH DIGIT ONE}"):
        assert pages.get(f"/games/{game_id}").status_code == 404


def test_a_game_without_positions_has_shots_by_zone(pages: httpx.Client, site: LeagueSite, game: int) -> None:
    """It says so, and the zones have all the attempts."""
    page = pages.get(f"/games/{game}/shots").text
    assert "This game was tracked without positions: no shot map. Here are the attempts by zone" in page
    assert "Shot map of" not in page
    attempts, goals = site.rows(
        f"select count(*), count(*) filter (where is_goal) from public.fact_shots where game_id = {game}"
    )[0]
    zones = table(pages, f"/games/{game}/shots", "zone")
    assert (sum(int(row["shots"]) for row in zones), sum(int(row["goals"]) for row in zones)) == (attempts, goals)
    assert len(table(pages, f"/games/{game}/shots", "shots")) == attempts


def test_an_interval_has_who_was_on_the_ice(pages: httpx.Client, site: LeagueSite, game: int) -> None:
    """Everybody of the stint and nobody else."""
    stint = site.rows(f"""
        select shift_key from public.fact_shifts
        where game_id = {game} and end_game_seconds > start_game_seconds order by shift_index offset 6 limit 1
    """)[0][0]
    on_ice = site.rows(f"select player_id from public.fact_shifts_player where shift_key = '{stint}'")
    page = pages.get(f"/games/{game}/shifts", params={"at": 7}).text
    section = page.split('<section id="on-ice"')[1].split("</section>")[0]
    shown = re.findall(r'href="/players/([^"]+)"', section)
    assert sorted(shown) == sorted({str(row[0]) for row in on_ice}) and len(shown) >= 8
    assert 'href="?at=6#on-ice"' in section and 'href="?at=8#on-ice"' in section


def test_time_on_ice_is_that_of_the_box_score(pages: httpx.Client, game: int, box: BoxScore) -> None:
    """Of every skater and goalie."""
    rows = table(pages, f"/games/{game}/shifts", "ice-time")
    shown = sorted(int(row["toi_seconds"]) for row in rows)
    times = [each.toi_seconds for each in box.skaters] + [each.toi_seconds for each in box.goalies]
    known = sorted(seconds for seconds in times if seconds is not None)
    assert known and shown == known


def test_each_pair_that_met_is_in_the_matrix(pages: httpx.Client, site: LeagueSite, game: int) -> None:
    """With time and attempts as the table has them, once."""
    rows = table(pages, f"/games/{game}/h2h", "pairs")
    expected = site.rows(f"select toi_seconds, cf, ca from public.fact_h2h where game_id = {game} and venue = 'away'")
    shown = sorted((int(row["toi_seconds"]), int(row["cf"]), int(row["ca"])) for row in rows)
    assert expected and shown == sorted((int(str(a)), int(str(b)), int(str(c))) for a, b, c in expected)
    page = pages.get(f"/games/{game}/h2h").text
    few = sum(int(row["toi_seconds"]) < 120 for row in rows)
    assert len(re.findall(r'<td class="number few"', page)) == few
    assert len(re.findall(r'<td class="number(?: few)?"[^>]* title="\d+ to \d+ attempts"', page)) == len(rows)


def test_lines_are_those_of_the_table(pages: httpx.Client, site: LeagueSite, game: int) -> None:
    """All of them in the CSV, and on the page those that were together for half a minute."""
    shown = table(pages, f"/games/{game}/lines", "defense-pair-home")
    expected = site.rows(f"""
        select toi_seconds, cf, ca from public.fact_line_combos
        where game_id = {game} and venue = 'home' and line_type = 'defense_pair'
    """)
    assert expected
    assert sorted((row["toi_seconds"], row["cf"], row["ca"]) for row in shown) == sorted(
        (str(a), str(b), str(c)) for a, b, c in expected
    )
    page = pages.get(f"/games/{game}/lines").text.split('id="defense-pair-home"')[1].split("</table>")[0]
    assert page.count("<tr") - 1 == sum(int(str(row[0])) >= 30 for row in expected)


def test_the_check_is_that_of_verify(pages: httpx.Client, site: LeagueSite, game: int) -> None:
    """The same agreement by statistic, in the same order."""
    with psycopg.connect(site.url) as connection:
        known = verify(connection, [game])
    rows = table(pages, f"/games/{game}/check", "agreement")
    assert [(row["stat"], int(row["equal"]), int(row["compared"])) for row in rows] == [
        (stat_words(each.stat), each.equal, each.compared) for each in known.stats
    ]
    assert "Nothing looks odd." not in pages.get(f"/games/{game}/check").text
    found = site.rows(f"select count(*) from public.qa_suspicious_stats where game_id = {game}")[0][0]
    odd = pages.get(f"/games/{game}/check", params={"odd": "yes"}).text
    assert ("Nothing looks odd." in odd) == (found == 0)


def test_a_game_tracked_in_part_says_so_on_every_tab(pages: httpx.Client, site: LeagueSite) -> None:
    """What is missing is a dash or shaded, never a zero."""
    partial = partial_game(site)
    for tab in TABS:
        assert "Tracked in part: tracking ends after period 1" in pages.get(f"/games/{partial}{tab}").text
    page = pages.get(f"/games/{partial}").text
    assert "game winner" not in page  # nobody knows before the end
    assert "Cannot be compared with the official result" in page and "In the part that is tracked, " in page
    shifts = pages.get(f"/games/{partial}/shifts").text
    assert 'class="missing"' in shifts and "no shifts are tracked here" in shifts
    assert "That cannot be said: tracking ends after period 1" in pages.get(f"/games/{partial}/check").text


@pytest.fixture(scope="module")
def numbers(site: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server that shows numbers in place of names."""
    with serving(create_application(site.url, api_settings, WebSettings(names=NameStyle.NUMBERS))) as client:
        yield client


def test_names_are_on_no_tab_where_the_site_shows_numbers(numbers: httpx.Client, site: LeagueSite, game: int) -> None:
    """Nor in titles, charts and CSV."""
    names = {str(row[0]) for row in site.rows("select player_name from public.dim_player")}
    paths = [*TABS, "/plays?kind=all", "/check?odd=yes", "?csv=goals", "?csv=skaters-home", "/h2h?csv=pairs"]
    for path in paths:
        page = numbers.get(f"/games/{game}{path}")
        assert page.status_code == 200 and "#" in page.text
        assert not [name for name in names if name in page.text], path


def test_a_page_is_light_and_valid_enough(pages: httpx.Client, game: int) -> None:
    """At most 150 kB, one h1, each id once, pictures with words, tabs that are links."""
    for tab in TABS:
        page = pages.get(f"/games/{game}{tab}").text
        assert len(page.encode()) < 150 * KILOBYTE, tab
        assert page.count("<h1") == 1
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert all("aria-label" in svg for svg in re.findall(r"<svg[^>]*>", page))
        assert page.count('aria-current="page"') == 1
        assert re.findall(r'href="(/games/[^"]+)"', page)
