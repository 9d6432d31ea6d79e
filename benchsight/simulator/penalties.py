"""Penalty boxes: who serves how long, how many skaters each side may have, and what a goal ends."""

from dataclasses import dataclass

from benchsight.simulator.people import Dressed


@dataclass(slots=True, eq=False)
class Sentence:
    """A penalty being served; a minor ends with a goal against, unless it was offset."""

    player: Dressed
    seconds: int
    weakens: bool
    ends_with_goal: bool
    half_seconds: int = 0
    """Of a double minor that is served by halves: a goal in the first half ends this half."""
    is_offset: bool = False
    outlasts_goals: bool = False
    """A minor that runs on after a goal, which no rule knows: leagues without special teams play these so."""
    has_waited: bool = False
    """It was the third of its side, and began when one of the other two was over."""


class PenaltyBox:
    """The box of one side. At most two penalties weaken it at a time; a third waits for the first to end."""

    def __init__(self) -> None:
        """Begin with an empty box."""
        self._sentences: list[Sentence] = []

    def sit(self, sentence: Sentence) -> None:
        """Put a player in the box."""
        self._sentences.append(sentence)

    def missing_skaters(self) -> int:
        """Skaters the side must do without: 0, 1 or 2."""
        return min(2, len(self.weakening()))

    def weakening(self) -> list[Sentence]:
        """Return the penalties for which the side is short, or will be once those before them are over."""
        return [sentence for sentence in self._sentences if sentence.weakens]

    def next_release(self) -> int | None:
        """Return the clock seconds until a player comes out; None if the box is empty."""
        return min(sentence.seconds for sentence in self._running()) if self._sentences else None

    def only(self) -> Sentence | None:
        """Return the one penalty that is being served; None without one, and with more than one."""
        return self._sentences[0] if len(self._sentences) == 1 else None

    def serve(self, seconds: int) -> list[Dressed]:
        """Run the clock of the penalties; return who comes out."""
        if not self._sentences:
            return []
        running = self._running()
        for sentence in running:
            sentence.seconds -= seconds
        for sentence in self._sentences:
            sentence.has_waited |= sentence not in running
        return self._release([sentence for sentence in running if sentence.seconds <= 0])

    def goal_against(self) -> list[Dressed]:
        """End the oldest minor after a goal against a side that is short; return who comes out."""
        for sentence in self._running():
            if sentence.weakens and sentence.seconds > sentence.half_seconds > 0:
                sentence.seconds = sentence.half_seconds
                return []
            if sentence.weakens and sentence.ends_with_goal:
                return self._release([sentence])
        return []

    def _running(self) -> list[Sentence]:
        weakening = self.weakening()[:2]
        return [sentence for sentence in self._sentences if not sentence.weakens or sentence in weakening]

    def _release(self, done: list[Sentence]) -> list[Dressed]:
        self._sentences = [sentence for sentence in self._sentences if sentence not in done]
        return [sentence.player for sentence in done]


def skaters_allowed(missing: tuple[int, int], base: int) -> tuple[int, int]:
    """Skaters of home and away; with a base of three (overtime) a penalty adds one to the other side."""
    if base == 5:
        return 5 - missing[0], 5 - missing[1]
    even = min(missing)
    return base + missing[1] - even, base + missing[0] - even
