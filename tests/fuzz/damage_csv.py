"""Damage to CSV files: cells, columns, rows, quotes and separators."""

import csv
import io
from collections.abc import Callable
from random import Random

from .damage_bytes import OF_TEXT, Damage
from .odd_values import UNPRINTABLE, odd_text

Cells = list[list[str]]
Change = Callable[[Cells, Random], None]


def exchange_cells(cells: Cells, rng: Random) -> None:
    """Some cells have changed places."""
    for _ in range(rng.choice((1, 10, 100))):
        one, other = rng.choice(cells), rng.choice(cells)
        at, to = rng.randrange(len(one)), rng.randrange(len(other))
        one[at], other[to] = other[to], one[at]


def change_cells(cells: Cells, rng: Random) -> None:
    """Some cells hold odd texts."""
    for _ in range(rng.choice((1, 5, 50))):
        row = rng.choice(cells[1:] or cells)
        row[rng.randrange(len(row))] = odd_text(rng) if rng.random() < 0.8 else rng.choice(UNPRINTABLE[:2])


def change_a_column(cells: Cells, rng: Random) -> None:
    """A whole column holds one odd text."""
    at, text = rng.randrange(len(cells[0])), odd_text(rng)
    for row in cells[1:]:
        row[at] = text


def lose_a_column(cells: Cells, rng: Random) -> None:
    """A column is missing."""
    at = rng.randrange(len(cells[0]))
    for row in cells:
        del row[at]


def shift_a_column(cells: Cells, rng: Random) -> None:
    """The header is one column off."""
    cells[0].insert(0, cells[0].pop())


def name_columns_alike(cells: Cells, rng: Random) -> None:
    """Two columns have one name."""
    cells[0][rng.randrange(len(cells[0]))] = rng.choice(cells[0])


def double_rows(cells: Cells, rng: Random) -> None:
    """Rows are there twice, in part with another value."""
    for row in rng.sample(cells[1:], min(5, len(cells) - 1)):
        copy = list(row)
        if rng.random() < 0.5:
            copy[rng.randrange(len(copy))] = odd_text(rng)
        cells.insert(rng.randrange(1, len(cells) + 1), copy)


def tear_rows(cells: Cells, rng: Random) -> None:
    """Rows have a cell too many or too few."""
    for row in rng.sample(cells, min(rng.choice((1, 5)), len(cells))):
        row.append("1") if rng.random() < 0.5 else row.pop()


def lose_the_header(cells: Cells, rng: Random) -> None:
    """The first row is data."""
    del cells[0]


def lose_the_rows(cells: Cells, rng: Random) -> None:
    """There is nothing but the header."""
    del cells[1:]


CHANGES: tuple[Change, ...] = (
    exchange_cells, change_cells, change_cells, change_a_column, change_a_column, lose_a_column, shift_a_column,
    name_columns_alike, double_rows, tear_rows, lose_the_header, lose_the_rows,
)  # fmt: skip


def _structured(change: Change) -> Damage:
    def damage(content: bytes, rng: Random) -> bytes:
        cells = list(csv.reader(io.StringIO(content.decode(), newline="")))
        change(cells, rng)
        return _written(cells, ",")

    damage.__name__ = change.__name__
    return damage


def _written(cells: Cells, separator: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(cells)
    return text.getvalue().encode()


def separate_otherwise(content: bytes, rng: Random) -> bytes:
    """Cells are separated by semicolons or tabs, as other countries' Excel does."""
    return _written(list(csv.reader(io.StringIO(content.decode(), newline=""))), rng.choice(";\t|"))


def open_a_quote(content: bytes, rng: Random) -> bytes:
    """A quote opens and never ends."""
    lines = content.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return b"".join((*lines[:at], b'"', *lines[at:]))


def end_lines_otherwise(content: bytes, rng: Random) -> bytes:
    """Lines end as on other systems, or not at all."""
    return content.replace(b"\r\n", rng.choice((b"\n", b"\r", b"\n\n", b"\r\r\n", b" ")))


DAMAGES: tuple[Damage, ...] = (
    *OF_TEXT,
    *(_structured(change) for change in CHANGES),
    separate_otherwise,
    open_a_quote,
    end_lines_otherwise,
)
