"""Lists of players, goalies and teams of a season, and of careers."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.game_types import read_game_type
from benchsight.site.reads.search import matches
from benchsight.site.reads.season_tables import (
    GOALIES,
    SKATERS,
    TEAMS,
    Listing,
    read_careers,
    read_people,
    read_team_rows,
)
from benchsight.site.seasons import read_season, read_teams
from benchsight.web.colours import team_style
from benchsight.web.pages import NotFound, Page, show
from benchsight.web.reader import PageReader, Row
from benchsight.web.routing import league_router
from benchsight.web.tables import Column, Table

router = league_router()

POSITIONS = {"F": "Forwards", "D": "Defenders"}
SHOWN = 50  # of a long list, until a reader asks for all
PLAYED = "No game of this choice is tracked yet. Statistics come from tracked games."


@router.get("/players")
async def players(request: Request) -> Response:
    """Return the skaters of a season (`?season=`, `?type=`, `?team=`, `?position=`)."""
    tables = (SKATERS.season, "dim_schedule", "dim_team")
    return await show(request, tables, lambda reader: read_list(reader, request.query_params, SKATERS))


@router.get("/goalies")
async def goalies(request: Request) -> Response:
    """Return the goalies of a season."""
    tables = (GOALIES.season, "dim_schedule", "dim_team")
    return await show(request, tables, lambda reader: read_list(reader, request.query_params, GOALIES))


@router.get("/teams")
async def teams(request: Request) -> Response:
    """Return the teams of a season."""
    tables = ("fact_team_season_stats", "dim_schedule", "dim_team")
    return await show(request, tables, lambda reader: read_team_list(reader, request.query_params))


@router.get("/all-time")
async def all_time(request: Request) -> Response:
    """Return the careers of skaters, or goalies (`?who=goalies`)."""
    tables = (SKATERS.career, GOALIES.career, "dim_schedule")
    return await show(request, tables, lambda reader: read_all_time(reader, request.query_params))


def read_list(reader: PageReader, asked: Mapping[str, str], listing: Listing) -> Page:
    """Return the page of a season's people."""
    season = read_season(reader, asked.get("season"))
    game_type = read_game_type(reader, season.id, asked.get("type"))
    team, position = asked.get("team") or None, asked.get("position") or None
    if position and (listing is GOALIES or position not in POSITIONS):
        raise NotFound(f"there is no position {position}, expected {' or '.join(POSITIONS)}")
    all_teams = read_teams(reader, season.id, team)
    rows = read_people(reader, listing, season.id, game_type.id, team, most_of(asked))
    if position:
        rows = [row for row in rows if (row["position_code"] or "F") == position]
    rows = [row for row in rows if matches(row, asked.get("find"))]
    title = "Goalies" if listing is GOALIES else "Players"
    name = title.lower()
    columns = people_columns(listing, season.kept)
    table = people_table(name, title, columns, rows, listing, asked)
    context = {
        "season": season, "game_type": game_type, "teams": all_teams, "team": team, "position": position,
        "positions": [] if listing is GOALIES else list(POSITIONS.items()), "table": table,
        "count": count_of(rows, asked), "find": asked.get("find") or "",
    }  # fmt: skip
    return Page("site/people_list.html", title, context, [table])


def people_columns(listing: Listing, kept: str) -> list[Column]:
    """Return the columns of a season's list."""
    position = [] if listing is GOALIES else [Column("position_code", "Pos")]
    return [
        Column("player_name", "Player", link=f"/players/{{player_id}}{kept}"),
        Column("player_number", "No.", "0"),
        Column("team_name", "Team", link=f"/teams/{{team_id}}{kept}"),
        *position,
        *listing.columns,
    ]


def read_team_list(reader: PageReader, asked: Mapping[str, str]) -> Page:
    """Return the page of a season's teams."""
    season = read_season(reader, asked.get("season"))
    game_type = read_game_type(reader, season.id, asked.get("type"))
    rows = read_team_rows(reader, season.id, game_type.id)
    columns = [Column("team_name", "Team", link=f"/teams/{{team_id}}{season.kept}"), *TEAMS]
    empty = "This season has no team yet."
    table = Table("teams", "Statistics", columns, rows, unknown="no tracked game, or not tracked", empty=empty)
    cards = [{**row, "style": team_style(row["team_id"], row["color_1"], row["color_2"])} for row in rows]
    return Page(
        "site/teams.html", "Teams", {"season": season, "game_type": game_type, "table": table, "cards": cards}, [table]
    )


def read_all_time(reader: PageReader, asked: Mapping[str, str]) -> Page:
    """Return the page of careers."""
    who = asked.get("who") or "skaters"
    if who not in ("skaters", "goalies"):
        raise NotFound(f"who is {who}, expected skaters or goalies")
    listing = GOALIES if who == "goalies" else SKATERS
    game_type = read_game_type(reader, None, asked.get("type"))
    rows = read_careers(reader, listing, game_type.id, most_of(asked))
    columns = [
        Column("player_name", "Player", link="/players/{player_id}"),
        *([] if listing is GOALIES else [Column("position_code", "Pos")]),
        Column("season_count", "Seasons", "0"),
        *listing.columns,
    ]
    rows = [row for row in rows if matches(row, asked.get("find"))]
    table = people_table("all_time", "All time", columns, rows, listing, asked)
    context = {
        "game_type": game_type,
        "who": who,
        "table": table,
        "count": count_of(rows, asked),
        "find": asked.get("find") or "",
    }
    return Page("site/all_time.html", "All time", context, [table])


def most_of(asked: Mapping[str, str]) -> int | None:
    """Return how many people are read: all where they are filtered afterwards or all are asked for."""
    needs_all = asked.get("rows") == "all" or any(asked.get(name) for name in ("csv", "find", "position"))
    return None if needs_all else SHOWN


def count_of(rows: list[Row], asked: Mapping[str, str]) -> int:
    """Return how many people there are, shown or not."""
    return len(rows) if most_of(asked) is None or not rows else int(rows[0]["total"])


def people_table(
    name: str, title: str, columns: list[Column], rows: list[Row], listing: Listing, asked: Mapping[str, str]
) -> Table:
    """Return the table of people: the first of a long list, all as CSV or with `?rows=all`."""
    shown = rows if asked.get("rows") == "all" or "csv" in asked else rows[:SHOWN]
    empty = "Nobody of this choice is called so." if asked.get("find") else PLAYED
    return Table(name, title, columns, shown, sorted_by=listing.sorted_by, empty=empty, hide_caption=True)
