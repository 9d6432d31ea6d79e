"""Weighted ridge regression from sums over games: the penalty by cross-validation, and what is left uncertain."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from benchsight.fitting.rapm_design import Design
from benchsight.fitting.stints import Array

PENALTIES_MINUTES = (25, 50, 100, 200, 400, 800, 1600)
"""A player's effect is drawn to 0 as by so many minutes of play in which he had none.

The largest is about a season's ice time: a larger one would give small standard errors to data that cannot tell
players apart, as if it knew that all are equal.
"""
FOLDS = 5
HOLD = 1e-3
"""Penalty on circumstances, in seconds: next to nothing, so that one that never varies does no harm."""
WITHOUT_PLAYERS = 1e9


@dataclass(frozen=True)
class Sums:
    """X'WX, X'WY, the diagonal of Y'WY and the number of rows; Y has a column per outcome."""

    xx: Array
    xy: Array
    yy: Array
    rows: int

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.xx + other.xx, self.xy + other.xy, self.yy + other.yy, self.rows + other.rows)

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums(self.xx - other.xx, self.xy - other.xy, self.yy - other.yy, self.rows - other.rows)

    def squared_errors(self, effects: Array) -> Array:
        """Weighted sum of squared errors of effects on this data, per outcome."""
        errors: Array = self.yy - 2 * np.sum(effects * self.xy, axis=0) + np.sum(effects * (self.xx @ effects), axis=0)
        return errors


@dataclass(frozen=True)
class Ridge:
    """Effects on one outcome with their covariance; penalty in minutes of play.

    ``gain`` is the share of the squared error on games not seen that knowing the players takes away; 0 or less says
    that this data cannot separate players.
    """

    effects: Array
    covariance: Array
    penalty_minutes: int
    gain: float


def fit_ridge(design: Design, outcomes: Array) -> list[Ridge]:
    """Fit effects on each column of ``outcomes``, with the penalty that foresees unseen games best."""
    folds = [_sums(design, outcomes, design.games % FOLDS == fold) for fold in range(FOLDS)]
    total = sum(folds[1:], folds[0])
    errors = np.array([_unseen_errors(folds, total, design.penalised, minutes) for minutes in PENALTIES_MINUTES])
    gains = 1 - errors.min(axis=0) / _unseen_errors(folds, total, design.penalised, WITHOUT_PLAYERS)
    best = errors.argmin(axis=0)
    return [
        _final(total, design.penalised, outcome, PENALTIES_MINUTES[best[outcome]], float(gains[outcome]))
        for outcome in range(outcomes.shape[1])
    ]


def _sums(design: Design, outcomes: Array, chosen: Array) -> Sums:
    matrix, weights, values = design.matrix[chosen], design.weights[chosen], outcomes[chosen]
    weighted = matrix.multiply(weights[:, None]).tocsr()
    xx = (weighted.T @ matrix).toarray()
    return Sums(xx, weighted.T @ values, weights @ values**2, int(np.count_nonzero(chosen)))


def _unseen_errors(folds: list[Sums], total: Sums, penalised: Array, minutes: float) -> Array:
    errors = [fold.squared_errors(_effects(total - fold, penalised, minutes)) for fold in folds if fold.rows]
    return np.asarray(np.sum(errors, axis=0), dtype=float)


def _effects(sums: Sums, penalised: Array, minutes: float) -> Array:
    solved: Array = linalg.solve(_penalised(sums, penalised, minutes), sums.xy, assume_a="pos")
    return solved


def _penalised(sums: Sums, penalised: Array, minutes: float) -> Array:
    penalised_sums: Array = sums.xx + np.diag(np.where(penalised > 0, 60.0 * minutes, HOLD))
    return penalised_sums


def _final(sums: Sums, penalised: Array, outcome: int, minutes: int, gain: float) -> Ridge:
    """Effects, and the covariance of what they may truly be: noise x inverse, as of a normal prior and normal noise."""
    inverse = linalg.inv(_penalised(sums, penalised, minutes))
    effects = inverse @ sums.xy
    freedom = float(np.sum(inverse * sums.xx))
    noise = sums.squared_errors(effects)[outcome] / max(1.0, sums.rows - freedom)
    return Ridge(effects[:, outcome], noise * inverse, minutes, gain)
