"""Comparison of two to four players."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.game_types import read_game_type
from benchsight.site.reads.comparison import compared, read_league, regular_count, to_begin_with
from benchsight.site.reads.search import matches
from benchsight.site.reads.season_tables import GOALIES, SKATERS
from benchsight.site.seasons import read_season
from benchsight.web.pages import NotFound, Page, show
from benchsight.web.reader import PageReader, Row
from benchsight.web.routing import league_router
from benchsight.web.tables import Column, Table

router = league_router()

TABLES = (SKATERS.season, GOALIES.season, "dim_schedule", "dim_team")
MOST = 4


@router.get("/compare")
async def compare(request: Request) -> Response:
    """Return players (`?players=a,b`, two to four; `?add=` one more) side by side."""
    asked = dict(request.query_params)
    asked["players"] = ",".join(request.query_params.getlist("players"))
    return await show(request, TABLES, lambda reader: read_comparison(reader, asked))


def read_comparison(reader: PageReader, asked: Mapping[str, str]) -> Page:
    """Return the page; goalies are compared with goalies."""
    season = read_season(reader, asked.get("season"))
    game_type = read_game_type(reader, season.id, asked.get("type"))
    players = chosen_players(asked)
    is_goalies = asked.get("who") == "goalies"
    league = read_league(reader, GOALIES if is_goalies else SKATERS, season.id, game_type.id)
    if players and not is_goalies and players[0] not in {row["player_id"] for row in league}:
        goalies = read_league(reader, GOALIES, season.id, game_type.id)
        if players[0] in {row["player_id"] for row in goalies}:
            is_goalies, league = True, goalies
    listing = GOALIES if is_goalies else SKATERS
    by_id = {row["player_id"]: row for row in league}
    added, candidates = search_player(league, players, asked.get("add", ""))
    players = [*players, *added]
    missing = [player for player in players if player not in by_id]
    found = [player for player in players if player in by_id]
    lines = compared(listing, league, found)
    people = [{**by_id[player], "without": ",".join(each for each in players if each != player)} for player in found]
    columns = [Column("player_name", "Player"), Column("team_name", "Team"), *listing.columns]
    average = {"player_name": "League average"} | {line["column"].key: line["average"] for line in lines}
    table = Table("comparison", "Comparison", columns, [*people, average])
    context = {
        "season": season, "game_type": game_type, "people": people, "lines": lines, "missing": len(missing),
        "players": players, "is_goalies": is_goalies, "regulars": regular_count(league), "most": MOST,
        "candidates": candidates, "add": asked.get("add", ""), "listed": ",".join(players),
        "first": [] if players or candidates else to_begin_with(listing, league, MOST),
    }  # fmt: skip
    return Page("site/compare.html", "Compare players", context, [table])


def chosen_players(asked: Mapping[str, str]) -> list[str]:
    """Return the ids that are asked for, each once. Raise NotFound for more than four."""
    ids = [each.strip() for each in asked.get("players", "").split(",")]
    players = list(dict.fromkeys(filter(None, ids)))
    if len(players) > MOST:
        raise NotFound(f"{len(players)} players cannot be compared, at most {MOST}")
    return players


def search_player(league: Sequence[Row], players: Sequence[str], text: str) -> tuple[list[str], list[Row]]:
    """Return the one player that a text finds by id, name, number or team; of several, those to choose from."""
    if not text.strip() or len(players) >= MOST:
        return [], []
    others = [row for row in league if row["player_id"] not in players]
    found = [row for row in others if row["player_id"] == text.strip()] or [row for row in others if matches(row, text)]
    found.sort(key=lambda row: (str(row["player_name"]), str(row["player_id"])))
    return ([found[0]["player_id"]], []) if len(found) == 1 else ([], found)
