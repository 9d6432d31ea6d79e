"""Home, standings, schedule, lists of people and teams."""

import httpx
import psycopg
import pytest

from benchsight.site.reads.schedule import decided, is_next, read_games, read_nearest, tracking
from benchsight.site.reads.standings import forfeits_in_words, points_in_words, read_records, tie_breakers_in_words
from benchsight.site.routes import people_lists
from benchsight.site.routes.schedule import by_day
from benchsight.site.routes.standings import standings_columns
from benchsight.site.seasons import SeasonChoice
from benchsight.web.reader import PageReader, Row
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.site.reading import headings_of, rows_of, text_of

SEASON = SeasonChoice("b", "B", [{"season_id": "c", "season": "C"}, {"season_id": "b", "season": "B"}])
RULES = {
    "points_regulation_win": 3, "points_overtime_win": 2, "points_shootout_win": 2, "points_tie": 1,
    "points_overtime_loss": 1, "points_shootout_loss": 1, "points_regulation_loss": 0,
    "tie_breakers": "points|head_to_head_points|goal_difference",
}  # fmt: skip


def test_standings_are_those_of_the_table(pages: httpx.Client, site: LeagueSite) -> None:
    """With records at home and away, and the league's rules in words."""
    page = pages.get("/standings")
    keys = headings_of(page, "standings")
    shown = [[dict(zip(keys, row, strict=True))[key] for key in ("rank", "team_name", "points", "home_record")]
             for row in rows_of(page, "standings")]  # fmt: skip
    query = "select rank, team_name, points, home_record from public.league_standings order by rank, team_name"
    assert shown == [[str(value) for value in row] for row in site.rows(query)]
    assert "2 points for a win, 1 for a tie." in text_of(page.text)
    assert "ranked by points, then wins, then goal difference, then goals." in text_of(page.text)


def test_the_last_ten_are_counted_from_the_results(pages: httpx.Client, site: LeagueSite) -> None:
    """In a league of fewer games, all of them."""
    page = pages.get("/standings")
    keys = headings_of(page, "standings")
    shown = {row[keys.index("team_name")]: row[keys.index("last_10")] for row in rows_of(page, "standings")}
    records = site.rows("select team_name, w || '-' || l + otl || '-' || t from public.league_standings where gp <= 10")
    assert sorted(shown.items()) == sorted(records) and shown


def test_points_systems_have_their_columns() -> None:
    """A win after regulation that counts less is a column to see, else one of more."""
    rows = [{"t": 0, "otl": 1, "forfeit_wins": 1, "forfeit_losses": 0, "team_name": "Owls"}]
    more = {column.key: column.more for column in standings_columns(SEASON, rows, RULES)}
    assert not more["overtime_wins"] and not more["otl"] and "t" not in more and "forfeit_wins" in more
    plain = RULES | {"points_overtime_win": 3, "points_shootout_win": 3}
    more = {column.key: column.more for column in standings_columns(SEASON, [rows[0] | {"forfeit_wins": 0}], plain)}
    assert more["overtime_wins"] and "forfeit_wins" not in more


def test_rules_are_said_in_words() -> None:
    """Points that equal those of a plain win or loss are not said twice."""
    assert points_in_words(RULES) == (
        "3 points for a win, 2 for a win in overtime, 2 for a win in the shootout, 1 for a tie, "
        "1 for a loss in overtime, 1 for a loss in the shootout"
    )
    assert points_in_words({}) == ""
    assert tie_breakers_in_words(RULES) == ["points", "points against each other", "goal difference"]
    rows = [{"team_name": "Owls", "forfeit_wins": 2, "forfeit_losses": 1}, {"team_name": "Bears", "forfeit_wins": 0}]
    assert forfeits_in_words(rows) == ["Owls won 2 games by forfeit", "Owls lost 1 game by forfeit"]


def test_an_older_season_stays_in_addresses() -> None:
    """The newest needs nothing."""
    assert (SEASON.kept, SEASON.also) == ("?season=b", "&season=b")
    assert SeasonChoice("c", "C", SEASON.all).kept == ""
    assert SeasonChoice(None, None, []).kept == ""


