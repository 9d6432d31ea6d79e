"""Fits the expected-goals model on the shots of a database: every level, its scores and its calibration."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd

from benchsight.fitting.errors import FitError
from benchsight.fitting.evaluation import Bin, Score, calibration, cross_validate
from benchsight.fitting.regression import Fitted, fit
from benchsight.fitting.xg_features import DEFINITIONS, LEVELS

MIN_SHOTS = 150
MIN_GOALS = 10
XG_SEED = Path("seeds/settings/xg_coefficients.csv")


@dataclass(frozen=True)
class Coefficient:
    """A row of the seed xg_coefficients; ``value_if_unknown`` is None for an intercept."""

    model_level: str
    feature: str
    coefficient: float
    value_if_unknown: float | None
    description: str


@dataclass(frozen=True)
class LevelFit:
    """A fitted level: counts, sums and calibration of the shots it is used for, score of those it learnt from."""

    model_level: str
    shots: int
    goals: int
    published_xg: float
    fitted_xg: float
    learnt_from: int
    score: Score | None
    calibration: list[Bin]
    coefficients: list[Coefficient]


def fit_xg(shots: pd.DataFrame) -> list[LevelFit]:
    """Fit every level; few shots leave it close to its prior. Raises FitError for too few shots or goals in play."""
    in_play = shots[shots["model_level"].isin(["with_xy", "without_xy"])]
    goals = int(in_play["is_goal"].sum())
    if len(in_play) < MIN_SHOTS or goals < MIN_GOALS:
        raise FitError(
            f"{len(in_play)} unblocked shots and {goals} goals are too few to learn from: expected goals need at "
            f"least {MIN_SHOTS} and {MIN_GOALS}; the coefficients stay as they are"
        )
    return [_fit_level(name, shots, in_play) for name in LEVELS]


def _fit_level(name: str, shots: pd.DataFrame, in_play: pd.DataFrame) -> LevelFit:
    level = DEFINITIONS[name]
    used_for = shots[shots["model_level"] == name]
    # Shots with a place also train the level without one, with their place ignored.
    learnt_from = in_play if name == "without_xy" else used_for
    fitted = fit(learnt_from, level)
    chances, goals = fitted.predict(used_for), used_for["is_goal"].to_numpy(dtype=float)
    return LevelFit(
        model_level=name,
        shots=len(used_for),
        goals=int(goals.sum()),
        published_xg=float(np.nansum(used_for["published_xg"])),
        fitted_xg=float(chances.sum()),
        learnt_from=len(learnt_from),
        score=cross_validate(learnt_from, level),
        calibration=calibration(chances, goals),
        coefficients=_coefficients(name, fitted),
    )


def _coefficients(name: str, fitted: Fitted) -> list[Coefficient]:
    level = DEFINITIONS[name]
    description = f"Log-odds of a goal for an {level.description}".replace("an penalty", "a penalty")
    rows = [Coefficient(name, "intercept", round(fitted.intercept, 4), None, description)]
    for feature, slope, unknown in zip(fitted.features, fitted.slopes, fitted.unknown, strict=True):
        change = f"Change of the log-odds: {feature.description}"
        rows.append(Coefficient(name, feature.name, round(float(slope), 5), float(unknown), change))
    return rows


def write_xg_seed(levels: Sequence[LevelFit], path: Path) -> None:
    """Write the coefficients of all levels to ``path``, as dbt reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Coefficient))
        for level in levels:
            writer.writerows(astuple(row) for row in level.coefficients)
