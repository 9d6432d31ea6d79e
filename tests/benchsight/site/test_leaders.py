"""Leaders of any statistic: totals, rates, minima, ranks."""

from collections.abc import Iterator
from decimal import Decimal

import httpx
import psycopg
import pytest
from psycopg import sql

from benchsight.catalog.statistics import read_catalog
from benchsight.site.league_rows import LeagueRows, Shelf
from benchsight.site.measures import Measure, Measures, Strength
from benchsight.site.reads.leaders import ENTRANTS, Minima, ranked, read_totals, totals_query
from benchsight.web.reader import PageReader, Row
from tests.benchsight.builds.league import REPOSITORY, LeagueSite
from tests.benchsight.site.reading import headings_of, rows_of

STATISTICS = read_catalog(REPOSITORY / "seeds/catalog/stat_catalog.csv")
SEASONS = {
    "skaters": "fact_player_season_stats", "goalies": "fact_goalie_season_stats", "teams": "fact_team_season_stats",
}  # fmt: skip
LEAGUE = LeagueRows(Shelf(), "1")  # nothing changes in this file
OWN_COLUMNS = {"skaters": 60, "goalies": 40, "teams": 50}  # at least so many statistics are in both


@pytest.fixture(scope="module")
def reader(site: LeagueSite) -> Iterator[PageReader]:
    """Yield a reader of the league."""
    with psycopg.connect(site.url, autocommit=True) as connection:
        yield PageReader(connection)


@pytest.fixture(scope="module")
def scope(reader: PageReader) -> dict[str, str]:
    """Return the season of the league."""
    return {"season": reader.value("select season_id from dim_season"), "kind": "regular"}


def season_rows(reader: PageReader, who: str) -> dict[str, Row]:
    """Return the rows of the season table by who they are of."""
    condition = "where is_rostered and coalesce(position_code, 'F') <> 'G'" if who == "skaters" else ""
    rows = reader.rows(f"select * from public.{SEASONS[who]} {condition}")
    return {row[ENTRANTS[who].key]: row for row in rows}


def rounding(measure: Measure) -> Decimal:
    """Return how far a number of the season table may be from the exact one."""
    if not measure.is_ratio:
        return Decimal("0.0001")
    return Decimal("0.051") if measure.statistic.unit == "seconds" else Decimal("0.006")


@pytest.mark.parametrize("who", SEASONS)
def test_a_statistic_is_what_the_table_of_the_season_says(reader: PageReader, scope: dict[str, str], who: str) -> None:
    """All that are in both: totals to the digit, ratios as rounded there."""
    table = season_rows(reader, who)
    compared = 0
    for name, measure in Measures(STATISTICS, ENTRANTS[who].table).all.items():
        if name not in next(iter(table.values())):
            continue
        found = {
            row["id"]: row["value"] for row in read_totals(reader, LEAGUE, who, measure, "total", Strength.ALL, scope)
        }
        expected = {id: row[name] for id, row in table.items() if row[name] is not None}
        assert found.keys() == expected.keys(), name
        for id, value in expected.items():
            assert abs(found[id] - value) <= rounding(measure), (name, id)
        compared += 1
    assert compared >= OWN_COLUMNS[who]


@pytest.mark.parametrize(
    ("name", "per", "column"),
    [
        ("goals", "game", "goals_per_game"), ("points", "game", "points_per_game"),
        ("toi_seconds", "game", "toi_per_game"), ("goals", "60", "goals_per_60"),
        ("points", "60", "points_per_60"), ("shots", "60", "shots_per_60"),
    ],
)  # fmt: skip
def test_a_rate_is_what_the_table_of_the_season_says(
    reader: PageReader, scope: dict[str, str], name: str, per: str, column: str
) -> None:
    """Per game and per 60 minutes, from the same games."""
    measure = Measures(STATISTICS, ENTRANTS["skaters"].table).all[name]
    found = {
        row["id"]: row["value"] for row in read_totals(reader, LEAGUE, "skaters", measure, per, Strength.ALL, scope)
    }
    expected = {id: row[column] for id, row in season_rows(reader, "skaters").items() if row[column] is not None}
    assert found.keys() == expected.keys() and expected
    assert max(abs(found[id] - value) for id, value in expected.items()) <= Decimal(
        "0.051" if per == "game" else "0.006"
    )


