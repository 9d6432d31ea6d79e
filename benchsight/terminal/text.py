"""Text on a terminal: names as they are, lines that break between words, words for what is unknown."""

import os
import re
from collections.abc import Sequence
from typing import IO, Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from benchsight.terminal.grid import Grid, grid

__all__ = ["UNKNOWN", "Grid", "Terminal", "clock", "count", "grid", "listed", "number", "terminal"]

WIDTH_WITHOUT_TERMINAL = 100
UNKNOWN = "–"  # noqa: RUF001  # as box scores have it
HANG = 2

Part = str | tuple[str, str] | Text


class Terminal(Console):
    """A console that prints what it is given: no markup, no emoji codes, no highlighting, nothing cut at the edge.

    Every command prints through one, so that a name such as ``[bold]`` or ``:x:`` needs no care where it is printed.
    ``width`` in columns; without it that of the terminal, or of COLUMNS, or 100 where there is neither.
    """

    def __init__(self, width: int | None = None, file: IO[str] | None = None, stderr: bool = False) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, width=width, file=file, stderr=stderr)
        self.breaks_lines = self.is_terminal or width is not None or os.environ.get("COLUMNS", "").isdigit()
        if not self.breaks_lines:
            self.width = WIDTH_WITHOUT_TERMINAL

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does, but cut nothing: what is too wide is left to the terminal."""
        super().print(*objects, **({"crop": False} | options))

    def say(self, *parts: Part, indent: int = 0, hang: int = HANG, style: str = "") -> None:
        """Print a line of text and (text, style) pairs, broken between words, its further lines indented.

        In a pipe or file it stays one line, so that it can be searched.
        """
        for line in Text.assemble(*parts, style=style).split("\n", allow_blank=True):
            ends = _line_ends(line.plain, self.width - indent, hang) if self.breaks_lines else []
            for position, piece in enumerate(line.divide(ends)):
                piece.rstrip()
                self.print(Text(" " * (indent + hang * (position > 0))).append_text(piece), soft_wrap=True)

    def next(self, command: str, purpose: str) -> None:
        """Print the next sensible step as the last line of a command."""
        self.say(("next: ", "dim"), (command, "bold"), ("  " + purpose, "dim"))


def _line_ends(text: str, width: int, hang: int) -> list[int]:
    """Return the line ends of a text in ``width`` cells: after words; a path or an id is never broken."""
    ends: list[int] = []
    start = 0
    for word in re.finditer(r"\S+\s*", text):
        if cell_len(text[start : word.end()].rstrip()) > width - hang * bool(ends) and word.start() > start:
            start = word.start()
            ends.append(start)
    return ends


def terminal() -> Terminal:
    """Return the console for results on stdout."""
    return Terminal()


def clock(seconds: int | None) -> str:
    """Return seconds as m:ss; a dash for None."""
    return UNKNOWN if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"


def number(value: object) -> str:
    """Return a number as it is, a dash for None."""
    return UNKNOWN if value is None else str(value)


def count(items: int, noun: str) -> str:
    """Return a number and its noun: 1 game, 2 games."""
    return f"{items:,} {noun}" if items == 1 else f"{items:,} {noun}s"


def listed(items: Sequence[object], shown: int = 10) -> str:
    """Return the first items of a list, and how many more there are."""
    more = f" and {len(items) - shown:,} more" if len(items) > shown else ""
    return ", ".join(map(str, items[:shown])) + more


def span(seconds: float) -> str:
    """Return a length of time in its largest unit: 0.4 s, 12 s, 3 min, 5 h, 2 d."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    for size, unit in ((86400, "d"), (3600, "h")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds // 60:.0f} min"
