"""Lands what a fit says of players in the table fitted_metrics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from benchsight.fitting.rapm import RapmFit

PARTS = ("offence", "defence", "total")
DELETE = """
    delete from public.fitted_metrics
    where entity_type = 'player' and season_id = %s and metric_name = any(%s)
"""
INSERT = """
    insert into public.fitted_metrics (
        entity_type, entity_id, metric_name, season_id, as_of, value, standard_error, n, games, toi_seconds,
        is_reliable, model_version
    )
    values ('player', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True)
class FitScope:
    """The data of a fit: a season or all, at five against five or all situations, until when; and what it trusts."""

    season_id: str
    situation: str
    as_of: date | None
    reliable_minutes: int


def land_rapm(connection: psycopg.Connection, fits: Sequence[RapmFit], scope: FitScope) -> int:
    """Replace the rows of these fits and this scope, in one transaction; the number of rows."""
    names = [metric_name(fit, part, scope) for fit in fits for part in PARTS]
    rows = [row for fit in fits for row in _rows(fit, scope)]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(DELETE, (scope.season_id, names))
        cursor.executemany(INSERT, rows)
    return len(rows)


def metric_name(fit: RapmFit, part: str, scope: FitScope) -> str:
    """Such as rapm_xg_offence_5v5."""
    return f"rapm_{fit.measure}_{part}_{scope.situation}"


def _rows(fit: RapmFit, scope: FitScope) -> Iterator[tuple[Any, ...]]:
    for player in fit.players:
        is_reliable = fit.is_reliable(player, scope.reliable_minutes)
        for part in PARTS:
            effect = getattr(player, part)
            yield (
                player.player_id, metric_name(fit, part, scope), scope.season_id, scope.as_of,
                round(effect.value, 4), round(effect.standard_error, 4),
                player.stints, player.games, player.toi_seconds, is_reliable, fit.model_version,
            )  # fmt: skip
