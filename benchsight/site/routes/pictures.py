"""Pictures for shared links."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.pictures import Side, can_draw, game_picture
from benchsight.site.reads.results import read_game
from benchsight.web.colours import team_colours
from benchsight.web.pages import NotFound, frame_of, show_data
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router

router = league_router()

COLOURS = "select team_id, color_1, color_2, color_3, color_4 from public.dim_team"


@router.get("/og/games/{game_id}.png")
async def picture(request: Request, game_id: int) -> Response:
    """Return the picture of a game: teams, score, date. It shows no person."""
    title = frame_of(request).settings.title
    if not can_draw():
        raise NotFound("pictures need Pillow: pip install 'benchsight[report]'")

    def make(reader: PageReader) -> bytes:
        game = read_game(reader, game_id)
        if game is None:
            raise NotFound(f"there is no game {game_id}")
        listed = {row.pop("team_id"): list(row.values()) for row in reader.rows(COLOURS)}

        def side(team_id: str | None, name: str, goals: int | None) -> Side:
            return Side(name, team_colours(team_id or name, *listed.get(team_id, []))[0], goals)

        goals = game.goals or (None, None)
        line = game.date.isoformat() + {"OT": " · overtime", "SO": " · shootout"}.get(game.decided_in or "", "")
        return game_picture(
            side(game.away_id, game.away, goals[0]), side(game.home_id, game.home, goals[1]), line, title
        )

    return await show_data(request, ("dim_schedule", "dim_team"), make, "image/png")
