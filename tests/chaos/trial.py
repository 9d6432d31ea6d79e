"""A command that is disturbed, and what was found when it had been taken up again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .disturbance import Moment

TOO_LATE = "nothing: it had ended"


@dataclass
class Trial:
    """One disturbance: of which command, how, when; where it hit, how it was recovered from, what was wrong then."""

    number: int
    command: str
    kind: str
    moment: Moment
    hit: str = ""
    recovery: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def struck(self) -> bool:
        """Whether the command had not ended before."""
        return self.hit != TOO_LATE

    def __str__(self) -> str:
        how = ", ".join(self.recovery) or "nothing to recover"
        text = f"{self.number}: {self.command}, {self.kind} {self.moment}, hit {self.hit}; {how}"
        return f"{text}: {'; '.join(self.faults)}" if self.faults else text


def table_of(trials: Iterable[Trial]) -> list[str]:
    """How often each kind of disturbance hit each phase, as lines of text."""
    counts = Counter((trial.command, trial.hit, trial.kind) for trial in trials)
    lines = []
    for command in sorted({command for command, _, _ in counts}):
        kinds = sorted({kind for name, _, kind in counts if name == command})
        hits = sorted({hit for name, hit, _ in counts if name == command})
        width = max(map(len, hits))
        lines.append(f"{command:{width}}  " + "  ".join(kinds))
        for hit in hits:
            cells = (f"{counts[command, hit, kind] or '.':>{len(kind)}}" for kind in kinds)
            lines.append(f"{hit:{width}}  " + "  ".join(cells))
    return lines
