"""Standings of a season."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.game_types import read_game_type
from benchsight.site.league_rows import LeagueRows, show_with_league
from benchsight.site.reads.standings import (
    forfeits_in_words,
    points_in_words,
    read_records,
    read_rules,
    read_standings_rows,
    tie_breakers_in_words,
)
from benchsight.site.seasons import SeasonChoice, read_season
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader, Row
from benchsight.web.routing import league_router
from benchsight.web.tables import Column, Table

router = league_router()

OF = "league_standings"
TABLES = (OF, "dim_schedule", "dim_team")
EMPTY = "No game of this season has a result yet."


@router.get("/standings")
async def standings(request: Request) -> Response:
    """Return the standings of a season (`?season=`) and game type (`?type=`)."""
    return await show_with_league(
        request, TABLES, lambda reader, league: read_standings(reader, league, request.query_params)
    )


def read_standings(reader: PageReader, league: LeagueRows, asked: Mapping[str, str]) -> Page:
    """Return the page of a season, the newest unless one is named."""
    season = read_season(reader, asked.get("season"))
    game_type = read_game_type(reader, season.id, asked.get("type"))
    context = {"season": season, "game_type": game_type}
    if game_type.id != "regular":
        rows = read_records(reader, season.id, game_type.id)
        table = Table("standings", game_type.label, record_columns(season, rows), rows, sorted_by="rank", empty=EMPTY)
        words = {"points": "", "tie_breakers": ["wins", "goal difference"], "forfeits": []}
    else:
        rules = read_rules(reader, season.id)
        table = standings_table(reader, league, season, rules)
        words = {
            "points": points_in_words(rules), "tie_breakers": tie_breakers_in_words(rules),
            "forfeits": forfeits_in_words(list(map(dict, table.rows))),
        }  # fmt: skip
    return Page("site/standings.html", "Standings", {**context, **words, "standings": table}, [table])


def standings_table(reader: PageReader, league: LeagueRows, season: SeasonChoice, rules: Row) -> Table:
    """Return the standings of a season's regular season."""
    rows = read_standings_rows(reader, league, season.id)
    return Table("standings", "Standings", standings_columns(season, rows, rules), rows, sorted_by="rank", empty=EMPTY)


def standings_columns(season: SeasonChoice, rows: list[Row], rules: Row) -> list[Column]:
    """Return the columns: those of a points system only where the league's has them, or a game ended so."""
    breakers = str(rules.get("tie_breakers") or "")
    points = {outcome: rules.get(f"points_{outcome}") for outcome in (
        "regulation_win", "overtime_win", "shootout_win", "regulation_loss", "overtime_loss", "shootout_loss"
    )}  # fmt: skip
    win_counts = len({points["regulation_win"], points["overtime_win"], points["shootout_win"]}) > 1
    loss_counts = points["overtime_loss"] != points["shootout_loss"]
    columns = [
        Column("rank", "#", "0", OF),
        Column("team_name", "Team", link=f"/teams/{{team_id}}{season.kept}"),
        Column("gp", "GP", "0", OF),
        Column("w", "W", "0", OF),
        Column("regulation_wins", "RW", "0", OF, more=not win_counts and "regulation" not in breakers),
        Column("overtime_wins", "OTW", "0", OF, more=not win_counts and "overtime_wins" not in breakers),
        Column("shootout_wins", "SOW", "0", OF, more=not win_counts),
        Column("l", "L", "0", OF),
        *([Column("t", "T", "0", OF)] if _any(rows, "t") else []),
        *([Column("otl", "OTL", "0", OF)] if _any(rows, "otl") or points["overtime_loss"] else []),
        Column("overtime_losses", "Lost in OT", "0", OF, more=not loss_counts),
        Column("shootout_losses", "Lost in SO", "0", OF, more=not loss_counts),
        Column("points", "PTS", "0", OF),
        Column("points_pct", "PTS%", "0.0%", OF, more="points_percentage" not in breakers),
        Column("gf", "GF", "0", OF),
        Column("ga", "GA", "0", OF),
        Column("gd", "+/-", "+0", OF),
        Column("home_record", "Home", of=OF),
        Column("away_record", "Away", of=OF),
        Column("last_10", "Last 10"),
        Column("last_5", "Last 5", of=OF, more=True),
        Column("streak", "Streak", of=OF),
    ]
    if _any(rows, "forfeit_wins") or _any(rows, "forfeit_losses"):
        columns += [Column("forfeit_wins", "Forfeits won", "0", OF), Column("forfeit_losses", "lost", "0", OF)]
    return columns


def record_columns(season: SeasonChoice, rows: list[Row]) -> list[Column]:
    """Return the columns of records without points."""
    return [
        Column("rank", "#", "0"),
        Column("team_name", "Team", link=f"/teams/{{team_id}}{season.kept}"),
        Column("gp", "GP", "0", OF),
        Column("w", "W", "0", OF),
        Column("l", "L", "0", OF),
        *([Column("t", "T", "0", OF)] if _any(rows, "t") else []),
        *([Column("otl", "OTL", "0", OF)] if _any(rows, "otl") else []),
        Column("gf", "GF", "0", OF),
        Column("ga", "GA", "0", OF),
        Column("gd", "+/-", "+0", OF),
    ]


def _any(rows: list[Row], key: str) -> bool:
    return any(row[key] for row in rows)
