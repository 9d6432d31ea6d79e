"""The bench of one side: lines, pairs and goalies, who comes on next, and changes on the fly."""

from collections.abc import Collection, Iterable
from random import Random
from typing import cast

from benchsight.simulator.config import Shape
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import Formation

Slots = list[Dressed | None]
FORWARDS, DEFENCE, EXTRA = range(0, 3), range(3, 5), range(5, 6)


class Bench:
    """Rotates forwards in lines of three and defenders in pairs; the goalie stays until he is pulled or replaced."""

    def __init__(self, roster: list[Dressed], rules: Shape, rng: Random) -> None:
        """Put the best players first: the first line, the first pair, the first goalie start."""
        self._rng = rng
        self._rules = rules
        self.forwards = _by_rating(roster, "F")
        self.defenders = _by_rating(roster, "D")
        self.goalies = _by_rating(roster, "G")
        self.goalie: Dressed | None = self.goalies[0]
        self.goalie_is_pulled = False
        self._last_in_net: Dressed | None = self.goalie
        self.in_box: set[Dressed] = set()
        self.slots: Slots = [None] * 6
        self._wanted: Slots = [None] * 6
        self._on_ice_seconds = {FORWARDS: 0, DEFENCE: 0}

    def formation(self) -> Formation:
        """Return the players on the ice."""
        goalie = None if self.goalie_is_pulled else self.goalie
        return Formation(tuple(self.slots), goalie, has_none=self.goalie is None)

    def goalie_of_record(self) -> Dressed | None:
        """Return who is in net or, while it is empty for a skater, who was last: not one who came on to be pulled."""
        return self._last_in_net if self.goalie_is_pulled else self.goalie

    def lose_goalies(self) -> None:
        """Nobody keeps goal, all game."""
        self.goalies, self.goalie = [], None

    def put_in_net(self, player: Dressed) -> None:
        """Put a skater in net for the rest of the game; he skates no more, and the goalies do not come back."""
        self.goalies, self.goalie = [], player
        self.forwards.remove(player)
        self.in_box.add(player)

    def send(self, skaters: int, forwards_first: bool = False) -> None:
        """Put this many skaters on the ice, keeping the line that is on; three forwards first in overtime 3 v 3."""
        forwards, defenders = _counts(skaters, forwards_first)
        extra = max(0, skaters - 5)
        on_forwards = [p for p in self._on(FORWARDS) if p.position == "F" and p not in self.in_box]
        on_defence = [p for p in self._on(DEFENCE) if p.position == "D" and p not in self.in_box]
        first = self._pick(on_forwards, self.forwards, forwards, ())
        second = self._pick(on_defence, self.defenders, defenders, first)
        third = self._pick([], self.forwards, extra, (*first, *second))
        self.slots = [*_padded(first, 3), *_padded(second, 2), *_padded(third, 1)]
        self._wanted = list(self.slots)

    def rest(self, units: Iterable[range]) -> None:
        """Rotate the given units: who is on goes to the end of the bench."""
        for unit in units:
            bench = self.forwards if unit is FORWARDS else self.defenders
            on = [player for player in self._on(unit) if player in bench]
            bench[:] = [player for player in bench if player not in on] + on
            self._on_ice_seconds[unit] = 0
            for slot in unit:
                self.slots[slot] = None

    def stay(self, seconds: int) -> None:
        """Let this many seconds pass, which tire the skaters on the ice."""
        if seconds and not self.goalie_is_pulled:
            self._last_in_net = self.goalie
        self._on_ice_seconds[FORWARDS] += seconds
        self._on_ice_seconds[DEFENCE] += seconds

    def tired(self, must_defend: bool) -> list[range]:
        """Units that want to change; a player leaves while the puck is in his zone only if he is overdue."""
        limits = {FORWARDS: self._rules.forward_shift_seconds, DEFENCE: self._rules.defence_shift_seconds}
        patience = 1.7 if must_defend else 0.75 + 0.5 * self._rng.random()
        return [unit for unit, seconds in self._on_ice_seconds.items() if seconds > patience * limits[unit]]

    def call_change(self, units: Iterable[range]) -> None:
        """Decide who replaces the given units; they come on with ``change_some``."""
        for unit in units:
            on = self._on(unit)
            bench = self.forwards if unit is FORWARDS else self.defenders
            rested = [p for p in bench if p not in self._on(range(6)) and p not in self.in_box]
            bench[:] = [player for player in bench if player not in on] + [player for player in bench if player in on]
            self._on_ice_seconds[unit] = 0
            fresh = iter(rested)
            for slot in unit:
                if self.slots[slot] is not None:
                    self._wanted[slot] = next(fresh, self.slots[slot])

    def change_some(self) -> bool:
        """Let some or all of those called come on; return whether a player changed."""
        waiting = [slot for slot in range(6) if self._wanted[slot] is not self.slots[slot]]
        if not waiting:
            return False
        many = self._rules.whole_lines_change and self._rng.random() < 0.8
        for slot in waiting if many else self._rng.sample(waiting, min(len(waiting), self._rng.randint(1, 2))):
            self.slots[slot] = self._wanted[slot]
        return True

    def _on(self, unit: range) -> list[Dressed]:
        return [player for slot in unit if (player := self.slots[slot]) is not None]

    def _pick(self, keep: list[Dressed], bench: list[Dressed], count: int, taken: Collection[Dressed]) -> list[Dressed]:
        """Return ``count`` players: those who stay, then the unit's bench, then others who may play."""
        candidates = [*keep, *bench, *self.forwards, *self.defenders]
        picked: list[Dressed] = []
        for player in candidates:
            if len(picked) < count and player not in picked and player not in taken and player not in self.in_box:
                picked.append(player)
        return picked


def _counts(skaters: int, forwards_first: bool) -> tuple[int, int]:
    """Forwards and defenders among up to five skaters."""
    if skaters >= 5:
        return 3, 2
    if skaters == 4:
        return 2, 2
    return (2, 1) if forwards_first else (1, 2)


def _padded(players: list[Dressed], size: int) -> Slots:
    return [*cast(Slots, players), *[None] * (size - len(players))]


def _by_rating(roster: list[Dressed], position: str) -> list[Dressed]:
    return sorted((p for p in roster if p.position == position), key=lambda p: (-p.rating, p.number))
