"""Who played against whom, and with whom."""

from benchsight.site.reads.game import Game
from benchsight.web.reader import PageReader, Row

PAIR_TABLES = ("fact_h2h",)
LINE_TABLES = ("fact_line_combos",)
SMALL_SECONDS = 120  # less time together is a small sample

# Each pair once, as the visitors' skater sees it.
PAIRS = """
    select
        player_id, opponent_id, toi_seconds, gf, ga, cf, ca, xgf, xga,
        round(100.0 * cf / nullif(cf + ca, 0), 1) as cf_pct,
        round(100.0 * xgf / nullif(xgf + xga, 0), 1) as xg_pct
    from public.fact_h2h
    where game_id = %(game)s and venue = %(venue)s
    order by toi_seconds desc, player_id, opponent_id
"""
LINES = """
    select
        venue, line_type, line_key, player_1_id, player_2_id, player_3_id, player_4_id, player_5_id, toi_seconds, gf,
        ga, cf, ca, cf_pct, xgf, xga, xg_pct
    from public.fact_line_combos
    where game_id = %(game)s
    order by venue, line_type, toi_seconds desc, line_key
"""


def read_pairs(reader: PageReader, game: Game) -> list[Row]:
    """Return all pairs of opposing skaters that met, with their names, from the visitors' point of view."""
    return [
        row | {
            "away_player_name": game.people.label(row["player_id"]),
            "home_player_name": game.people.label(row["opponent_id"]),
            "grey": row["toi_seconds"] < SMALL_SECONDS,
        }
        for row in reader.rows(PAIRS, {"game": game.id, "venue": game.away.venue})
    ]  # fmt: skip


def read_lines(reader: PageReader, game: Game) -> list[Row]:
    """Return the lines, pairs and units of both sides, the most used first, with the names of their players."""
    return [
        row | {
            "players_player_name": game.people.labels(*(row[f"player_{slot}_id"] for slot in range(1, 6))),
            "grey": row["toi_seconds"] < SMALL_SECONDS,
        }
        for row in reader.rows(LINES, {"game": game.id})
    ]  # fmt: skip
