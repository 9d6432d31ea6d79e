"""Pages of a skater or goalie."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.league_rows import LeagueRows, show_with_league
from benchsight.site.people.games import read_games
from benchsight.site.people.goalie import read_goalie
from benchsight.site.people.matchups import read_head_to_head, read_with_and_without
from benchsight.site.people.person import Person, read_person
from benchsight.site.people.skater import read_skater
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router

router = league_router()

TABLES = (
    "dim_player", "dim_team", "dim_schedule", "fact_player_game_stats", "fact_goalie_game_stats", "fact_player_trends",
    "fact_player_rapm", "fact_shots", "fact_team_game_stats",
)  # fmt: skip
MATCHUPS = ("dim_player", "dim_team", "dim_schedule", "fact_player_game_stats", "fact_wowy", "fact_h2h")


def _person(reader: PageReader, request: Request, player_id: str) -> Person:
    asked = request.query_params
    return read_person(reader, player_id, asked.get("season"), asked.get("type"), asked.get("as"))


@router.get("/players/{player_id}")
async def player(request: Request, player_id: str) -> Response:
    """Return the page of a player (`?season=&type=`; `?as=goalie` of one who did both)."""

    def make(reader: PageReader, league: LeagueRows) -> Page:
        person = _person(reader, request, player_id)
        return (read_goalie if person.is_goalie else read_skater)(reader, league, person)

    return await show_with_league(request, TABLES, make)


@router.get("/players/{player_id}/games")
async def games(request: Request, player_id: str) -> Response:
    """Return the games of a player in a season."""
    return await show_with_league(
        request, TABLES, lambda reader, _: read_games(reader, _person(reader, request, player_id))
    )


@router.get("/players/{player_id}/wowy")
async def with_and_without(request: Request, player_id: str) -> Response:
    """Return a skater's numbers with and without each team mate (`?minimum=` minutes together)."""
    minimum = request.query_params.get("minimum")
    return await show_with_league(
        request, MATCHUPS,
        lambda reader, league: read_with_and_without(reader, league, _person(reader, request, player_id), minimum),
    )  # fmt: skip


@router.get("/players/{player_id}/h2h")
async def head_to_head(request: Request, player_id: str) -> Response:
    """Return a skater's numbers against each opponent (`?minimum=` minutes together)."""
    minimum = request.query_params.get("minimum")
    return await show_with_league(
        request, MATCHUPS,
        lambda reader, league: read_head_to_head(reader, league, _person(reader, request, player_id), minimum),
    )  # fmt: skip
