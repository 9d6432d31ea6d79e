"""A balanced season: every team plays the same number of games (one more or less), at home and away in turn."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from benchsight.simulate.config import SimulationConfig

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
    round_number = 0
    while len(fixtures) < config.games:
        day = SEASON_START + timedelta(weeks=round_number)
        for slot, (home, away) in enumerate(_round(config.teams, round_number)):
            if len(fixtures) < config.games:
                number = len(fixtures)
                start = SLOTS[slot % len(SLOTS)]
                fixtures.append(Fixture(config.first_game_id + number, number, day, start, home, away))
        round_number += 1
    return fixtures


def _round(teams: int, round_number: int) -> list[tuple[int, int]]:
    """One round of a round robin by the circle method; the venue turns from cycle to cycle."""
    cycle, turn = divmod(round_number, teams - 1)
    circle = [0] + [(team + turn) % (teams - 1) + 1 for team in range(teams - 1)]
    pairs = [(circle[i], circle[teams - 1 - i]) for i in range(teams // 2)]
    return [(a, b) if (i + turn + cycle) % 2 == 0 else (b, a) for i, (a, b) in enumerate(pairs)]
