"""Quality of chances of a goal: log loss and Brier score against a constant rate, and calibration by size."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchsight.fitting.regression import PRIOR_SHOTS_OF_LEVEL, Array, expit, fit
from benchsight.fitting.xg_features import Level

FOLDS = 10
MIN_SHOTS_OF_A_BIN = 50


@dataclass(frozen=True)
class Score:
    """Scores of shots of games that the fit did not see; the constant rate is that of the games it saw."""

    log_loss: float
    constant_rate_log_loss: float
    brier: float
    constant_rate_brier: float


@dataclass(frozen=True)
class Bin:
    """Shots of about equal chance: how many, their mean chance, and the share that scored."""

    shots: int
    goals: int
    mean_xg: float
    goal_share: float


def cross_validate(shots: pd.DataFrame, level: Level) -> Score | None:
    """Score each shot by a fit without its fold of games; None with shots of fewer than two games, or no goal."""
    from sklearn.model_selection import GroupKFold

    games = shots["game_id"].to_numpy()
    count = len(np.unique(games))
    if count < 2 or not shots["is_goal"].sum():
        return None
    chances, rates = np.zeros(len(shots)), np.zeros(len(shots))
    for seen, unseen in GroupKFold(min(FOLDS, count)).split(games, groups=games):
        chances[unseen] = fit(shots.iloc[seen], level).predict(shots.iloc[unseen])
        rates[unseen] = _rate(shots.iloc[seen], level)
    goals = shots["is_goal"].to_numpy(dtype=float)
    return Score(log_loss(chances, goals), log_loss(rates, goals), brier(chances, goals), brier(rates, goals))


def log_loss(chances: Array, goals: Array) -> float:
    """Mean negative log-likelihood of what happened, in nats."""
    return float(-np.mean(goals * np.log(chances) + (1 - goals) * np.log1p(-chances)))


def brier(chances: Array, goals: Array) -> float:
    """Mean squared difference of chance and outcome."""
    return float(np.mean((chances - goals) ** 2))


def calibration(chances: Array, goals: Array) -> list[Bin]:
    """Return shots by chance in up to ten bins of equal size, at least 50 shots each unless there is only one."""
    order = np.argsort(chances, kind="stable")
    bins = np.array_split(order, max(1, min(10, len(order) // MIN_SHOTS_OF_A_BIN)))
    return [
        Bin(len(part), int(goals[part].sum()), float(chances[part].mean()), float(goals[part].mean()))
        for part in bins
        if len(part)
    ]


def _rate(shots: pd.DataFrame, level: Level) -> float:
    prior = float(expit(np.array([level.prior_intercept]))[0])
    return (float(shots["is_goal"].sum()) + prior * PRIOR_SHOTS_OF_LEVEL) / (len(shots) + PRIOR_SHOTS_OF_LEVEL)
