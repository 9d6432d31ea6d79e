"""Validate all: what is published beside the official results, game by game."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.portal.pages import show_portal
from benchsight.portal.words import thing
from benchsight.quality.verify import verify
from benchsight.terminal.text import listed
from benchsight.web.names import with_shown_names
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router
from benchsight.web.tables import Column, Table

router = portal_router(Scope.LOAD)


@router.get("/admin/validate")
async def validate(request: Request) -> Response:
    """Return the agreement with the official results, read now."""

    def make(reader: PageReader) -> Page:
        found = verify(reader.connection)
        stats = Table(
            "stats", "Agreement by statistic",
            [Column("stat", "Statistic"), Column("equal", "Agree", "0"), Column("compared", "Compared", "0"),
             Column("not_comparable", "Not comparable", "0")],
            [{**vars(stat), "stat": thing(stat.stat)} for stat in found.stats],
            empty="There is no official result to compare with: load the schedule with its results.",
        )  # fmt: skip
        games = Table(
            "games", "Agreement by game",
            [Column("game_id", "Game", link="/games/{game_id}"), Column("game_date", "Date", "date"),
             Column("tracked_score", "Tracked, home-away"), Column("official_score", "Official, home-away"),
             Column("equal", "Agree", "0"), Column("compared", "Compared", "0")],
            [vars(game) for game in found.games],
        )  # fmt: skip
        rows = [with_shown_names(reader.names, vars(each)) for each in found.disagreements]
        disagreements = Table(
            "disagreements", "Where they differ, and why",
            [Column("game_id", "Game", link="/games/{game_id}"), Column("team_name", "Team"),
             Column("player_name", "Player"), Column("stat_name", "Statistic"), Column("tracked", "Tracked", "0.0"),
             Column("official", "Official", "0.0"), Column("reason", "Reason")],
            [{**row, "stat_name": thing(row["stat"])} for row in rows[:500]],
            unknown="not known", empty="Nothing differs.",
        )  # fmt: skip
        obstacles = [
            f"{each.values_left_out:,} values: {each.reason}, game {listed(each.games)}" for each in found.obstacles
        ]
        tables = [stats, games, disagreements]
        return Page(
            "portal/validate.html", "Validate", {"found": found, "shown": tables, "obstacles": obstacles}, tables
        )

    return await show_portal(request, make)
