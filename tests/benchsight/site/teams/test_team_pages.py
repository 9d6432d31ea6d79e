"""Pages of a team of the built league: their numbers are those of the tables."""

import csv
import io

import httpx
import psycopg
import pytest

from benchsight.site.teams.lines import read_lines, read_starters
from benchsight.site.teams.schedule import result_of
from benchsight.site.teams.style import FAMILIES, Measure, ratio
from benchsight.site.teams.team import read_team
from benchsight.web.cells import cell
from benchsight.web.names import shown_id
from benchsight.web.reader import PageReader, Row
from benchsight.web.settings import NameStyle
from tests.benchsight.builds.league import LeagueSite


@pytest.fixture(scope="module")
def team(site: LeagueSite) -> str:
    """Return the id of a team."""
    return str(site.rows("select min(team_id) from dim_team")[0][0])


def table_of(pages: httpx.Client, address: str, name: str) -> list[dict[str, str]]:
    """Return a table of a page by its CSV."""
    response = pages.get(address, params={"csv": name})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def test_the_parts_of_a_team_are_there(pages: httpx.Client, team: str) -> None:
    """Light enough for a phone; a team that is none is a page, too."""
    for part in ("", "/schedule", "/style", "/lines"):
        page = pages.get(f"/teams/{team}{part}")
        assert page.status_code == 200 and "Decimal(" not in page.text
        assert len(page.content) < 150_000
    assert "There is no team &lt;b&gt;" in pages.get("/teams/<b>").text


def test_the_roster_is_who_played_for_the_team(pages: httpx.Client, site: LeagueSite, team: str) -> None:
    """Skaters with their numbers, and what they did for this team."""
    rows = table_of(pages, f"/teams/{team}", "skaters")
    held = site.rows(
        f"""select players.player_name, max(games.player_number), max(players.points)
        from fact_player_team_season_stats as players
        join fact_player_game_stats as games using (player_id, team_id)
        where players.team_id = '{team}' and players.position_code <> 'G'
        group by players.player_id, players.player_name"""
    )
    shown = {(row["player_name"], int(row["player_number"]), int(row["points"])) for row in rows if row["gp"]}
    assert shown == set(held)
    goalies = table_of(pages, f"/teams/{team}", "goalies")
    counted = site.rows(f"select saves from fact_goalie_team_season_stats where team_id = '{team}'")
    assert sorted(int(row["saves"]) for row in goalies) == sorted(int(row[0]) for row in counted)  # type: ignore[call-overload]


def test_the_schedule_has_the_results(pages: httpx.Client, site: LeagueSite, team: str) -> None:
    """As the team sees them, the record is that of the standings."""
    rows = table_of(pages, f"/teams/{team}/schedule", "schedule")
    games, wins = site.rows(f"select gp, w from league_standings where team_id = '{team}'")[0]
    assert sum(bool(row["result"]) for row in rows) == games
    assert sum(row["result"].startswith("W") for row in rows) == wins
    assert result_of({"own_goals": 2, "other_goals": 3, "decided_in": "OT"}) == "L 2-3 (OT)"
    assert result_of({"own_goals": None, "other_goals": None, "decided_in": None}) is None


def test_the_league_of_a_measure_is_a_ratio_of_sums() -> None:
    """Not the mean of the teams' ratios; a team without the numbers is left out, not counted as 0."""
    measure = Measure("", ("part",), ("whole",), 100, "0.0", "part")
    rows: list[Row] = [
        {"part": 1, "whole": 10},
        {"part": 9, "whole": 10},
        {"part": 80, "whole": 80},
        {"part": None, "whole": 500},
    ]
    assert ratio(rows, measure) == 90
    assert ratio([{"part": 0, "whole": 0}], measure) is None


def test_a_measure_that_the_season_table_has_is_the_same_made_of_its_parts(site: LeagueSite) -> None:
    """So the league's average beside it is of the same kind."""
    with psycopg.connect(site.url) as connection:
        cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
        rows = cursor.execute("select * from fact_team_season_stats").fetchall()
    compared = 0
    for measure in (measure for family in FAMILIES.values() for measure in family if measure.own):
        for row in rows:
            mine = ratio([row], measure)
            assert mine == pytest.approx(None if row[measure.stat] is None else float(row[measure.stat]), abs=0.006), (
                measure.label
            )
            compared += mine is not None
    assert compared > 10


