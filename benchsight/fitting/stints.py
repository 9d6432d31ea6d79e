"""Stints as a regression reads them: who was on the ice, for how long, in what circumstances, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import psycopg

from benchsight.fitting.errors import FitError

MEASURES = ("xg", "cf", "gf")
STINTS = """
    select
        game_id, game_date, home_skater_ids, away_skater_ids, play_seconds, home_situation, home_zone, home_lead,
        home_xgf, away_xgf, home_cf, away_cf, home_gf, away_gf
    from public.fact_rapm_stints
    where (%(season)s::text is null or season_id = %(season)s) and (is_5v5 or not %(only_5v5)s)
    order by game_id, stint_number
"""
MIRRORED = {
    "power_play": "short_handed", "short_handed": "power_play",
    "empty_net_for": "empty_net_against", "empty_net_against": "empty_net_for", "o": "d", "d": "o",
}  # fmt: skip
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StintSide:
    """What one side did to the other in a stint; seconds of play, lead of the attacking side as the stint starts."""

    game_id: int
    attackers: Sequence[str]
    defenders: Sequence[str]
    is_home: bool
    seconds: int
    situation: str
    zone: str | None
    lead: int
    xg: float
    cf: float
    gf: float


@dataclass(frozen=True)
class Stints:
    """Both sides of every stint, one after the other, and the date of the last game."""

    sides: list[StintSide]
    as_of: date | None

    @property
    def games(self) -> int:
        """Number of games."""
        return len({side.game_id for side in self.sides})

    @property
    def minutes(self) -> float:
        """Minutes of play."""
        return sum(side.seconds for side in self.sides if side.is_home) / 60


def read_stints(connection: psycopg.Connection, season: str | None, only_5v5: bool) -> Stints:
    """Both sides of the stints of a season, or of all of them. Raises FitError where nothing is built."""
    try:
        rows = connection.execute(STINTS, {"season": season, "only_5v5": only_5v5}).fetchall()
    except psycopg.errors.UndefinedTable:
        raise FitError("this database has no stints built by this version: run `benchsight build` first") from None
    sides: list[StintSide] = []
    for game, _, home, away, seconds, situation, zone, lead, *measured in rows:
        home_xg, away_xg, home_cf, away_cf, home_gf, away_gf = map(float, measured)
        sides.append(StintSide(game, home, away, True, seconds, situation, zone, lead, home_xg, home_cf, home_gf))
        mirrored, other_zone = _mirror(situation), zone and _mirror(zone)
        sides.append(
            StintSide(game, away, home, False, seconds, mirrored, other_zone, -lead, away_xg, away_cf, away_gf)
        )
    return Stints(sides, max((row[1] for row in rows if row[1] is not None), default=None))


def _mirror(seen: str) -> str:
    """Return a situation or zone as the other side sees it."""
    return MIRRORED.get(seen, seen)