def test_the_schedule_has_every_game_with_its_result(pages: httpx.Client, site: LeagueSite) -> None:
    """Its score, how it was decided, and how far it is tracked."""
    page = pages.get("/schedule")
    for game, away, home in site.rows(
        "select game_id, away_goals, home_goals from public.dim_schedule where is_played"
    ):
        link = page.text.partition(f'href="/games/{game}"')[2].partition("</a>")[0]
        assert f"{away} : {home}" in link
    assert "tracked in part" in page.text
    lines = pages.get("/schedule", params={"csv": "schedule"}).text.splitlines()
    assert len(lines) - 1 == len(site.rows("select from public.dim_schedule where season_id is not null"))


def test_a_schedule_without_games_says_why(pages: httpx.Client) -> None:
    """Nothing of the simulated league is still to be played."""
    assert "No game of this choice is still to be played." in pages.get("/schedule", params={"show": "next"}).text
    assert pages.get("/schedule", params={"show": "all"}).status_code == 404
    assert pages.get("/schedule", params={"team": "nobody"}).status_code == 404


def test_states_of_a_game_have_words() -> None:
    """A postponed game is not one of the next, an unplayed one has no tracking to speak of."""
    game: Row = {
        "schedule_status": None, "decided_in": None, "is_played": False, "is_tracked": False, "is_complete": None,
        "toi_reliable": None, "game_date": None,
    }  # fmt: skip
    assert is_next(game) and tracking(game) == ""
    assert not is_next(game | {"schedule_status": "POSTPONED"})
    assert decided(game | {"schedule_status": "POSTPONED", "decided_in": "REG"}) == "postponed"
    assert [decided(game | {"decided_in": each}) for each in ("OT", "SO", "FORFEIT", "REG")] == [
        "OT",
        "SO",
        "forfeit",
        None,
    ]
    played = game | {"is_played": True}
    assert tracking(played) == "not tracked"
    tracked = played | {"is_tracked": True, "is_complete": True, "toi_reliable": False}
    assert tracking(tracked) == "tracked, ice times with gaps"
    assert by_day([game])[0][0] == "Date not known"


def test_lists_show_the_table_of_the_season(pages: httpx.Client, site: LeagueSite) -> None:
    """Of all, and of a team what they did for it."""
    page = pages.get("/players")
    keys = headings_of(page, "players")
    shown = sorted((row[keys.index("player_name")], row[keys.index("points")]) for row in rows_of(page, "players"))
    query = "from public.fact_player_season_stats where coalesce(position_code, 'F') <> 'G'"
    assert shown == sorted((name, str(points)) for name, points in site.rows(f"select player_name, points {query}"))
    team = site.rows("select min(team_id) from public.dim_team")[0][0]
    page = pages.get("/players", params={"team": str(team), "position": "D"})
    expected = site.rows(
        f"select from public.fact_player_team_season_stats where position_code = 'D' and team_id = '{team}'"
    )
    assert len(rows_of(page, "players")) == len(expected) > 0
    assert len(rows_of(pages.get("/goalies"), "goalies")) == len(
        site.rows("select from public.fact_goalie_season_stats")
    )


def test_a_list_finds_people_by_parts_of_their_names(pages: httpx.Client, site: LeagueSite) -> None:
    """Whatever their case; nobody is said so."""
    name = str(
        site.rows("select player_name from public.fact_player_season_stats where position_code = 'F' limit 1")[0][0]
    )
    found = rows_of(pages.get("/players", params={"find": name.upper()[:-1]}), "players")
    assert name in {row[0] for row in found}
    assert "Nobody of this choice is called so." in pages.get("/players", params={"find": "qqqq"}).text


def test_teams_and_careers_show_their_tables(pages: httpx.Client, site: LeagueSite) -> None:
    """A team's accent colour is a style, never text of the league's file."""
    page = pages.get("/teams")
    assert (
        len(rows_of(page, "teams"))
        == len(site.rows("select from public.dim_team"))
        == page.text.count("--team: light-dark(#")
    )
    careers = rows_of(pages.get("/all-time", params={"rows": "all"}), "all_time")
    query = "select from public.fact_player_career_stats where coalesce(position_code, 'F') <> 'G'"
    assert len(careers) == len(site.rows(query))
    assert pages.get("/all-time", params={"who": "refs"}).status_code == 404


