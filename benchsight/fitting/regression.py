"""Logistic regression that is drawn to prior coefficients by imagined shots, as if they had been seen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchsight.fitting.xg_features import Feature, Level

Array = npt.NDArray[np.float64]

PRIOR_SHOTS = 200.0
"""Weight of the prior on the slopes, in shots."""
PRIOR_SHOTS_OF_LEVEL = 20.0
"""Weight of the prior on how often shots score: small, so that expected goals add up to goals."""
GRID = {"distance_feet": (5.0, 15.0, 25.0, 35.0, 45.0, 60.0), "angle_degrees": (0.0, 20.0, 40.0, 60.0)}


@dataclass(frozen=True)
class Fitted:
    """A fitted level: log-odds are intercept + slopes x values; ``unknown`` replaces NaN."""

    features: tuple[Feature, ...]
    intercept: float
    slopes: Array
    unknown: Array

    def predict(self, shots: pd.DataFrame) -> Array:
        """Probability of a goal, per shot."""
        return expit(self.intercept + values(shots, self.features, self.unknown) @ self.slopes)


def fit(shots: pd.DataFrame, level: Level) -> Fitted:
    """Fit a level on its shots, which may be none: then it is the prior."""
    from sklearn.linear_model import LogisticRegression

    unknown = _usual_values(shots, level.features)
    imagined, chances = _imagined(level)
    observed = values(shots, level.features, unknown)
    scales = np.array([feature.scale for feature in level.features])
    # The last column separates real shots from those of the prior, which only inform the slopes.
    blocks = [(observed, 0.0), (imagined, 1.0), (imagined, 1.0), (imagined, 0.0), (imagined, 0.0)]
    design = np.vstack([np.column_stack([block / scales, np.full(len(block), extra)]) for block, extra in blocks])
    goals = shots["is_goal"].to_numpy(dtype=float)
    n, ones, zeros = len(imagined), np.ones(len(imagined)), np.zeros(len(imagined))
    scored = np.concatenate([goals, ones, zeros, ones, zeros])
    slope_weight, level_weight = PRIOR_SHOTS / n, PRIOR_SHOTS_OF_LEVEL / n
    weights = [np.ones(len(goals)), slope_weight * chances, slope_weight * (1 - chances)]
    weights += [level_weight * chances, level_weight * (1 - chances)]
    model: Any = LogisticRegression(C=1e9, solver="newton-cholesky", tol=1e-9, max_iter=200)
    model.fit(design, scored, sample_weight=np.concatenate(weights))
    return Fitted(level.features, float(model.intercept_[0]), model.coef_[0, :-1] / scales, unknown)


def values(shots: pd.DataFrame, features: Sequence[Feature], unknown: Array) -> Array:
    """Matrix of the features, shots by features, unknown ones filled in."""
    matrix = shots[[feature.name for feature in features]].to_numpy(dtype=float)
    return np.where(np.isnan(matrix), unknown, matrix)


def expit(log_odds: Array) -> Array:
    """Probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=float)


def _usual_values(shots: pd.DataFrame, features: Sequence[Feature]) -> Array:
    """Mean of the known values, shrunk to the usual value by PRIOR_SHOTS shots; rounded as in the seed."""
    known = [shots[feature.name].dropna() for feature in features]
    totals = [float(column.sum()) + PRIOR_SHOTS * f.usual for column, f in zip(known, features, strict=True)]
    return np.array([round(t / (len(c) + PRIOR_SHOTS), 4) for t, c in zip(totals, known, strict=True)])


def _imagined(level: Level) -> tuple[Array, Array]:
    """Imagined shots, from everywhere, each plain and with one flag at a time; and their prior chances."""
    places = [GRID.get(feature.name, (0.0,)) for feature in level.features]
    plain = np.array(list(product(*places)), dtype=float).reshape(math.prod(map(len, places)), len(places))
    blocks = [plain]
    for position, feature in enumerate(level.features):
        if feature.name not in GRID:
            flagged = plain.copy()
            flagged[:, position] = 1.0
            blocks.append(flagged)
    imagined = np.vstack(blocks)
    slopes = np.array([feature.prior for feature in level.features])
    return imagined, expit(level.prior_intercept + imagined @ slopes)
