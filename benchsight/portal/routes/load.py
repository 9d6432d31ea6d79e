"""Load by scope: a game or all, tables, an operation; what will happen, then the job."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope as KeyScope
from benchsight.portal.outcomes import game_title
from benchsight.portal.pages import show_portal
from benchsight.portal.scope import Scope, choices, foresee
from benchsight.portal.words import OPERATIONS
from benchsight.reads.games import NOT_TRACKED, read_games
from benchsight.web.pages import Page, frame_of
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router

router = portal_router(KeyScope.LOAD)


@router.get("/admin/load")
async def load(request: Request) -> Response:
    """Return the form; with a choice in its address also what it would do, and the button that does it."""
    root = frame_of(request).services.settings.project_root
    query = request.query_params
    written = query.get("game", "")
    is_number = written.isascii() and written.isdigit() and 0 < int(written[:12]) < 2**31
    scope = Scope(
        int(written) if is_number else None, query.get("tables", "all_facts"), query.get("operation", "upsert")
    )

    def make(reader: PageReader) -> Page:
        games = [game for game in read_games(reader.connection) if game.state != NOT_TRACKED]
        context = {
            "scope": scope,
            "asked": bool({"game", "tables", "operation"} & set(query)),
            "games": [(game.game_id, game_title(game), game.state) for game in reversed(games)],
            "choices": choices(root),
            "operations": OPERATIONS,
            "foreseen": foresee(reader.connection, root, scope) if games else None,
            "unknown_game": written if written and not is_number else None,
        }
        return Page("portal/load.html", "Load", context)

    return await show_portal(request, make)
