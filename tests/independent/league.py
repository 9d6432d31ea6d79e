"""What the league says of the games, as it landed in staging: sides, rosters, results. No model is asked."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

TABLES = (
    "staging_schedule",
    "staging_game_rosters",
    "staging_official_player_games",
    "staging_seasons",
    "staging_players",
    "staging_league_settings",
)
OF_GAMES = TABLES[:3]


@dataclass(frozen=True)
class LeagueRows:
    """Rows of the league's tables for some games; ``seasons``, ``players`` and ``settings`` of all."""

    schedule: pd.DataFrame
    rosters: pd.DataFrame
    results: pd.DataFrame
    seasons: pd.DataFrame
    players: pd.DataFrame
    settings: pd.DataFrame
    sources: list[str]
    """Files from which the tracked rows of the games were loaded."""


def read_league(url: str, games: list[int]) -> LeagueRows:
    """The league's rows of these games, and the files their tracking came from."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        schedule, rosters, results, seasons, players, settings = (_table(connection, name, games) for name in TABLES)
        sources: set[str] = set()
        for table in ("staging_events", "staging_shifts"):
            query = sql.SQL("select distinct source_file from {} where game_id = any(%s)")
            rows = connection.execute(query.format(sql.Identifier(table)), (games,)).fetchall()
            sources |= {row["source_file"] for row in rows}
    return LeagueRows(schedule, rosters, results, seasons, players, settings, sorted(sources))


def _table(connection: psycopg.Connection[dict[str, Any]], name: str, games: list[int]) -> pd.DataFrame:
    query = sql.SQL("select * from {}").format(sql.Identifier(name))
    if name in OF_GAMES:
        query += sql.SQL(" where game_id = any(%s)")
        cursor = connection.execute(query, (games,))
    else:
        cursor = connection.execute(query)
    names = [column.name for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=names)