def test_the_first_page_shows_the_league_at_a_glance(pages: httpx.Client, site: LeagueSite) -> None:
    """Standings, results, and the first of the leaders."""
    page = pages.get("/")
    assert len(rows_of(page, "standings")) == len(site.rows("select from public.league_standings"))
    assert page.text.count('href="/games/') == 3
    best = site.rows("select player_name from public.league_leaders where stat = 'points' and rank = 1")
    section = page.text.partition(">Points</a>")[2].partition("</section>")[0]
    assert all(str(name) in section for (name,) in best) and best


def test_what_a_league_calls_its_teams_is_text(pages: httpx.Client, site: LeagueSite) -> None:
    """A name with markup in it."""
    with psycopg.connect(site.url, autocommit=True) as connection:
        connection.execute("update public.dim_team set team_name = '<i>' || team_name")
        try:
            page = pages.get("/teams?markup")  # not kept from before
            assert "&lt;i&gt;" in page.text and "<i>" not in page.text
        finally:
            connection.execute("update public.dim_team set team_name = replace(team_name, '<i>', '')")


def test_a_long_list_shows_its_first_and_counts_all(
    pages: httpx.Client, site: LeagueSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are a link away, found by a search, and in the CSV."""
    monkeypatch.setattr(people_lists, "SHOWN", 3)
    count = len(site.rows("select from public.fact_player_season_stats where coalesce(position_code, 'F') <> 'G'"))
    page = pages.get("/players?short")  # not kept from before
    assert len(rows_of(page, "players")) == 3 and f"The first 3 of {count}." in text_of(page.text)
    assert len(rows_of(pages.get("/players?short&rows=all"), "players")) == count
    assert len(pages.get("/players?short&csv=players").text.splitlines()) == count + 1


def test_records_without_points_are_counted_from_the_results(site: LeagueSite) -> None:
    """As the standings count them; they are what playoffs are shown with."""
    with psycopg.connect(site.url) as connection:
        reader = PageReader(connection)
        records = read_records(reader, reader.value("select season_id from public.dim_season"), "regular")
    keys = ("team_id", "w", "l", "t", "otl", "gf", "ga")
    expected = site.rows(f"select {', '.join(keys)} from public.league_standings")
    assert sorted(tuple(row[key] for key in keys) for row in records) == sorted(expected) and expected
    assert [row["rank"] for row in records] == sorted(row["rank"] for row in records)


def test_the_first_page_has_the_last_results_and_the_next_games(site: LeagueSite) -> None:
    """Those that the list of all games has last and first, games without a date among them."""
    with psycopg.connect(site.url) as connection:
        (games,) = connection.execute("select array_agg(game_id order by game_id) from dim_schedule").fetchone() or (
            [],
        )
        for later in range(1, 7):  # to be played, called off, without a date
            status, day = ("POSTPONED" if later == 2 else None), (None if later in (3, 6) else later)
            connection.execute(
                """insert into dim_schedule select (jsonb_populate_record(games, jsonb_build_object(
                    'game_id', %(id)s, 'is_played', false, 'is_tracked', false, 'schedule_status', %(status)s::text,
                    'game_date', games.game_date + %(day)s::integer
                ))).* from dim_schedule as games where game_id = %(game)s""",
                {"id": 990 + later, "status": status, "day": day, "game": games[0]},
            )
        reader = PageReader(connection)
        season = reader.value("select season_id from dim_season")
        every = read_games(reader, season)
        played, coming = [game for game in every if game["is_played"]], [game for game in every if is_next(game)]
        assert (len(played), [game["game_id"] for game in coming]) == (3, [991, 994, 995, 993, 996])
        for most in (2, 50):
            assert read_nearest(reader, season, most) == (played[: -most - 1 : -1], coming[:most])
        connection.rollback()
