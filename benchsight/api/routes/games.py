"""Box score of a game."""

from fastapi import Request, Response

from benchsight.api.dependencies import Reader, ServicesOf
from benchsight.api.errors import describe
from benchsight.api.ids import GameInPath
from benchsight.api.kept import Body
from benchsight.api.models import as_json, model_of
from benchsight.api.pages import FRESH, etag, is_known
from benchsight.api.routing import api_router
from benchsight.reads.box_score import BoxScore, read_box_score

router = api_router("/api/v2", "published", 401, 403, 409, 429, 503, 504)

OF_BOX_SCORES = ("fact_player_game_stats", "fact_team_game_stats", "fact_goalie_game_stats", "qa_data_completeness")


@router.get(
    "/games/{game_id}/box-score",
    summary="Get the box score of a game",
    responses={200: {"model": model_of(BoxScore)}, 304: {"description": "Unchanged."}, **describe(404)},
    response_class=Response,
)
async def box_score(request: Request, services: ServicesOf, caller: Reader, game_id: GameInPath) -> Response:
    """Return the content of `benchsight report`: teams, periods, goals, skaters, goalies."""
    versions = await services.versions.read(*(services.contracts[table] for table in OF_BOX_SCORES))
    tag = etag("".join(versions), str(game_id))
    headers = {"ETag": tag, "Cache-Control": FRESH, "X-Payload-Version": tag.strip('"')}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)

    async def read() -> Body:
        return Body(await services.database.run(lambda connection: as_json(read_box_score(connection, game_id))))

    body = await services.kept.get(("box score", tag, game_id), read)
    return Response(body.content, headers=headers, media_type="application/json")
