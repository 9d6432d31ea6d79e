"""Comparison of players."""

import re
from decimal import Decimal

import httpx
import pytest

from benchsight.site.reads.comparison import compared, percentile
from benchsight.site.reads.season_tables import GOALIES
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.site.reading import rows_of, text_of


def test_percentiles_count_who_is_worse_and_half_of_the_equal() -> None:
    """Where less is better, more is worse."""
    assert percentile(3, [1, 2, 3, 4]) == 62
    assert percentile(3, [1, 2, 3, 4], low_is_better=True) == 38
    assert percentile(5, [5, 5]) == 50
    assert percentile(None, [1]) is None
    assert percentile(1, []) is None


def test_the_league_is_who_played_a_quarter_of_the_games() -> None:
    """An average leaves out what is not known; the lowest goals against average is the best."""
    row = dict.fromkeys((column.key for column in GOALIES.columns), None)
    league = [
        {**row, "player_id": "a", "gp": 12, "goals_against_average": Decimal("2.00")},
        {**row, "player_id": "b", "gp": 8, "goals_against_average": Decimal("3.00")},
        {**row, "player_id": "c", "gp": 4},
        {**row, "player_id": "d", "gp": 2, "goals_against_average": Decimal("9.00")},
    ]
    line = next(line for line in compared(GOALIES, league, ["a", "d"]) if line["column"].key == "goals_against_average")
    assert line["average"] == Decimal("2.5")
    assert [(cell["percentile"], cell["is_best"]) for cell in line["cells"]] == [(75, True), (0, False)]


def test_players_stand_side_by_side(pages: httpx.Client, site: LeagueSite) -> None:
    """Points as in the table of the season."""
    rows = site.rows(
        "select player_id, player_name, points from public.fact_player_season_stats where position_code = 'F' "
        "order by points desc, player_id limit 2"
    )
    page = pages.get("/compare", params={"players": ",".join(str(row[0]) for row in rows)})
    points = next(row for row in rows_of(page, "comparison") if row[0].split()[0] == "P")
    assert [cell.split()[0] for cell in points[1:3]] == [str(row[2]) for row in rows]
    assert all(str(row[1]) in page.text for row in rows)


def test_a_player_is_added_by_a_search(pages: httpx.Client, site: LeagueSite) -> None:
    """One who is found alone is added, of several one chooses, nobody is said."""
    name = site.rows("select player_name from public.fact_player_season_stats where position_code = 'D' limit 1")[0][0]
    assert str(name) in text_of(pages.get("/compare", params={"add": str(name)}).text)
    assert "Which one?" in pages.get("/compare", params={"add": "a"}).text
    assert "is called “qqqq”" in pages.get("/compare", params={"add": "qqqq"}).text


@pytest.mark.parametrize("who", ["skaters", "goalies"])
def test_the_page_without_players_offers_the_first_of_the_list(pages: httpx.Client, who: str) -> None:
    page = pages.get("/compare", params={"who": who}).text
    (address,) = re.findall(r'To begin with: <a href="([^"]+)"', page)
    first = pages.get(address.replace("&amp;", "&"))
    assert "Who is better at what?" in first.text and "of the players did not play" not in first.text
    assert ("goalies with at least" in first.text) == (who == "goalies")
    assert "To begin with" not in first.text


def test_goalies_are_compared_with_goalies(pages: httpx.Client, site: LeagueSite) -> None:
    """An address with a goalie needs no more."""
    goalies = site.rows("select player_id from public.fact_goalie_season_stats order by player_id limit 2")
    page = pages.get("/compare", params={"players": ",".join(str(row[0]) for row in goalies)})
    assert "SV%" in [row[0].split()[0] for row in rows_of(page, "comparison")]


def test_who_is_not_there_is_said(pages: httpx.Client) -> None:
    """And five are too many."""
    assert "1 of the players did not play" in text_of(pages.get("/compare", params={"players": "nobody"}).text)
    assert pages.get("/compare", params={"players": "a,b,c,d,e"}).status_code == 404
