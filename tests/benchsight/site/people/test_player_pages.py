"""Pages of skaters and goalies of the built league: their numbers are those of the tables."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest

from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.site.league_rows import LeagueRows, Shelf
from benchsight.site.people.goalie import read_goalie, saved_by_game
from benchsight.site.people.headline import read_headline
from benchsight.site.people.person import read_person
from benchsight.site.people.profile import read_profile
from benchsight.site.people.seasons_table import season_row, seasons_table
from benchsight.site.people.shots import read_shots
from benchsight.site.people.skater import read_skater
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.settings import NameStyle, WebSettings
from benchsight.web.statistics import Definitions, KnownDefinitions
from benchsight.web.templates import render
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite

PARTS = ("", "/games", "/wowy", "/h2h")


@pytest.fixture
def reader(site: LeagueSite) -> Iterator[PageReader]:
    """Yield a reader in a transaction that is rolled back."""
    with psycopg.connect(site.url) as connection:
        yield PageReader(connection)
        connection.rollback()


@pytest.fixture
def league() -> LeagueRows:
    """Return an empty shelf."""
    return LeagueRows(Shelf(), "1")


def the_player(site: LeagueSite, position: str = "F") -> str:
    """Return the id of the player of a position with the most points."""
    rows = site.rows(
        f"""select player_id from fact_player_season_stats where position_code = '{position}'
        order by points desc, player_id limit 1"""
    )
    return str(rows[0][0])


def html_of(page: Page) -> str:
    """Return a page as it is sent, without definitions."""
    frame = {"page": page, "site": WebSettings(), "path": "/", "query": {}}
    return render(page.template, frame | {"definitions": Definitions(KnownDefinitions([], {}))} | dict(page.context))


def table_of(pages: httpx.Client, address: str, name: str) -> list[dict[str, str]]:
    """Return a table of a page by its CSV."""
    response = pages.get(address, params={"csv": name})
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text)))


def test_all_parts_are_there_for_everybody(pages: httpx.Client, site: LeagueSite) -> None:
    """Skaters and goalies, and none has a template's rest or an unformatted number in it."""
    for player in (the_player(site), the_player(site, "D"), the_player(site, "G")):
        for part in PARTS:
            page = pages.get(f"/players/{player}{part}")
            assert page.status_code == 200
            assert "Decimal(" not in page.text and "None" not in re.sub("None of them", "", page.text)
            assert len(page.content) < 150_000
    assert pages.get("/players/<b>").status_code == 404
    assert "There is no player &lt;b&gt;" in pages.get("/players/<b>").text
    assert pages.get(f"/players/{the_player(site)}/wowy", params={"minimum": "-1"}).status_code == 404
    assert pages.get(f"/players/{the_player(site)}", params={"type": "friendly"}).status_code == 404


def test_the_headline_is_the_season_table_and_ranks_are_those_of_the_leaders(
    site: LeagueSite, reader: PageReader, league: LeagueRows
) -> None:
    """For everybody who is among the leaders of a statistic, the rank beside his number is the same."""
    ranks = {
        (str(player), str(stat)): place
        for player, stat, place in site.rows("select player_id, stat, rank from league_leaders")
    }
    held = {
        table: {row["player_id"]: row for row in reader.rows(f"select * from public.{table}")}
        for table in ("fact_player_season_stats", "fact_goalie_season_stats")
    }
    compared = 0
    for (player,) in site.rows("select player_id from fact_player_season_stats order by player_id"):
        person = read_person(reader, str(player), None, None)
        row = season_row(reader, person, "rate_toi_seconds")
        assert row is not None
        for figure in read_headline(reader, league, person, row)[0]:
            assert figure.value == held[figure.of][str(player)][figure.stat]
            if figure.stat == "wins":
                continue
            expected = ranks.get((str(player), figure.stat))
            assert (int(re.match(r"\d+", figure.rank)[0]) if figure.rank else None) == expected  # type: ignore[index]
            compared += expected is not None
    assert compared > 50


