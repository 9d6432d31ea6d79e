"""Rates of players per game by empirical Bayes: counts are Poisson, the rates of a position are gamma."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST_PLAYERS = 10  # of a position; below, there is no prior
FEWEST_HELD_BACK = 20  # players with games held back; below, the error says nothing


@dataclass(frozen=True)
class Counted:
    """Games of a player and what he did in them; games of earlier seasons may count as parts of one."""

    games: float
    count: float


@dataclass(frozen=True)
class Prior:
    """Gamma distribution of the rates of a position: ``weight`` is in games, ``mean`` is per game."""

    mean: float
    weight: float


@dataclass(frozen=True)
class Projection:
    """Expected count over the next games, and the 90 % interval of what is counted."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True)
class RateError:
    """Mean absolute error per game and player on held-back games, and that of giving everybody the league's mean."""

    players: int
    mae: float
    mae_league_mean: float


def fit_prior(players: Sequence[Counted]) -> Prior | None:
    """Return the prior by the method of moments; None for fewer than FEWEST_PLAYERS.

    The mean is that of all games. Var(rate) between players is what remains of the weighted variance of observed rates
    after the Poisson part; weight = mean / Var(rate). With nothing left, all players are alike.
    """
    players = [each for each in players if each.games > 0]
    games = sum(each.games for each in players)
    if len(players) < FEWEST_PLAYERS:
        return None
    mean = sum(each.count for each in players) / games
    observed = sum(each.games * (each.count / each.games - mean) ** 2 for each in players)
    # E[observed] = (n - 1) * mean + between * (games - sum(games**2) / games)
    between = (observed - (len(players) - 1) * mean) / (games - sum(each.games**2 for each in players) / games)
    return Prior(mean, mean / between if between > mean / games else games)


def rate_of(player: Counted, prior: Prior) -> float:
    """Return the posterior mean of the rate per game."""
    return (prior.mean * prior.weight + player.count) / (prior.weight + player.games)


def project(player: Counted, prior: Prior, games: int) -> Projection:
    """Return the projection over ``games`` games: negative binomial, the Poisson over the posterior gamma."""
    shape, weight = prior.mean * prior.weight + player.count, prior.weight + player.games
    if shape <= 0:
        return Projection(0.0, 0, 0)
    return Projection(games * shape / weight, *(_quantile(shape, weight / (weight + games), q) for q in (0.05, 0.95)))


def rate_error(earlier: Mapping[str, Counted], later: Mapping[str, Counted], prior: Prior | None) -> RateError | None:
    """Return the error of rates from earlier games in later ones; None for fewer than FEWEST_HELD_BACK players.

    Players who have no earlier games are projected from the prior alone; players weigh by their later games.
    """
    if prior is None or len(later) < FEWEST_HELD_BACK:
        return None
    games = sum(each.games for each in later.values())

    def mae(guess: Mapping[str, float]) -> float:
        return sum(abs(each.count - guess[name] * each.games) for name, each in later.items()) / games

    rates = {name: rate_of(earlier.get(name, Counted(0, 0)), prior) for name in later}
    return RateError(len(later), mae(rates), mae(dict.fromkeys(later, prior.mean)))


def _quantile(shape: float, p: float, q: float) -> int:
    """Return the smallest count whose cumulative negative binomial probability reaches ``q``."""
    # in logarithms: the chance of no count at all may be below what a float holds
    log_term, count = shape * math.log(p), 0
    total = math.exp(log_term)
    while total < q and count < 100_000:
        count += 1
        log_term += math.log((shape + count - 1) / count * (1 - p))
        total += math.exp(log_term)
    return count
