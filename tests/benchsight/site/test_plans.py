"""Pages of one player, team or game read what does not grow with the league: each table of games by an index."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from benchsight.site.league_rows import LeagueRows
from benchsight.web.reader import PageReader, Query
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.web.every_page import IDS

PAGES = (
    "/players/{skater}", "/players/{skater}/games", "/players/{skater}/wowy", "/players/{skater}/h2h",
    "/players/{goalie}", "/players/{goalie}/games", "/teams/{team}", "/teams/{team}/lines",
    "/games/{game}", "/games/{game}/plays", "/games/{game}/shots", "/games/{game}/shifts", "/games/{game}/h2h",
    "/games/{game}/lines", "/games/{game}/check",
)  # fmt: skip
# They grow with the games of the league. Of the schedule and the list of built games, with one small row for each, a
# scan is as good as an index in a league of few games.
GROWING = """
    select distinct table_name from information_schema.columns
    where
        table_schema in ('public', 'transform') and table_name not in ('dim_schedule', 'int_games')
        and (column_name = 'game_id' or (column_name = 'season_id' and table_name like '%\\_season\\_stats'))
"""
# of all teams of a season: ranks ask for everybody
OF_THE_LEAGUE = ("from public.fact_team_season_stats\n    where season_id is not distinct",)
Statement = tuple[str, dict[str, Any]]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Statement]]:
    """Yield the statements of pages as they are read, but for those of rows of the league that a server keeps."""
    read, whole, rows, league_rows = list[Statement](), set[str](), PageReader.rows, LeagueRows.read

    def noted(self: PageReader, query: Query, parameters: Any = None) -> list[dict[str, Any]]:
        text = query if isinstance(query, str) else query.as_string(self.connection)
        if text not in whole:
            read.append((text, dict(parameters or {})))
        return rows(self, query, parameters)

    def of_league(self: LeagueRows, reader: PageReader, query: str, *scope: Any, **more: Any) -> list[dict[str, Any]]:
        whole.add(query)
        return league_rows(self, reader, query, *scope, **more)

    monkeypatch.setattr(PageReader, "rows", noted)
    monkeypatch.setattr(LeagueRows, "read", of_league)
    yield read


def read_whole(plan: dict[str, Any], growing: set[str]) -> Iterator[str]:
    """List the tables that a plan reads from end to end."""
    scanned = plan.get("Relation Name")
    if scanned in growing and plan["Node Type"] != "Bitmap Heap Scan" and "Index Cond" not in plan:
        yield f"{plan['Node Type']} of {scanned}"
    for part in plan.get("Plans", ()):
        yield from read_whole(part, growing)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_rows_of_its_subject_alone(
    pages: httpx.Client, site: LeagueSite, statements: list[Statement], page: str
) -> None:
    (row,) = site.rows(IDS)
    names = ("game", "part", "skater", "mate", "goalie", "team", "load", "job")
    address = page.format(**dict(zip(names, row, strict=True)))
    assert pages.get(address).status_code == 200
    assert len(statements) >= 4
    found = []
    with psycopg.connect(site.url) as connection:
        growing = {str(name) for (name,) in connection.execute(GROWING.encode()).fetchall()}
        # tables of a test are so small that they would be read whole, or joined whole, in any case
        for way in ("seqscan", "hashjoin", "mergejoin"):
            connection.execute(f"set enable_{way} = off".encode())
        for text, parameters in statements:
            if any(part in text for part in OF_THE_LEAGUE):
                continue
            (answer,) = connection.execute(f"explain (format json) {text}".encode(), parameters).fetchone() or ("[]",)
            plan = json.loads(answer) if isinstance(answer, str) else answer
            found += [f"{scan}: {' '.join(text.split())[:120]}" for scan in read_whole(plan[0]["Plan"], growing)]
    assert found == []