def test_seasons_and_games_add_up(pages: httpx.Client, site: LeagueSite) -> None:
    """The games of a player are those of the table, and their goals make the season's."""
    player = the_player(site)
    seasons = table_of(pages, f"/players/{player}", "seasons")
    games = table_of(pages, f"/players/{player}/games", "games")
    held = site.rows(
        f"select gp, goals, assists, points, sog from fact_player_season_stats where player_id = '{player}'"
    )[0]
    assert [int(seasons[0][key]) for key in ("gp", "goals", "assists", "points", "sog")] == list(held)
    assert [
        len(games),
        *(sum(int(game[key] or 0) for game in games) for key in ("goals", "assists", "points", "sog")),
    ] == list(held)


def test_splits_and_shots_are_those_of_the_games(pages: httpx.Client, site: LeagueSite) -> None:
    """Attempts by danger add up to his attempts, goals by strength to his tracked goals."""
    player = the_player(site)
    shots, goals = site.rows(f"select shots, tracked_goals from fact_player_season_stats where player_id = '{player}'")[
        0
    ]
    for name in ("dangers", "types", "strength", "score"):
        rows = table_of(pages, f"/players/{player}", name)
        assert sum(int(row["shots"]) for row in rows) == shots, name
        assert sum(int(row["goals"]) for row in rows) == goals, name
    on_ice = table_of(pages, f"/players/{player}", "on_ice")
    held = site.rows(
        f"""select sum(gf_5v5), sum(ca_5v5) from fact_player_game_stats
        where player_id = '{player}' and toi_reliable and game_is_complete"""
    )[0]
    assert (int(on_ice[1]["gf"]), int(on_ice[1]["ca"])) == held


def test_with_and_without_adds_up_over_games(pages: httpx.Client, site: LeagueSite) -> None:
    """Sums of the pairs of games, shares made of the sums, and pale is what the reader asked for."""
    player = the_player(site)
    rows = table_of(pages, f"/players/{player}/wowy", "wowy")
    held = site.rows(
        f"""select sum(toi_with_seconds), sum(toi_without_seconds), sum(gf_with), sum(cf_with), sum(ca_with), partner_id
        from fact_wowy where player_id = '{player}' group by partner_id having sum(toi_with_seconds) > 0
        order by 1 desc, partner_id"""
    )
    names = {row[0]: row[1] for row in site.rows("select player_id, player_name from dim_player")}
    assert [row["player_name"] for row in rows] == [names[row[-1]] for row in held]
    for shown, (toi, apart, goals, own, other, _) in zip(rows, held, strict=True):
        assert (int(shown["toi_with"]), int(shown["toi_without"]), int(shown["gf_with"])) == (toi, apart, goals)
        share = None if not own + other else 100 * own / (own + other)  # type: ignore[operator]
        assert (
            shown["cf_pct_with"] == "" if share is None else float(shown["cf_pct_with"]) == pytest.approx(float(share))
        )
    page = f"/players/{player}/wowy"
    assert pages.get(page, params={"minimum": "0"}).text.count('class="grey"') == 0
    assert pages.get(page, params={"minimum": "99999"}).text.count('class="grey"') == len(rows)


def test_head_to_head_is_the_mirror_of_the_opponent(pages: httpx.Client, site: LeagueSite) -> None:
    """What he had for is what the opponent had against."""
    player = the_player(site)
    name = site.rows(f"select player_name from dim_player where player_id = '{player}'")[0][0]
    first = table_of(pages, f"/players/{player}/h2h", "h2h")[0]
    opponent = site.rows(f"select player_id from dim_player where player_name = '{first['player_name']}'")[0][0]
    mirror = next(row for row in table_of(pages, f"/players/{opponent}/h2h", "h2h") if row["player_name"] == name)
    assert (first["toi"], first["gf"], first["cf"]) == (mirror["toi"], mirror["ga"], mirror["ca"])


