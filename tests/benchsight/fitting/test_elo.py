"""Elo ratings: examples computed by hand, and leagues whose chances are known."""

import math
import random

import pytest

from benchsight.fitting.elo import CARRY, HOME, START, STEP, Result, Team, expected, outcome, outcome_error, rate
from benchsight.fitting.predictions import game_outcome


def test_one_game_by_hand() -> None:
    teams, chances = rate([Result(1, "a", "b", 4, 1)])
    chance = 1 / (1 + 10 ** (-HOME / 400))
    assert chances == [pytest.approx(chance)]
    change = STEP * 2 * (1 - chance)  # a margin of three counts log2(4) = 2 times
    assert teams["a"].rating == pytest.approx(START + change) and teams["b"].rating == pytest.approx(START - change)


def test_a_tie_is_half_a_win_and_a_season_takes_back_a_share() -> None:
    teams, _ = rate([Result(1, "a", "b", 2, 2)])
    assert teams["a"].rating - START == pytest.approx(STEP * (0.5 - expected(HOME)))
    again, chances = rate([Result(1, "a", "b", 2, 2), Result(2, "a", "b", 1, 0)])
    assert chances[1] == pytest.approx(expected(CARRY * (teams["a"].rating - teams["b"].rating) + HOME))
    assert again["a"].games == 2


def test_the_interval_narrows_with_games() -> None:
    new, seasoned = (outcome(Team(START, sd), Team(START, sd)) for sd in (100.0, 20.0))
    assert new.chance == seasoned.chance == expected(HOME)
    assert new.low < seasoned.low < seasoned.chance < seasoned.high < new.high


@pytest.mark.parametrize("seed", range(5))
def test_a_league_of_known_strengths_is_predicted_better_than_by_the_base_rate(seed: int) -> None:
    draw = random.Random(seed)
    strength = {f"t{number}": 90.0 * (number - 3.5) for number in range(8)}
    results = []
    for _ in range(600):
        home, away = draw.sample(sorted(strength), 2)
        won = draw.random() < expected(strength[home] - strength[away] + HOME)
        results.append(Result(1, home, away, 3 if won else 2, 2 if won else 3))
    teams, chances = rate(results)
    error = outcome_error(results, chances)
    assert error is not None and error.games == 180
    assert error.log_loss < error.log_loss_base_rate and error.brier < error.brier_base_rate
    # calibrated: as many home wins as were expected, within three standard deviations
    wins, given = sum(result.home_goals > result.away_goals for result in results), sum(chances)
    assert abs(wins - given) < 3 * math.sqrt(sum(p * (1 - p) for p in chances))
    assert teams["t7"].rating - teams["t0"].rating > 200


def test_too_little_data_gives_no_number() -> None:
    found = game_outcome([Result(1, "a", "b", 1, 0)], "a", "c")
    assert found.home_win is None and found.away is None and found.error is None and found.note
    found = game_outcome([Result(1, "a", "b", 1, 0)], "a", "b")
    assert found.home_win is not None and found.error is None and found.games == 1
