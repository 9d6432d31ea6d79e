"""Games while they are tracked."""

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from benchsight.api.kept import Body
from benchsight.site.reads.live import read_live_game, read_live_games
from benchsight.web.colours import team_style
from benchsight.web.pages import POLICY, NotFound, Page, frame_of, show_now
from benchsight.web.reader import PageReader, Row
from benchsight.web.routing import league_router

router = league_router()

VERSION = "select changed_at from ops.game_inputs where game_id = %s"
GameVersion = tuple[object, ...]


@router.get("/live")
async def games(request: Request) -> Response:
    """Return the games that are tracked now."""
    return await show_now(
        request, lambda reader: Page("site/live_games.html", "Live", {"games": read_live_games(reader)})
    )


@router.get("/live/{game_id}")
async def game(request: Request, game_id: int) -> Response:
    """Return a game as it is now; `?display=scoreboard` for a screen in the rink.

    The body is kept until the game changes: everybody in the rink asks at the same time.
    """
    frame = frame_of(request)
    is_board = request.query_params.get("display") == "scoreboard"
    version = await frame.services.database.fetch(VERSION, (game_id,)) if game_id < 2**31 else []
    if not version:
        raise NotFound(f"nothing is tracked of game {game_id}")

    def make(reader: PageReader) -> Page:
        found = read_live_game(reader, game_id)
        if found is None:
            raise NotFound(f"nothing is tracked of game {game_id}")
        away, home = found.sides["away"], found.sides["home"]
        title = f"{away['team_name']} {_goals(away)}, {home['team_name']} {_goals(home)}"
        return Page("site/live_game.html", title, {"game": found, "is_board": is_board, "style": _style})

    async def read() -> Body:
        page = await frame.read(make)
        return Body(frame.render(page, request).encode())

    key = ("live", game_id, is_board, frame.version, str(version[0][0]))
    body = await frame.services.kept.get(key, read)
    return HTMLResponse(body.content, headers={"Cache-Control": "no-store", "Content-Security-Policy": POLICY})


def _goals(side: Row) -> str:
    return "" if side["goals"] is None else str(side["goals"])


def _style(side: Row) -> str:
    colours = (side["color_1"], side["color_2"], side["color_3"], side["color_4"])
    return team_style(side["team_id"] or side["team_name"] or side["venue"], *colours)