def test_a_goalie_has_his_saves(pages: httpx.Client, site: LeagueSite, reader: PageReader) -> None:
    """By danger and strength as in the season table; the bars add up to what he saved above expected."""
    goalie = the_player(site, "G")
    rebound, saves, saved, free = site.rows(
        f"""select rebound_save_pct, even_strength_saves, goals_saved_above_expected, rebound_control_pct
        from fact_goalie_season_stats where player_id = '{goalie}'"""
    )[0]
    kinds = {row["split"]: row["pct"] for row in table_of(pages, f"/players/{goalie}", "saves")}
    assert float(kinds["On rebounds"]) == float(rebound)  # type: ignore[arg-type]
    assert "High danger" not in kinds  # without positions nobody knows
    assert "how dangerous a shot was is not known" in pages.get(f"/players/{goalie}").text
    assert int(table_of(pages, f"/players/{goalie}", "strengths")[0]["saves"]) == saves
    rebounds = table_of(pages, f"/players/{goalie}", "rebounds")
    kept = sum(float(row["share"]) for row in rebounds if row["outcome"] != "Left a rebound")
    assert kept == pytest.approx(float(free), abs=0.01)  # type: ignore[arg-type]
    page = read_goalie(reader, LeagueRows(Shelf(), "1"), read_person(reader, goalie, None, None))
    assert f"{'+' if saved > 0 else ''}{round(saved, 1)} in all" in page.context["saved"].summary  # type: ignore[operator,call-overload]
    assert saved_by_game([{"goals_saved_above_expected": None}]) is None


def test_a_traded_player_has_a_row_for_each_team(site: LeagueSite, reader: PageReader) -> None:
    """And one of both, which is his season."""
    player = the_player(site)
    reader.connection.execute(
        """
        with other as (
            insert into fact_player_team_season_stats
            select changed.*
            from fact_player_team_season_stats as mine
            cross join lateral jsonb_populate_record(mine, jsonb_build_object(
                'goals', 1, 'team_id', (select min(team_id) from dim_team where team_id <> mine.team_id)
            )) as changed
            where mine.player_id = %(player)s
        ), own as (
            update fact_player_team_season_stats set goals = goals - 1 where player_id = %(player)s
        )
        update fact_player_season_stats set team_count = 2 where player_id = %(player)s
        """,
        {"player": player},
    )
    rows = seasons_table(reader, read_person(reader, player, None, None)).rows
    assert [row["team_name"] for row in rows][2:] == ["2 teams"] and len({row["team_id"] for row in rows}) == 3
    assert rows[0]["goals"] + rows[1]["goals"] == rows[2]["goals"]


def test_one_who_skated_and_stood_in_a_net_has_both(site: LeagueSite, reader: PageReader, league: LeagueRows) -> None:
    """His page is that of what he did more; `as` shows the other."""
    goalie = the_player(site, "G")
    reader.connection.execute("update fact_goalie_season_stats set gp = gp - 1 where player_id = %s", (goalie,))
    person = read_person(reader, goalie, None, None)
    assert person.is_goalie and person.is_both
    as_skater = read_person(reader, goalie, None, None, "skater")
    assert not as_skater.is_goalie
    assert read_skater(reader, league, as_skater).context["figures"]
    assert "as=goalie" in html_of(read_skater(reader, league, as_skater))
    assert "as=skater" in html_of(read_goalie(reader, league, person))


def test_who_never_played_has_an_honest_page(site: LeagueSite, reader: PageReader, league: LeagueRows) -> None:
    """On the list and never dressed; a sweater number that nobody knows; on rosters only."""
    columns = "player_id, player_name, position_code, is_listed, is_placeholder"
    reader.connection.execute(
        f"insert into dim_player ({columns}) values ('NEW', 'Nia New', 'F', true, false)".encode()
    )
    person = read_person(reader, "NEW", None, None)
    assert person.notes == ["This player has not dressed for a tracked game."]
    page = read_skater(reader, league, person)
    assert page.context["figures"] == [] and not page.context["seasons"].rows
    assert "has not dressed for a tracked game" in html_of(page) and "No season with a game yet." in html_of(page)
    player = the_player(site)
    reader.connection.execute("update dim_player set is_placeholder = true where player_id = %s", (player,))
    assert read_person(reader, player, None, None).notes[0].startswith("Nobody knows whose sweater number this is")
    goalie = the_player(site, "G")
    reader.connection.execute("delete from fact_goalie_season_stats where player_id = %s", (goalie,))
    reader.connection.execute("update fact_player_season_stats set gp = 0 where player_id = %s", (goalie,))
    assert read_person(reader, goalie, None, None).notes == [
        "This player is on rosters, and has not played in a tracked game yet."
    ]


