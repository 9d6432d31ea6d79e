"""How results look on a terminal: one width where there is none, plain tables, team and player names cut to fit."""

from rich.console import Console
from rich.table import Table

WIDTH_WITHOUT_TERMINAL = 100
UNKNOWN = "·"


def terminal() -> Console:
    """The console for results on stdout; 100 columns wide where stdout is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH_WITHOUT_TERMINAL)


def grid(*headings: str, left: int = 1) -> Table:
    """A table without lines; the first ``left`` columns are text, the others numbers."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for position, heading in enumerate(headings):
        is_text = position < left
        table.add_column(heading, justify="left" if is_text else "right", no_wrap=True, overflow="ellipsis")
    return table


def clock(seconds: int | None) -> str:
    """Seconds as m:ss; a dot for None."""
    return UNKNOWN if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"


def number(value: object) -> str:
    """A number as it is, a dot for None."""
    return UNKNOWN if value is None else str(value)


def count(items: int, noun: str) -> str:
    """A number and its noun: 1 game, 2 games."""
    return f"{items:,} {noun}" if items == 1 else f"{items:,} {noun}s"
