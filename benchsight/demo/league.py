"""Reads what the demonstration shows of a built league: standings, leaders and the game to look at."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import psycopg
from psycopg.rows import class_row

Row = TypeVar("Row")

# Statistic and how its value is written.
LEADER_STATS = {"points": "{:.0f}", "goals": "{:.0f}", "game_score": "{:.2f}", "save_pct": "{:.2f}"}
STANDINGS = """
    select rank, team_name, gp, w, l, t, otl, points, gf, ga, gd, last_5, streak
    from public.league_standings
    order by season_id, rank, team_name
"""
LEADERS = """
    select stat, rank, player_name, team_name, gp, value
    from (
        select *, row_number() over (partition by stat order by rank, gp, player_name) as place
        from public.league_leaders
        where stat = any(%(stats)s)
    ) as placed
    where place <= %(places)s
    order by stat, place
"""
# A close game with many goals, completely tracked.
GAME_TO_SHOW = """
    select home.game_id
    from public.fact_team_game_stats as home
    inner join public.fact_team_game_stats as away on home.game_id = away.game_id and away.venue = 'away'
    where home.venue = 'home' and home.game_is_complete and home.toi_reliable
    order by home.goals + away.goals - abs(home.goals - away.goals) desc, home.game_id
    limit 1
"""


@dataclass(frozen=True)
class Standing:
    """A team's place in the table."""

    rank: int
    team_name: str
    gp: int
    w: int
    l: int  # noqa: E741  # the table's own name of it
    t: int
    otl: int
    points: int
    gf: int
    ga: int
    gd: int
    last_5: str
    streak: str


@dataclass(frozen=True)
class Leader:
    """A player's place in a ranking."""

    stat: str
    rank: int
    player_name: str
    team_name: str
    gp: int
    value: Decimal


def read_standings(connection: psycopg.Connection) -> list[Standing]:
    """Return the table of the league."""
    return _read(connection, STANDINGS, Standing, {})


def read_leaders(connection: psycopg.Connection, places: int) -> list[Leader]:
    """Return the first players of each statistic of LEADER_STATS."""
    return _read(connection, LEADERS, Leader, {"stats": list(LEADER_STATS), "places": places})


def game_to_show(connection: psycopg.Connection) -> int | None:
    """Id of the game whose box score shows most; None if no game is tracked whole."""
    row = connection.execute(GAME_TO_SHOW).fetchone()
    return None if row is None else int(row[0])


def _read(connection: psycopg.Connection, query: str, kind: type[Row], parameters: dict[str, object]) -> list[Row]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()
