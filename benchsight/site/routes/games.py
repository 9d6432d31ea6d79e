"""The pages of a game, each at its own address."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.game import check_page, matchup_pages, plays_page, shifts_page, shots_page, summary_page
from benchsight.site.game.head import TABLES, TABS, head
from benchsight.site.pictures import picture_of
from benchsight.site.reads.game import Game, read_game
from benchsight.web.pages import Page, show
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router
from benchsight.web.tables import Table

router = league_router()

Content = tuple[Mapping[str, Any], Sequence[Table]]
Read = Callable[[PageReader, Game, Mapping[str, str]], Content]


@router.get("/games/{game_id}")
async def summary(request: Request, game_id: str) -> Response:
    """Return score, scoring, penalties, box score and flow of a game."""
    return await _show(request, game_id, "summary", summary_page.TABLES, summary_page.read_summary)


@router.get("/games/{game_id}/plays")
async def plays(request: Request, game_id: str) -> Response:
    """Return the plays (`?period=&team=&player=&kind=&from=`)."""
    return await _show(request, game_id, "plays", plays_page.TABLES, plays_page.read_plays_page)


@router.get("/games/{game_id}/shots")
async def shots(request: Request, game_id: str) -> Response:
    """Return the shot map (`?period=&team=&player=&strength=`)."""
    return await _show(request, game_id, "shots", shots_page.TABLES, shots_page.read_shots_page)


@router.get("/games/{game_id}/shifts")
async def shifts(request: Request, game_id: str) -> Response:
    """Return the shift chart; `?at=` is the number of an interval."""
    return await _show(request, game_id, "shifts", shifts_page.TABLES, shifts_page.read_shifts_page)


@router.get("/games/{game_id}/h2h")
async def head_to_head(request: Request, game_id: str) -> Response:
    """Return who played against whom."""
    return await _show(request, game_id, "h2h", matchup_pages.PAIR_TABLES, matchup_pages.read_pairs_page)


@router.get("/games/{game_id}/lines")
async def lines(request: Request, game_id: str) -> Response:
    """Return lines, pairs and units."""
    return await _show(request, game_id, "lines", matchup_pages.LINE_TABLES, matchup_pages.read_lines_page)


@router.get("/games/{game_id}/check")
async def check(request: Request, game_id: str) -> Response:
    """Return the comparison with the official result (`?odd=yes`: also what looks odd beside the season)."""
    return await _show(request, game_id, "check", check_page.TABLES, check_page.read_check_page)


async def _show(request: Request, game_id: str, tab: str, tables: Sequence[str], read: Read) -> Response:
    def make(reader: PageReader) -> Page:
        game = read_game(reader, game_id)
        context, shown = read(reader, game, request.query_params)
        known = head(reader, game, tab)
        title = known.title if tab == "summary" else f"{TABS[tab]} · {known.title}"
        return Page(
            f"site/game/{tab}.html", title, {"game": game, "head": known, **context}, shown, known.description,
            picture=picture_of(game.id),
        )  # fmt: skip

    return await show(request, sorted({*TABLES, *tables}), make)
