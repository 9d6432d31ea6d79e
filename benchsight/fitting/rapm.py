"""Regularised adjusted plus-minus: what each skater adds per 60 minutes, team mates and opponents accounted for."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from benchsight.fitting.errors import FitError
from benchsight.fitting.rapm_design import CIRCUMSTANCES, Design, make_design, rates
from benchsight.fitting.ridge import Ridge, fit_ridge
from benchsight.fitting.stints import MEASURES, Stints, StintSide

MIN_GAMES = 10
MIN_MINUTES = 200
MODEL = "rapm 1"


@dataclass(frozen=True)
class FitPart:
    """An effect per 60 minutes and its standard error; positive is good for the player's team."""

    value: float
    standard_error: float


@dataclass(frozen=True)
class PlayerEffect:
    """The effect of a skater: on his team's attack, on its defence (positive: less against), and on both together."""

    player_id: str
    offence: FitPart
    defence: FitPart
    total: FitPart
    stints: int
    games: int
    toi_seconds: int


@dataclass(frozen=True)
class RapmFit:
    """A fit of one measure: players by total, best first; effects of circumstances per 60 minutes; see Ridge."""

    measure: str
    players: list[PlayerEffect]
    circumstances: dict[str, float]
    penalty_minutes: int
    gain: float

    def is_reliable(self, player: PlayerEffect, minutes: int) -> bool:
        """Return whether the player was seen for so long, and players explain anything of games not seen."""
        return self.gain > 0 and player.toi_seconds >= 60 * minutes

    @property
    def model_version(self) -> str:
        """Model and penalty, as landed with the values."""
        return f"{MODEL}: ridge of {self.penalty_minutes} min"


def fit_rapm(stints: Stints) -> list[RapmFit]:
    """Fit every measure. Raises FitError for too few games or minutes to separate players."""
    if stints.games < MIN_GAMES or stints.minutes < MIN_MINUTES:
        raise FitError(
            f"{stints.games} games with {stints.minutes:.0f} minutes of such play cannot tell players from their team "
            f"mates: adjusted plus-minus needs at least {MIN_GAMES} games and {MIN_MINUTES} minutes"
        )
    design = make_design(stints.sides)
    seen = _Seen(stints.sides)
    outcomes = np.column_stack([rates(stints.sides, measure) for measure in MEASURES])
    for measure, outcome in zip(MEASURES, outcomes.T, strict=True):
        if not outcome.any():
            raise FitError(
                f"no stint of these {stints.games} games has any {measure}: nothing to tell players apart by"
            )
    ridges = fit_ridge(design, outcomes)
    return [_fit_measure(measure, ridge, design, seen) for measure, ridge in zip(MEASURES, ridges, strict=True)]


class _Seen:
    """The sample of each player: stints, seconds and games."""

    def __init__(self, sides: list[StintSide]) -> None:
        self.stints: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()
        games: set[tuple[str, int]] = set()
        for side in sides:
            for player in side.attackers:
                self.stints[player] += 1
                self.seconds[player] += side.seconds
                games.add((player, side.game_id))
        self.games = Counter(player for player, _ in games)


def _fit_measure(measure: str, ridge: Ridge, design: Design, seen: _Seen) -> RapmFit:
    players = [_effect(ridge, design, position, seen) for position in range(len(design.players))]
    players.sort(key=lambda player: (-player.total.value, player.player_id))
    circumstances = dict(zip(CIRCUMSTANCES, ridge.effects[2 * len(design.players) :].tolist(), strict=True))
    return RapmFit(measure, players, circumstances, ridge.penalty_minutes, ridge.gain)


def _effect(ridge: Ridge, design: Design, attack: int, seen: _Seen) -> PlayerEffect:
    defence = attack + len(design.players)
    player = design.players[attack]
    for_, against = float(ridge.effects[attack]), float(ridge.effects[defence])
    covariance = ridge.covariance
    variances = (covariance[attack, attack], covariance[defence, defence])
    return PlayerEffect(
        player_id=player,
        offence=FitPart(for_, float(np.sqrt(variances[0]))),
        defence=FitPart(-against, float(np.sqrt(variances[1]))),
        total=FitPart(for_ - against, float(np.sqrt(sum(variances) - 2 * covariance[attack, defence]))),
        stints=seen.stints[player],
        games=seen.games[player],
        toi_seconds=seen.seconds[player],
    )