def test_a_shot_map_needs_positions(pages: httpx.Client, site: LeagueSite, reader: PageReader) -> None:
    """Without, shots are counted and the page says why there is no picture."""
    player = the_player(site)
    page = pages.get(f"/players/{player}").text
    assert "tracked without positions: no shot map" in page and 'class="rink"' not in page
    person = read_person(reader, player, None, None)
    before = read_shots(reader, person)
    reader.connection.execute(
        "update transform.int_shots set attack_x = 80, attack_y = -3 where shooter_id = %s", (player,)
    )
    after = read_shots(reader, person)
    assert (before.marks, len(after.marks), after.total) == ([], before.total, before.total)
    assert after.caption == f"{after.total} of {after.total} shot attempts, {after.goals} of {after.goals} goals"
    assert all(row["label"].count(" at ") == 1 for row in after.marks)


def test_the_profile_is_a_rate_of_sums(site: LeagueSite, reader: PageReader, league: LeagueRows) -> None:
    """Per 60 minutes of games that are complete; the minimum and the number of players are those it says."""
    player = the_player(site)
    profile = read_profile(reader, league, read_person(reader, player, None, None))
    seconds, takeaways, games = site.rows(
        f"""select sum(toi_seconds), sum(takeaways), count(*) from fact_player_game_stats
        where player_id = '{player}' and toi_reliable and game_is_complete"""
    )[0]
    row = next(row for rows in profile.families.values() for row in rows if row["stat"] == "takeaways")
    assert float(row["value"]) == pytest.approx(3600 * int(takeaways) / int(seconds), abs=0.005)  # type: ignore[call-overload]
    assert (profile.games, profile.seconds) == (games, seconds)
    peers = site.rows(
        f"""select count(*) from (
            select player_id from fact_player_game_stats
            where position_code = 'F' and toi_reliable and game_is_complete and toi_seconds > 0
            group by player_id having sum(toi_seconds) >= {60 * profile.minutes}
        ) as peers"""
    )[0][0]
    assert profile.peers == peers and profile.minutes == 15
    giveaways = next(row for rows in profile.families.values() for row in rows if row["stat"] == "giveaways")
    assert giveaways["percentile"] is not None and not giveaways["is_neutral"]


@pytest.mark.parametrize("style", [NameStyle.NUMBERS, NameStyle.INITIALS])
def test_no_page_has_a_name_that_the_setting_hides(
    site: LeagueSite, api_settings: ApiSettings, style: NameStyle
) -> None:
    """Neither the pages nor their tables to take along: players, team mates, opponents, lines."""
    player, goalie = the_player(site), the_player(site, "G")
    team = site.rows(f"select team_id from fact_player_season_stats where player_id = '{player}'")[0][0]
    mates = [
        str(row[0])
        for row in site.rows(f"select player_id from fact_player_season_stats where team_id = '{team}' limit 3")
    ]
    names = [part for (name,) in site.rows("select player_last_name from dim_player") for part in [str(name)]]
    tool = "&".join(f"p{place}={mate}" for place, mate in enumerate(mates, 1))
    addresses = [f"/players/{each}{part}" for each in (player, goalie) for part in PARTS]
    addresses += [f"/teams/{team}", f"/teams/{team}/schedule", f"/teams/{team}/style", f"/teams/{team}/lines?{tool}"]
    addresses += [
        f"/players/{player}/wowy?csv=wowy",
        f"/teams/{team}/lines?{tool}&csv=line",
        f"/teams/{team}?csv=skaters",
    ]
    settings: Any = replace(WebSettings(), names=style)
    with serving(create_application(site.url, api_settings, settings)) as client:
        for address in addresses:
            text = client.get(address).text
            assert not [name for name in names if name in text], address
        if style is NameStyle.NUMBERS:
            assert re.search(r"<h1>#\d+</h1>", client.get(f"/players/{player}").text)