@pytest.mark.parametrize("who", SEASONS)
def test_every_statistic_of_the_menu_can_be_asked_for(reader: PageReader, scope: dict[str, str], who: str) -> None:
    """With each of its strengths: PostgreSQL plans the query."""
    measures = Measures(STATISTICS, ENTRANTS[who].table)
    assert len(measures.all) > 100
    for name in measures.all:
        for strength in measures.strengths(name):
            measure = measures.at(name, strength)
            assert measure is not None
            query = totals_query(who, measure, "game" if measure.is_total else "total", strength)
            assert reader.rows(sql.SQL("explain ") + query, {"team": None, **scope})


def test_ties_share_a_rank_and_shares_are_of_all() -> None:
    """Whoever does not reach a minimum still counts in the total; unknown ice time reaches no minimum."""
    rows: list[Row] = [
        {"id": "a", "value": 5, "gp": 10, "toi_seconds": 600, "sample": 1},
        {"id": "b", "value": 3, "gp": 9, "toi_seconds": 600, "sample": 1},
        {"id": "c", "value": 5, "gp": 9, "toi_seconds": 600, "sample": 1},
        {"id": "d", "value": 7, "gp": 9, "toi_seconds": None, "sample": 1},
    ]
    found = ranked(rows, Minima(minutes=1), low_first=False, with_share=True)
    assert [(row["id"], row["rank"], row["share"]) for row in found] == [("a", 1, 25), ("c", 1, 25), ("b", 3, 15)]
    assert [row["id"] for row in ranked(rows, Minima(games=10), low_first=True, with_share=False)] == ["a"]


def test_the_page_ranks_the_points_of_the_season(pages: httpx.Client, reader: PageReader) -> None:
    """Value, order and rank as in the table."""
    page = pages.get("/leaders", params={"rows": "all"})
    keys = headings_of(page, "leaders")
    shown = [dict(zip(keys, row, strict=True)) for row in rows_of(page, "leaders")]
    points = sorted((row["points"] for row in season_rows(reader, "skaters").values()), reverse=True)
    assert [int(row["value"]) for row in shown] == points
    assert [int(row["rank"]) for row in shown] == [1 + points.index(value) for value in points]


def test_a_page_says_what_it_asks_for(pages: httpx.Client) -> None:
    """A rate has a minimum by itself, said in words; one in the address takes its place."""
    page = pages.get("/leaders", params={"stat": "goals", "per": "60", "minutes": "0"})
    everybody = rows_of(page, "leaders")
    assert "at least" not in page.text.partition("</form>")[2].partition("</p>")[0]
    page = pages.get("/leaders", params={"stat": "goals", "per": "60"})
    assert "at least" in page.text.partition("</form>")[2] and len(rows_of(page, "leaders")) <= len(everybody)
    page = pages.get("/leaders", params={"stat": "goals", "games": "99"})
    assert "None of" in page.text and "reaches the minimum" in page.text


def test_the_best_goalie_lets_in_least(pages: httpx.Client) -> None:
    """Of goals against per 60 minutes the lowest is first, unless the address asks for the highest."""
    page = pages.get("/leaders", params={"who": "goalies", "stat": "goals_against_average", "minutes": "0"})
    values = [float(row[2]) for row in rows_of(page, "leaders")]
    assert values == sorted(values) and len(values) > 1
    asked = {"who": "goalies", "stat": "goals_against_average", "minutes": "0", "order": "high"}
    assert [float(row[2]) for row in rows_of(pages.get("/leaders", params=asked), "leaders")] == values[::-1]


def test_strength_takes_the_column_of_that_strength(pages: httpx.Client, reader: PageReader) -> None:
    """Attempts while on the ice at five on five."""
    asked = {"stat": "corsi_for", "strength": "5v5", "rows": "all", "csv": "leaders"}
    lines = pages.get("/leaders", params=asked).text.splitlines()
    at = lines[0].split(",").index("value")
    values = sorted(int(line.split(",")[at]) for line in lines[1:])
    table = season_rows(reader, "skaters").values()
    assert values == sorted(row["cf_5v5"] for row in table if row["cf_5v5"] is not None)


@pytest.mark.parametrize(
    "asked",
    [
        {"who": "fans"}, {"stat": "player_id"}, {"stat": "no_such"}, {"per": "season"}, {"strength": "6v5"},
        {"games": "-1"}, {"minutes": "many"}, {"team": "none"}, {"position": "X"}, {"type": "summer"}, {"season": "1"},
    ],
)  # fmt: skip
def test_an_address_that_asks_for_nothing_we_have_says_so(pages: httpx.Client, asked: dict[str, str]) -> None:
    """And names what it is."""
    page = pages.get("/leaders", params=asked)
    assert page.status_code == 404 and next(iter(asked.values())) in page.text
