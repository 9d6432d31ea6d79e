"""Player projections and game outcomes."""

from collections.abc import Callable
from typing import Annotated, Any

import psycopg
from fastapi import Path, Query, Request, Response

from benchsight.api.dependencies import Reader, Services, ServicesOf
from benchsight.api.errors import describe
from benchsight.api.kept import Body
from benchsight.api.models import as_json, model_of
from benchsight.api.pages import FRESH, etag, is_known
from benchsight.api.routing import api_router
from benchsight.fitting.predictions import GameOutcome, PlayerProjection, read_outcome, read_projection

router = api_router("/api/v2/ml", "predictions", 401, 403, 409, 429, 503, 504)

OF_PLAYERS = ("fact_player_game_stats", "dim_player")
OF_GAMES = ("dim_schedule", "dim_team")
Id = Annotated[str, Path(max_length=100, examples=["P000001"])]
TeamId = Annotated[str, Query(max_length=100, examples=["T01"])]


def _described(model: type, example: dict[str, Any]) -> dict[str, Any]:
    """Return the keyword arguments of a route whose response is ``model``."""
    shown = {"model": model_of(model), "content": {"application/json": {"example": example}}}
    responses = {200: shown, 304: {"description": "Unchanged."}, **describe(404)}
    return {"responses": responses, "response_class": Response}


OF_PLAYER = {
    "player_id": "P000001", "position_group": "F", "next_games": 10, "games": 24, "games_weighted": 18.0, "note": None,
    "stats": [
        {
            "stat": "goals", "rate_per_game": 0.41, "prior_mean": 0.3, "prior_games": 9.5,
            "projection": {"expected": 4.1, "low": 1, "high": 8},
            "error": {"players": 60, "mae": 0.35, "mae_league_mean": 0.41},
        }
    ],
}  # fmt: skip
OF_GAME = {
    "home_team_id": "T01", "away_team_id": "T02", "home": {"rating": 1534.2, "sd": 71.0, "games": 20},
    "away": {"rating": 1490.8, "sd": 71.3, "games": 20}, "home_win": {"chance": 0.6, "low": 0.39, "high": 0.79},
    "games": 130, "note": None,
    "error": {
        "games": 39, "log_loss": 0.672, "log_loss_base_rate": 0.689, "brier": 0.24, "brier_base_rate": 0.248
    },
}  # fmt: skip


@router.get("/player-projection/{player_id}", summary="Project a player", **_described(PlayerProjection, OF_PLAYER))
async def player_projection(
    request: Request,
    services: ServicesOf,
    caller: Reader,
    player_id: Id,
    games: Annotated[int, Query(ge=1, le=200, description="Next games to project.")] = 10,
) -> Response:
    """Return goals, assists and points over the next games: gamma-Poisson rates by position, with 90 % intervals.

    `error` is the mean absolute error per game on the last 30 % of games, beside that of the league's mean. What there
    is too little data for is null.
    """
    return await _respond(
        request,
        services,
        OF_PLAYERS,
        (player_id, str(games)),
        lambda connection: read_projection(connection, player_id, games),
    )


@router.get("/game-outcome", summary="Predict a game", **_described(GameOutcome, OF_GAME))
async def game_outcome(
    request: Request, services: ServicesOf, caller: Reader, home_team_id: TeamId, away_team_id: TeamId
) -> Response:
    """Return the chance that the home team wins, from Elo ratings, with a 90 % interval.

    `error` has log loss and Brier score on the last 30 % of games, each predicted from those before it, beside those of
    the earlier share of home wins. It is null for fewer than 30 such games.
    """
    return await _respond(
        request, services, OF_GAMES, (home_team_id, away_team_id),
        lambda connection: read_outcome(connection, home_team_id, away_team_id),
    )  # fmt: skip


async def _respond(
    request: Request,
    services: Services,
    tables: tuple[str, ...],
    parts: tuple[str, ...],
    read: Callable[[psycopg.Connection], Any],
) -> Response:
    """Respond with 304 where the tables are as the caller knows them, else with what ``read`` returns."""
    versions = await services.versions.read(*(services.contracts[table] for table in tables))
    tag = etag("".join(versions), *parts)
    headers = {"ETag": tag, "Cache-Control": FRESH, "X-Payload-Version": tag.strip('"')}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)

    async def predict() -> Body:
        return Body(await services.database.run(lambda connection: as_json(read(connection))))

    body = await services.kept.get(("prediction", request.url.path, tag), predict)
    return Response(body.content, headers=headers, media_type="application/json")