def test_the_style_page_shows_the_team_and_the_league(pages: httpx.Client, site: LeagueSite, team: str) -> None:
    """With rank, and attempts by score mirrored to the opponent's."""
    page = pages.get(f"/teams/{team}/style").text
    share = site.rows(f"select zone_entry_control_pct from fact_team_season_stats where team_id = '{team}'")[0][0]
    assert f'<td class="number">{cell(share, "0.0")}</td>' in page and "of 2" in page
    rows = {row["state"]: row for row in table_of(pages, f"/teams/{team}/style", "score_states")}
    other = site.rows(f"select max(team_id) from dim_team where team_id <> '{team}'")[0][0]
    theirs = {row["state"]: row for row in table_of(pages, f"/teams/{other}/style", "score_states")}
    assert rows["Leading"]["against"] == theirs["Trailing"]["for"] and rows["Tied"]["for"] == theirs["Tied"]["against"]


def test_lines_add_up_over_games_and_lead_to_the_tool(pages: httpx.Client, site: LeagueSite, team: str) -> None:
    """Ice time and goals of a line are the sums of its games."""
    rows = table_of(pages, f"/teams/{team}/lines", "forwards")
    held = site.rows(
        f"""select sum(toi_seconds), sum(gf), count(*), line_key from fact_line_combos
        where team_id = '{team}' and line_type = 'forward_line' group by line_key order by 1 desc, line_key"""
    )
    assert [(int(row["toi"]), int(row["gf"]), int(row["games"])) for row in rows] == [row[:3] for row in held]
    players = str(held[0][3]).split("-")
    assert f"p1={players[0]}&amp;p2={players[1]}&amp;p3={players[2]}" in pages.get(f"/teams/{team}/lines").text
    starters = table_of(pages, f"/teams/{team}/lines", "starters")
    games = site.rows(
        f"select count(distinct game_id) from fact_shifts where '{team}' in (home_team_id, away_team_id)"
    )[0][0]
    assert sum(int(row["games"]) for row in starters) == games


def test_two_players_of_the_tool_are_the_pair_of_the_table(pages: httpx.Client, site: LeagueSite, team: str) -> None:
    """Together and apart as in the table of pairs, which is built from the same stints; the sum is the team's time."""
    player, partner, together, apart, goals, attempts = site.rows(
        f"""select player_id, partner_id, sum(toi_with_seconds), sum(toi_without_seconds), sum(gf_with), sum(cf_with)
        from fact_wowy where team_id = '{team}' group by player_id, partner_id order by 3 desc, 1 limit 1"""
    )[0]
    response = pages.get(f"/teams/{team}/lines", params={"p1": str(player), "p2": str(partner), "csv": "line"})
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert (int(rows[0]["toi"]), int(rows[0]["gf"]), int(rows[0]["cf"])) == (together, goals, attempts)
    assert int(rows[1]["toi"]) == apart
    seconds = site.rows(
        f"select sum(duration_seconds) from fact_shifts where '{team}' in (home_team_id, away_team_id)"
    )[0][0]
    assert sum(int(row["toi"]) for row in rows) == seconds


def test_an_id_made_of_a_name_is_hidden_in_lines(site: LeagueSite, team: str) -> None:
    """In the line, in the address that leads to the tool, and among those who started."""
    with psycopg.connect(site.url) as connection:
        mine = "update fact_line_combos set player_1_id = 'northcliff-wim' where team_id = %s"
        connection.execute(mine, (team,))
        started = "update fact_shifts set home_player_1_id = 'northcliff-wim', away_player_1_id = 'northcliff-wim'"
        connection.execute(started.encode())
        reader = PageReader(connection, NameStyle.INITIALS)
        chosen = read_team(reader, team, None, None)
        tables = [*read_lines(reader, chosen, {}, 0), read_starters(reader, chosen, {})]
        hidden = shown_id(NameStyle.INITIALS, "northcliff-wim")
        assert all(table.rows for table in tables)
        for table in tables:
            assert hidden in table.to_csv() and "northcliff" not in table.to_csv()
            assert "northcliff" not in "".join(str(table.columns[0].href(row)) for row in table.rows)
        connection.rollback()
