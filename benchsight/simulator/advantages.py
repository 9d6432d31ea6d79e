"""Counts how often each side has an advantage, from the penalties that are served, as the NHL's glossary counts them.

A penalty that leaves a side with fewer skaters than the other gives the other an advantage, once, also where a time of
equal sides interrupts it. A goal on a penalty that goes on (the first half of a double minor, a major) begins another.
"""

from benchsight.simulator.penalties import PenaltyBox, Sentence


class Advantages:
    """Advantages of home and away; None where penalties overlap in a way for which no rule is written down."""

    def __init__(self) -> None:
        """Nobody has had one."""
        self.counts: list[int | None] = [0, 0]
        self._levels = [0, 0]
        self._used: set[Sentence] = set()

    def watch(self, boxes: tuple[PenaltyBox, PenaltyBox]) -> None:
        """Count the advantages that begin, before the clock runs with these penalties being served."""
        if any(len(box.weakening()) > box.missing_skaters() for box in boxes):
            self.counts = [None, None]  # one penalty waits for another
        missing = [box.missing_skaters() for box in boxes]
        for venue in (0, 1):
            level = max(0, missing[1 - venue] - missing[venue])
            for _ in range(level - self._levels[venue]):
                self._begin(venue, boxes)
            self._levels[venue] = level

    def goal(self, venue: int, boxes: tuple[PenaltyBox, PenaltyBox]) -> None:
        """Count a power-play goal, after what it ends has ended."""
        left = boxes[1 - venue].weakening()
        if any(sentence.outlasts_goals for sentence in left):
            self.counts[venue] = None
        elif len(left) == 1 and not boxes[venue].weakening() and self._levels[venue] == 1:
            self._used.discard(left[0])
            self._levels[venue] = 0
        elif any(not sentence.ends_with_goal or sentence.half_seconds for sentence in left):
            self.counts[venue] = None

    def _begin(self, venue: int, boxes: tuple[PenaltyBox, PenaltyBox]) -> None:
        fresh = [s for s in boxes[1 - venue].weakening() if s not in self._used and not s.is_offset]
        if not fresh:
            return  # the one that runs goes on after a time of equal sides
        self._used.add(fresh[0])
        count = self.counts[venue]
        both_serve = any(not sentence.is_offset for sentence in boxes[venue].weakening())
        self.counts[venue] = None if count is None or both_serve else count + 1
