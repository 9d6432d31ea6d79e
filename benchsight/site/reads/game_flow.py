"""How a game went: expected goals so far, and who had the better of the last five minutes."""

from benchsight.site.reads.game import Game
from benchsight.web.reader import PageReader, Row

TABLES = ("fact_game_flow", "fact_game_momentum")

FLOW = """
    select game_seconds, venue, home_shots, away_shots, home_xg, away_xg
    from public.fact_game_flow
    where game_id = %(game)s
    order by attempt_number
"""
MOMENTUM = """
    select game_minute, period, period_minute, start_game_seconds, momentum, home_xg_last_5, away_xg_last_5
    from public.fact_game_momentum
    where game_id = %(game)s
    order by game_minute
"""


def read_flow(reader: PageReader, game: Game) -> list[Row]:
    """Return attempts and expected goals of both sides after each attempt."""
    return reader.rows(FLOW, {"game": game.id})


def read_momentum(reader: PageReader, game: Game) -> list[Row]:
    """Return expected goals of the last five minutes, minute by minute; `momentum` is home less away."""
    return reader.rows(MOMENTUM, {"game": game.id})
