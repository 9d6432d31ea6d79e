"""The regression of adjusted plus-minus: a row per side of a stint; columns are players and circumstances."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchsight.fitting.stints import Array, StintSide

SECONDS_AN_HOUR = 3600
CIRCUMSTANCES: dict[str, Callable[[StintSide], bool]] = {
    "any": lambda stint: True,
    "at home": lambda stint: stint.is_home,
    "leading": lambda stint: stint.lead > 0,
    "trailing": lambda stint: stint.lead < 0,
    "started with a faceoff in the offensive zone": lambda stint: stint.zone == "o",
    "started with a faceoff in the defensive zone": lambda stint: stint.zone == "d",
    "power play": lambda stint: stint.situation == "power_play",
    "short-handed": lambda stint: stint.situation == "short_handed",
    "empty net for": lambda stint: stint.situation == "empty_net_for",
    "empty net against": lambda stint: stint.situation == "empty_net_against",
}


@dataclass(frozen=True)
class Design:
    """``matrix`` has, for each of ``players``, a column as attacker, then one as defender, then the circumstances.

    ``weights`` are seconds; ``games`` numbers the game of each row from 0.
    """

    players: list[str]
    matrix: Any
    weights: Array
    games: npt.NDArray[np.intp]

    @property
    def penalised(self) -> Array:
        """1 for the columns of players, 0 for circumstances."""
        columns = np.zeros(self.matrix.shape[1])
        columns[: 2 * len(self.players)] = 1
        return columns


def make_design(stints: Sequence[StintSide]) -> Design:
    """Return the design of these sides of stints."""
    players = sorted({player for stint in stints for player in (*stint.attackers, *stint.defenders)})
    number = {player: position for position, player in enumerate(players)}
    rows: list[int] = []
    columns: list[int] = []
    for row, stint in enumerate(stints):
        on_ice = [number[player] for player in stint.attackers]
        on_ice += [len(players) + number[player] for player in stint.defenders]
        on_ice += [2 * len(players) + k for k, holds in enumerate(CIRCUMSTANCES.values()) if holds(stint)]
        rows += [row] * len(on_ice)
        columns += on_ice
    shape = (len(stints), 2 * len(players) + len(CIRCUMSTANCES))
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    weights = np.array([stint.seconds for stint in stints], dtype=float)
    games = np.unique([stint.game_id for stint in stints], return_inverse=True)[1].astype(np.intp)
    return Design(players, matrix, weights, games)


def rates(stints: Sequence[StintSide], measure: str) -> Array:
    """Return a measure per 60 minutes of each side of a stint."""
    return np.array([SECONDS_AN_HOUR * getattr(stint, measure) / stint.seconds for stint in stints])
