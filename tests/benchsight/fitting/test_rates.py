"""Rates of players: examples computed by hand, and leagues whose rates are known."""

import math
import random
from datetime import date

import pytest

from benchsight.fitting.predictions import STATS, PlayerGames, player_projection
from benchsight.fitting.rates import Counted, Prior, fit_prior, project, rate_error, rate_of


def test_the_prior_by_hand() -> None:
    # ten players of 10 games: five with 2 goals, five with 8: mean 0.5, observed variance 0.09 * 100 = 9
    players = [Counted(10, 2)] * 5 + [Counted(10, 8)] * 5
    between = (9 - 9 * 0.5) / (100 - 10)
    prior = fit_prior(players)
    assert prior is not None and prior.mean == 0.5
    assert prior.weight == pytest.approx(0.5 / between)  # 10 games
    assert rate_of(Counted(10, 8), Prior(0.5, 10)) == pytest.approx(0.65)
    assert rate_of(Counted(0, 0), Prior(0.5, 10)) == 0.5


def test_players_who_do_not_differ_all_get_the_mean() -> None:
    prior = fit_prior([Counted(10, 5)] * 12)
    assert prior == Prior(0.5, 120)
    assert fit_prior([Counted(10, 5)] * 9) is None
    assert fit_prior([Counted(10, 0)] * 10) == Prior(0.0, 100)
    assert project(Counted(10, 0), Prior(0.0, 100), 5).high == 0


def test_the_interval_is_that_of_a_negative_binomial() -> None:
    # shape 1, p = 1/2: geometric, P(X <= k) = 1 - 2 ** -(k + 1); 0.95 is reached at 4
    found = project(Counted(0, 0), Prior(1.0, 1.0), 1)
    assert (found.expected, found.low, found.high) == (1.0, 0, 4)


def test_a_projection_over_a_career_is_that_of_a_normal_count() -> None:
    found = project(Counted(900, 1800), Prior(2.0, 1e6), 1000)
    assert found.expected == pytest.approx(2000)
    assert found.low == pytest.approx(2000 - 1.645 * 44.7, abs=3)
    assert found.high == pytest.approx(2000 + 1.645 * 44.7, abs=3)


@pytest.mark.parametrize("seed", range(5))
def test_a_league_of_known_rates(seed: int) -> None:
    draw = random.Random(seed)
    rates = {f"p{number}": draw.gammavariate(2, 0.2) for number in range(150)}

    def play(games: int) -> dict[str, Counted]:
        return {name: Counted(games, sum(_poisson(draw, rate) for _ in range(games))) for name, rate in rates.items()}

    earlier, later = play(20), play(10)
    prior = fit_prior(list(earlier.values()))
    assert (
        prior is not None and prior.mean == pytest.approx(0.4, rel=0.25) and prior.weight == pytest.approx(5, rel=0.6)
    )
    error = rate_error(earlier, later, prior)
    assert error is not None and error.mae < error.mae_league_mean
    inside = sum(
        found.low <= later[name].count <= found.high for name in rates if (found := project(earlier[name], prior, 10))
    )
    assert 0.85 <= inside / len(rates) <= 1.0  # discrete: more than 90 %


def test_earlier_seasons_count_less_and_a_goalie_gets_no_number() -> None:
    rows = [
        PlayerGames(f"p{n}", season, False, date(year, 1, 1), "C", 10, dict.fromkeys(STATS, n % 4))
        for n in range(12)
        for season, year in (("one", 2024), ("two", 2025))
    ]
    found = player_projection(rows, "p1", 10)
    assert (found.games, found.games_weighted, found.position_group) == (20, 15.0, "F")
    assert found.stats[0].projection is not None and found.stats[0].error is None
    nobody = player_projection(rows, "goalie", 10)
    assert nobody.note and [each.projection for each in nobody.stats] == [None] * 3
    few = player_projection(rows[:4], "p1", 10)
    assert few.note and few.stats[0].rate_per_game is None


def _poisson(draw: random.Random, mean: float) -> int:
    count, product, limit = 0, draw.random(), math.exp(-mean)
    while product > limit:
        count, product = count + 1, product * draw.random()
    return count
