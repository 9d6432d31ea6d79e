"""Elo ratings of teams, and the chance that the home team wins. Arithmetic on results, in the order of play."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

START = 1500.0
STEP = 12.0  # points of rating at stake (K)
HOME = 30.0  # points that home ice is worth
CARRY = 0.75  # share of the distance from START that a team keeps into the next season
START_SD = 100.0
SCALE = math.log(10) / 400
HELD_BACK = 0.3
FEWEST_GAMES = 30  # held back; below, the error says nothing
Z90 = 1.6448536


@dataclass(frozen=True)
class Result:
    """Game that was played: goals of both, in the order of play. Equal goals count as half a win."""

    season: Hashable
    home: str
    away: str
    home_goals: int
    away_goals: int


@dataclass(frozen=True)
class Team:
    """Rating of a team after its games, and the standard deviation of that rating."""

    rating: float = START
    sd: float = START_SD
    games: int = 0


@dataclass(frozen=True)
class OutcomeError:
    """Error on held-back games, and that of always giving the earlier share of home wins."""

    games: int
    log_loss: float
    log_loss_base_rate: float
    brier: float
    brier_base_rate: float


@dataclass(frozen=True)
class Chance:
    """Chance of a home win with its 90 % interval."""

    chance: float
    low: float
    high: float


def expected(difference: float) -> float:
    """Return the chance of a win at a difference of ratings."""
    return 1 / (1 + 10 ** (-difference / 400))


def rate(results: Sequence[Result]) -> tuple[dict[str, Team], list[float]]:
    """Return the teams after all results, and the chance of a home win that was given before each.

    The change is STEP * ln(1 + margin) / ln 2 * (win - chance), so a margin of one counts once. A game carries
    SCALE**2 * chance * (1 - chance) of information on a rating; a new season takes back what CARRY forgets.
    """
    teams: dict[str, Team] = {}
    seasons: dict[str, Hashable] = {}
    chances = []
    for result in results:
        for name in (result.home, result.away):
            if name in teams and seasons[name] != result.season:
                teams[name] = _next_season(teams[name])
            teams.setdefault(name, Team())
            seasons[name] = result.season
        home, away = teams[result.home], teams[result.away]
        chance = expected(home.rating - away.rating + HOME)
        chances.append(chance)
        margin = abs(result.home_goals - result.away_goals)
        change = STEP * max(1.0, math.log2(1 + margin)) * (_win(result) - chance)
        information = SCALE**2 * chance * (1 - chance)
        teams[result.home] = _after(home, change, information)
        teams[result.away] = _after(away, -change, information)
    return teams, chances


def outcome(home: Team, away: Team) -> Chance:
    """Return the chance that the home team wins; the interval is that of the difference of ratings."""
    difference, sd = home.rating - away.rating + HOME, math.hypot(home.sd, away.sd)
    low, high = (expected(difference + sign * Z90 * sd) for sign in (-1, 1))
    return Chance(expected(difference), low, high)


def outcome_error(results: Sequence[Result], chances: Sequence[float]) -> OutcomeError | None:
    """Return the error on the last games, each rated from the games before it; None for fewer than FEWEST_GAMES."""
    first = len(results) - int(len(results) * HELD_BACK)
    wins = [_win(result) for result in results]
    held, given = wins[first:], chances[first:]
    if len(held) < FEWEST_GAMES:
        return None
    base = [(sum(wins[:first]) + 1) / (first + 2)] * len(held)
    return OutcomeError(
        len(held), _log_loss(held, given), _log_loss(held, base), _brier(held, given), _brier(held, base)
    )


def _win(result: Result) -> float:
    return 0.5 + 0.5 * ((result.home_goals > result.away_goals) - (result.home_goals < result.away_goals))


def _after(team: Team, change: float, information: float) -> Team:
    return Team(team.rating + change, (team.sd**-2 + information) ** -0.5, team.games + 1)


def _next_season(team: Team) -> Team:
    variance = CARRY**2 * team.sd**2 + (1 - CARRY**2) * START_SD**2
    return Team(START + CARRY * (team.rating - START), math.sqrt(variance), team.games)


def _log_loss(wins: Sequence[float], chances: Sequence[float]) -> float:
    return -sum(w * math.log(p) + (1 - w) * math.log(1 - p) for w, p in zip(wins, chances, strict=True)) / len(wins)


def _brier(wins: Sequence[float], chances: Sequence[float]) -> float:
    return sum((w - p) ** 2 for w, p in zip(wins, chances, strict=True)) / len(wins)
