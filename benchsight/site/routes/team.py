"""Pages of a team."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.league_rows import LeagueRows, show_with_league
from benchsight.site.people.matchups import read_minimum
from benchsight.site.teams.line_tool import FEWEST, MOST, STRENGTHS, read_choice, read_line
from benchsight.site.teams.lines import ALL, SHOWN, name_of, read_lines, read_names, read_starters
from benchsight.site.teams.overview import read_overview
from benchsight.site.teams.schedule import read_schedule, schedule_table
from benchsight.site.teams.style import read_seasons, read_style, score_states
from benchsight.site.teams.team import Team, read_team
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router

router = league_router()

TABLES = (
    "dim_team", "dim_player", "dim_schedule", "league_standings", "fact_team_game_stats", "fact_player_game_stats",
    "fact_goalie_game_stats",
)  # fmt: skip
LINE_TABLES = ("dim_team", "dim_player", "dim_schedule", "fact_player_game_stats", "fact_line_combos", "fact_shifts")
LINE_MINUTES = 10


def _team(reader: PageReader, request: Request, team_id: str) -> Team:
    return read_team(reader, team_id, request.query_params.get("season"), request.query_params.get("type"))


@router.get("/teams/{team_id}")
async def overview(request: Request, team_id: str) -> Response:
    """Return the page of a team (`?season=&type=`)."""
    return await show_with_league(
        request, TABLES, lambda reader, league: read_overview(reader, league, _team(reader, request, team_id))
    )


@router.get("/teams/{team_id}/schedule")
async def schedule(request: Request, team_id: str) -> Response:
    """Return the games of a team."""

    def make(reader: PageReader, _: LeagueRows) -> Page:
        team = _team(reader, request, team_id)
        table = schedule_table(read_schedule(reader, team))
        context = {"team": team, "part": "schedule", "schedule": table}
        return Page("site/teams/schedule.html", f"{team.name}: games", context, [table])

    return await show_with_league(request, TABLES, make)


@router.get("/teams/{team_id}/style")
async def style(request: Request, team_id: str) -> Response:
    """Return how a team plays, beside the league."""

    def make(reader: PageReader, _: LeagueRows) -> Page:
        team = _team(reader, request, team_id)
        seasons = read_seasons(reader, team)
        families, unknown = read_style(seasons, team)
        states = score_states(reader, team)
        games = next((row["gp"] for row in seasons if row["team_id"] == team.id), 0)
        context = {
            "team": team, "part": "style", "families": families, "unknown": unknown, "states": states, "games": games,
            "teams": len(seasons),
        }  # fmt: skip
        return Page("site/teams/style.html", f"{team.name}: style", context, [states])

    return await show_with_league(request, TABLES, make)


@router.get("/teams/{team_id}/lines")
async def lines(request: Request, team_id: str) -> Response:
    """Return lines, pairs and line-ups; with `?p1=&p2=` (to p5) what happened with and without these players."""

    def make(reader: PageReader, league: LeagueRows) -> Page:
        return _lines(reader, league, _team(reader, request, team_id), dict(request.query_params))

    return await show_with_league(request, LINE_TABLES, make)


def _lines(reader: PageReader, league: LeagueRows, team: Team, asked: dict[str, str]) -> Page:
    people = read_names(reader, league, team)
    minutes = read_minimum(asked.get("minimum")) if asked.get("minimum") else LINE_MINUTES
    choice = read_choice([asked.get(f"p{place}", "") for place in range(1, MOST + 1)], asked.get("strength"), minutes)
    names = {player: name_of(people, player) for player in choice.players}
    tool = None if choice.problem else read_line(reader, team, choice, names)
    most = ALL if "csv" in asked else SHOWN
    tables = [*read_lines(reader, team, people, minutes, most), read_starters(reader, team, people)]
    mates = [row for row in people.values() if row["team_id"] == team.id and row["position_code"] != "G"]
    known = {row["player_id"] for row in mates}
    mates += [
        {"player_id": player, "player_name": names[player], "position_code": None}
        for player in choice.players
        if player not in known
    ]
    mates.sort(key=lambda row: (row["position_code"] or "", str(row["player_name"])))
    context: dict[str, Any] = {
        "team": team, "part": "lines", "tables_of_lines": tables[:3], "mates": mates,
        "starters": tables[3], "tool": tool, "choice": choice, "minutes": minutes, "places": range(1, MOST + 1),
        "strengths": STRENGTHS, "fewest": FEWEST, "names": names,
    }  # fmt: skip
    return Page("site/teams/lines.html", f"{team.name}: lines", context, [*tables, *([tool] if tool else [])])
