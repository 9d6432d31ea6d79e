"""Schedule and results of a season."""

from collections.abc import Mapping
from itertools import groupby

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.game_types import LABELS, read_game_type
from benchsight.site.reads.schedule import is_next, read_games
from benchsight.site.seasons import read_season, read_teams
from benchsight.web.pages import NotFound, Page, show
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router
from benchsight.web.tables import Column, Table

router = league_router()

TABLES = ("dim_schedule", "dim_team", "qa_data_completeness")
WHICH = {"": "All games", "results": "Results", "next": "To be played"}
COLUMNS = (
    Column("game_date", "Date", "date"), Column("game_time", "Time"), Column("game_kind", "Games"),
    Column("away_team_name", "Away"), Column("away_goals", "Away goals", "0"), Column("home_goals", "Home goals", "0"),
    Column("home_team_name", "Home"), Column("decided", "Decided in"), Column("tracking", "Tracking"),
    Column("game_id", "Game"),
)  # fmt: skip


@router.get("/schedule")
async def schedule(request: Request) -> Response:
    """Return the games of a season (`?season=`, `?type=`, `?team=`, `?show=results|next`)."""
    return await show(request, TABLES, lambda reader: read_schedule(reader, request.query_params))


def read_schedule(reader: PageReader, asked: Mapping[str, str]) -> Page:
    """Return the page: results with the latest day first, then what is to be played with the next day first."""
    season = read_season(reader, asked.get("season"))
    kind, which, team = asked.get("type") or None, asked.get("show") or "", asked.get("team") or None
    if which not in WHICH:
        raise NotFound(f"show is {which}, expected results or next")
    game_type = read_game_type(reader, season.id, kind)
    teams = read_teams(reader, season.id, team)
    games = read_games(reader, season.id, game_type.id if kind else None, team)
    coming = [game for game in games if is_next(game)]
    past = [game for game in games if not is_next(game)]
    shown = {"": games, "results": past, "next": coming}[which]
    table = Table("schedule", "Schedule", COLUMNS, shown)
    context = {
        "season": season, "game_type": game_type, "kind": game_type.id if kind else None, "teams": teams, "team": team,
        "show": which, "which": WHICH, "table": table, "labels": LABELS,
        "coming": by_day(coming) if which != "results" else [],
        "past": by_day(past[::-1]) if which != "next" else [],
    }  # fmt: skip
    return Page("site/schedule.html", "Schedule and results", context, [table])


def by_day(games: list[dict[str, object]]) -> list[tuple[str, list[dict[str, object]]]]:
    """Return games by day, in their order; a game without a date is of none."""
    return [(day_in_words(day), list(group)) for day, group in groupby(games, key=lambda game: game["game_date"])]


def day_in_words(day: object) -> str:
    """Return a day with its weekday."""
    return "Date not known" if day is None else f"{day:%A, %Y-%m-%d}"
