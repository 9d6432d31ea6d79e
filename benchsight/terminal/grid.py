"""Tables without lines that never cut a number: text wraps between words, and columns of less weight give way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

GAP = 2
TEXT_WIDTH = 16  # columns that a text keeps before others are left out
Cell = str | Text


@dataclass
class GridColumn:
    """A column: its heading, its cells (None where a heading goes across), and whether it is text or numbers."""

    heading: str
    is_text: bool
    cells: list[Text | None] = field(default_factory=list)

    def natural(self) -> int:
        """Width in which nothing wraps."""
        return max([len(self.heading), *(cell.cell_len for cell in self.cells if cell is not None)])

    def least(self, text_width: int, longest: int) -> int:
        """Width that it needs: numbers are whole, text breaks between words, a word beyond ``longest`` anywhere."""
        heading = max(map(len, self.heading.split()), default=0)
        cells = [cell for cell in self.cells if cell is not None]
        if not self.is_text:
            return max([heading, *(cell.cell_len for cell in cells)])
        words = [len(word) for cell in cells for word in cell.plain.split()]
        return min(max([heading, text_width, min(longest, max(words, default=0))]), self.natural())


class Grid:
    """A table to print. ``optional`` names the headings that are left out where there is no room, the least first."""

    def __init__(self, headings: Sequence[str], left: int, optional: Sequence[str]) -> None:
        self._columns = [GridColumn(heading, position < left) for position, heading in enumerate(headings)]
        self._styles: list[str | None] = []
        self._across: dict[int, Text] = {}
        self._optional = optional

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self._styles)

    def add_row(self, *cells: Cell, style: str | None = None) -> None:
        """Add a row; a string is shown as it is. Raises ValueError if there are not as many cells as columns."""
        for column, cell in zip(self._columns, cells, strict=True):
            column.cells.append(Text(cell) if isinstance(cell, str) else cell)
        self._styles.append(style)

    def add_heading(self, text: Cell, style: str = "bold") -> None:
        """Add a line that goes across all columns."""
        self._across[len(self._styles)] = Text(text, style) if isinstance(text, str) else text
        for column in self._columns:
            column.cells.append(None)
        self._styles.append(None)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns, gap = self._fitting(options.max_width)
        widths = _widths(columns, options.max_width - gap * (len(columns) - 1), options.max_width // 2)
        wide = options.update(width=max(options.max_width, sum(widths) + gap * len(widths)))
        if any(column.heading for column in columns):
            yield from console.render(self._table(columns, widths, gap, (), has_header=True), wide)
        for heading, rows in self._stretches():
            if heading is not None:
                yield heading
            if rows:
                yield from console.render(self._table(columns, widths, gap, rows, has_header=False), wide)
        left_out = [column.heading for column in self._columns if column not in columns]
        if left_out:
            yield Text(f"no room for {', '.join(left_out)}: see a wider terminal, or --json", "dim")

    def _fitting(self, width: int) -> tuple[list[GridColumn], int]:
        """Return the columns that there is room for, and the gap between them."""
        columns = list(self._columns)
        natural = sum(column.natural() for column in columns)
        for gap in (GAP, 1):
            if natural + gap * (len(columns) - 1) <= width:
                return columns, gap
        if _needed(columns, GAP, width) <= width:
            return columns, GAP  # some text wraps anyway
        for name in self._optional:
            if _needed(columns, 1, width) <= width:
                break
            columns = [column for column in columns if column.heading != name]
        return columns, 1

    def _stretches(self) -> Iterator[tuple[Text | None, list[int]]]:
        """Lines that go across, each with the rows below it."""
        heading: Text | None = None
        rows: list[int] = []
        for row in range(len(self._styles)):
            if row in self._across:
                if heading is not None or rows:
                    yield heading, rows
                heading, rows = self._across[row], []
            else:
                rows.append(row)
        yield heading, rows

    def _table(
        self, columns: Sequence[GridColumn], widths: Sequence[int], gap: int, rows: Sequence[int], has_header: bool
    ) -> Table:
        table = Table(
            box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="dim", show_header=has_header
        )  # fmt: skip
        for column, width in zip(columns, widths, strict=True):
            table.add_column(
                Text(column.heading), justify="left" if column.is_text else "right", width=width, overflow="fold"
            )
        for row in rows:
            table.add_row(*(column.cells[row] or "" for column in columns), style=self._styles[row])
        return table


def grid(*headings: str, left: int = 1, optional: Sequence[str] = ()) -> Grid:
    """Return a table without lines; the first ``left`` columns are text, the others numbers, which are never cut.

    ``optional``: headings of columns that are left out, the first one first, where there is no room for all.
    """
    return Grid(headings, left, optional)


def _needed(columns: Sequence[GridColumn], gap: int, width: int) -> int:
    return sum(column.least(TEXT_WIDTH, width // 2) for column in columns) + gap * (len(columns) - 1)


def _widths(columns: Sequence[GridColumn], room: int, longest: int) -> list[int]:
    """Return a width for each column: the widest text gives way first, down to what it needs."""
    widths = [column.natural() for column in columns]
    for text_width in (TEXT_WIDTH, 1):
        least = [column.least(text_width, longest) for column in columns]
        while sum(widths) > room:
            able = [position for position, width in enumerate(widths) if width > least[position]]
            if not able:
                break
            widths[max(able, key=lambda position: widths[position])] -= 1
    return widths
