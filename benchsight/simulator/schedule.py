"""A balanced season: every team plays the same number of games (one more or less), half of them at home."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from benchsight.simulator.config import SimulationConfig

SEASON_START = date(2026, 9, 6)
SLOTS = (time(16, 0), time(17, 15), time(18, 30), time(19, 45))


@dataclass(frozen=True)
class Fixture:
    """A scheduled game; ``home`` and ``away`` count the teams of the league from 0."""

    game_id: int
    number: int
    day: date
    start: time
    home: int
    away: int


def make_schedule(config: SimulationConfig) -> list[Fixture]:
    """Rounds in which every team plays once, one round a week, until there are enough games."""
    fixtures: list[Fixture] = []
    at_home = [0] * config.teams
    round_number = 0
    while len(fixtures) < config.games:
        day = SEASON_START + timedelta(weeks=round_number)
        for slot, (one, two) in enumerate(_round(config.teams, round_number)):
            ahead = at_home[one] - at_home[two] or 1 - 2 * (round_number % 2)
            home, away = (two, one) if ahead > 0 else (one, two)
            if len(fixtures) < config.games:
                at_home[home] += 1
                number = len(fixtures)
                start = SLOTS[slot % len(SLOTS)]
                fixtures.append(Fixture(config.first_game_id + number, number, day, start, home, away))
        round_number += 1
    return fixtures


def _round(teams: int, round_number: int) -> list[tuple[int, int]]:
    """Return one round of a round robin by the circle method: who meets whom."""
    circle = [0] + [(team + round_number) % (teams - 1) + 1 for team in range(teams - 1)]
    return [(circle[i], circle[teams - 1 - i]) for i in range(teams // 2)]
