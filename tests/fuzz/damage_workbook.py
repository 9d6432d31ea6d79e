"""Damage to Excel workbooks: cells, sheets, and the members of the zip that a workbook is."""

import io
import zipfile
from collections.abc import Callable
from random import Random

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .damage_bytes import OF_ANY_FILE, Damage, flip_bits, truncate
from .odd_values import odd_cell

Change = Callable[[Workbook, Random], None]


def _sheet(book: Workbook, rng: Random) -> Worksheet:
    return rng.choice(book.worksheets)


def _set(sheet: Worksheet, row: int, column: int, rng: Random) -> None:
    try:
        sheet.cell(row, column).value = odd_cell(rng)
    except IllegalCharacterError:  # Excel could not have written it either
        sheet.cell(row, column).value = "#VALUE!"


def change_cells(book: Workbook, rng: Random) -> None:
    """Some cells hold odd values: dates, truths, formulas, errors."""
    for _ in range(rng.choice((1, 10, 100))):
        sheet = _sheet(book, rng)
        _set(sheet, rng.randint(1, sheet.max_row), rng.randint(1, sheet.max_column), rng)


def change_a_column(book: Workbook, rng: Random) -> None:
    """A whole column holds odd values."""
    sheet = _sheet(book, rng)
    column = rng.randint(1, sheet.max_column)
    for row in range(2, sheet.max_row + 1):
        _set(sheet, row, column, rng)


def exchange_cells(book: Workbook, rng: Random) -> None:
    """Some cells of a sheet have changed places."""
    sheet = _sheet(book, rng)
    for _ in range(rng.choice((1, 30))):
        one, other = (sheet.cell(rng.randint(1, sheet.max_row), rng.randint(1, sheet.max_column)) for _ in range(2))
        one.value, other.value = other.value, one.value


def lose_a_sheet(book: Workbook, rng: Random) -> None:
    """A sheet is missing, or empty where it is the only one."""
    book.remove(_sheet(book, rng))
    if not book.worksheets:
        book.create_sheet("events")


def lose_columns(book: Workbook, rng: Random) -> None:
    """Columns are missing."""
    sheet = _sheet(book, rng)
    sheet.delete_cols(rng.randint(1, sheet.max_column), rng.choice((1, 1, 5)))


def lose_rows(book: Workbook, rng: Random) -> None:
    """Rows are missing, perhaps the header among them."""
    sheet = _sheet(book, rng)
    sheet.delete_rows(rng.choice((1, rng.randint(1, sheet.max_row))), rng.choice((1, 10, 10_000)))


def insert_rows(book: Workbook, rng: Random) -> None:
    """Rows are there twice, or empty ones between them."""
    sheet = _sheet(book, rng)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=1, max_row=min(40, sheet.max_row))]
    if rng.random() < 0.5:
        sheet.insert_rows(1, rng.randint(1, 6))
    for values in rng.sample(rows, min(10, len(rows))):
        sheet.append(values)


def rename_a_sheet(book: Workbook, rng: Random) -> None:
    """A sheet has the name of another, in other letters, or none that is known."""
    _sheet(book, rng).title = rng.choice(("EVENTS", "Shifts", "x", "game_rosters", "league players", "é" * 20))


def write_far_away(book: Workbook, rng: Random) -> None:
    """A cell far from the others makes the sheet's area large."""
    sheet = _sheet(book, rng)
    sheet.cell(rng.choice((5, 20_000)), rng.choice((300, 2_000)) if rng.random() < 0.3 else 2).value = "far"


CHANGES: tuple[Change, ...] = (
    change_cells, change_cells, change_cells, change_a_column, change_a_column, exchange_cells, lose_a_sheet,
    lose_columns, lose_rows, insert_rows, rename_a_sheet, write_far_away,
)  # fmt: skip


def _structured(change: Change) -> Damage:
    def damage(content: bytes, rng: Random) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(content))
        change(book, rng)
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()

    damage.__name__ = change.__name__
    return damage


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def lose_a_member(content: bytes, rng: Random) -> bytes:
    """A file inside the workbook is missing."""
    members = _members(content)
    del members[rng.choice(list(members))]
    return _packed(members)


def damage_a_member(content: bytes, rng: Random) -> bytes:
    """A file inside the workbook is damaged, the zip around it is whole."""
    members = _members(content)
    name = rng.choice(list(members))
    members[name] = rng.choice((flip_bits, flip_bits, truncate))(members[name], rng)
    return _packed(members)


def replace_a_member(content: bytes, rng: Random) -> bytes:
    """A file inside the workbook is something else."""
    members = _members(content)
    deep = b"<a>" * 20_000
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    members[rng.choice(list(members))] = rng.choice((b"", b"\x00" * 50, b"<x/>", deep, entities, content))
    return _packed(members)


DAMAGES: tuple[Damage, ...] = (
    *OF_ANY_FILE,
    *(_structured(change) for change in CHANGES),
    *(lose_a_member, damage_a_member, damage_a_member, replace_a_member),
)
