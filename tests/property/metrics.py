"""What `metrics` must say of players' goals and shots, counted from their games in plain Python."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

Metrics = dict[tuple[str, str, str, str], tuple[Decimal, int, int]]
"""(player, kind of game, metric, window) -> (value, games, last game)."""

LAST_GAMES = {"game": 1, "last_5": 5, "last_10": 10, "career": None}
GAMES = """
    select player_id, game_type, season_id, game_id, goals, sog from fact_player_trends
    order by player_id, game_type, game_date desc nulls last, game_id desc
"""
PUBLISHED = """
    select entity_id, game_type, metric_name, metric_window, value, n, as_of_game_id from metrics
    where entity_type = 'player' and metric_name in ('goals', 'sog')
"""


def published_metrics(connection: psycopg.Connection) -> Metrics:
    """Goals and shots on goal as published."""
    return {row[:4]: row[4:] for row in connection.execute(PUBLISHED)}


def expected_metrics(connection: psycopg.Connection) -> Metrics:
    """Goals and shots on goal over each window of every player's games, latest first."""
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        games: list[Any] = cursor.execute(GAMES).fetchall()
    expected: Metrics = {}
    for (player_id, game_type), played in groupby(games, key=lambda game: (game.player_id, game.game_type)):
        for window, chosen in _windows(list(played)):
            for metric in ("goals", "sog"):
                values = [getattr(game, metric) for game in chosen if getattr(game, metric) is not None]
                if values:  # a window of games without events says nothing
                    value = Decimal(sum(values))
                    expected[player_id, game_type, metric, window] = (value, len(values), chosen[0].game_id)
    return expected


def _windows(games: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    for window, last in LAST_GAMES.items():
        yield window, games[:last]
    yield "season", [game for game in games if game.season_id == games[0].season_id]
